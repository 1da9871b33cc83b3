// Holds `<iframe data-placet-src="…" data-placet-purpose="…">` empty until its purposes are allowed, and empties it again.
import type { Effect } from '../consent.ts'
import { gate } from './gate.ts'

export function frames(): Effect {
  return gate<HTMLIFrameElement>('iframe[data-placet-src]', (frame, open) => {
    if (open === frame.hasAttribute('src')) return
    // A frame without src keeps its old page: only a new element stops what ran in it.
    const next = frame.cloneNode() as HTMLIFrameElement
    if (open) next.src = frame.dataset.placetSrc as string
    else next.removeAttribute('src')
    frame.replaceWith(next)
  })
}
