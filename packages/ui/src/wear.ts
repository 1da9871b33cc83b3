// What the spine's view becomes on screen: banner, preference center, re-open control.
import type { View } from '@placet/core'
import { hasReopen, INLINE, whenParsed } from './attend.ts'
import { showBanner } from './banner.ts'
import type { FaceNeeds, Parts } from './face.ts'

/** Follows `$view`; returns how to stop. */
export function wear(needs: FaceNeeds, parts: Parts): () => void {
  const { consent } = needs
  const stops: (() => void)[] = []
  let shown: View = 'none'
  let takeAway = () => {}

  // What cannot be loaded is not shown, so nothing is granted; the page goes on.
  function load<Part>(part: Promise<Part>, use: (part: Part) => void): void {
    part.then(use).catch((cause) => consent.report({ code: 'chunk-unavailable', cause }))
  }
  async function center(): Promise<(inline?: Element) => () => void> {
    const [show, more] = await Promise.all([parts.center(), needs.text.more()])
    return (inline) => show({ ...needs, text: { ...needs.text, ...more } }, inline)
  }

  function show(view: View): void {
    shown = view
    takeAway()
    takeAway = () => {}
    if (view === 'banner') {
      const hide = showBanner(needs)
      const prefetch = setTimeout(() => void center().catch(() => {}), PREFETCH)
      takeAway = () => {
        clearTimeout(prefetch)
        hide()
      }
    }
    if (view !== 'preferences') return
    const coming = center()
    // So that the next try is one.
    coming.catch(consent.hide)
    load(coming, (appear) => {
      if (shown === view) takeAway = appear()
    })
  }

  stops.push(consent.$view.subscribe(show), () => takeAway())
  if (hasReopen(consent)) load(parts.reopen(), (reopen) => stops.push(reopen(needs)))
  whenParsed(() => {
    const inline = document.querySelector(INLINE)
    if (inline) load(center(), (appear) => stops.push(appear(inline)))
  })
  return () => stops.forEach((stop) => stop())
}

/** After how many ms the preference center is fetched while the banner waits. */
const PREFETCH = 1500
