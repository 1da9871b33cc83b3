// Shows everything in the page's language, also when that changes while something is shown.
import type { ViewNeeds, Parts } from './view.ts'
import type { PageTexts } from './page-texts.ts'
import { renderViews } from './render.ts'

export type FollowNeeds = Pick<ViewNeeds, 'consent' | 'nonce'> & {
  texts: PageTexts
  /** Loads the texts for the page's language. */
  load(): Promise<PageTexts>
}

/** Follows `$view` and the page's `lang`; returns how to stop. */
export function followLanguage({ texts, load, ...needs }: FollowNeeds, parts: Parts): () => void {
  const { consent } = needs
  let stop = renderViews({ ...needs, ...texts }, parts)
  let stopped = false
  let turn = 0

  // An open preference center stays as it is until it is closed: it may hold unsaved answers.
  const isFree = (): boolean => !stopped && consent.$view.get() !== 'preferences'
  async function follow(): Promise<void> {
    const mine = ++turn
    const next = await load()
    if (mine !== turn || !isFree() || next.language === texts.language) return
    texts = next
    stop()
    stop = renderViews({ ...needs, ...texts }, parts)
  }
  const change = (): void => {
    if (isFree()) follow().catch((cause) => consent.report({ code: 'chunk-unavailable', cause }))
  }

  const observer = new MutationObserver(change)
  observer.observe(document.documentElement, { attributeFilter: ['lang'] })
  const unlisten = consent.$view.listen(change)
  return () => {
    stopped = true
    observer.disconnect()
    unlisten()
    stop()
  }
}
