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
  const views = renderViews({ ...needs, ...texts }, parts)
  let { language } = texts
  let turn = 0

  async function follow(): Promise<void> {
    const mine = ++turn
    const next = await load()
    if (mine !== turn || next.language === language) return
    language = next.language
    views.update({ ...needs, ...next })
  }

  const observer = new MutationObserver(() => {
    follow().catch((cause) => needs.consent.report({ code: 'chunk-unavailable', cause }))
  })
  observer.observe(document.documentElement, { attributeFilter: ['lang'] })
  return () => {
    turn++
    observer.disconnect()
    views.stop()
  }
}
