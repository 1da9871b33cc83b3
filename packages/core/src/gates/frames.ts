// Holds `<iframe data-placet-src="…" data-placet-purpose="…">` empty until its purposes are allowed, and empties it again.
import type { Effect } from '../consent.ts'
import { gate } from './gate.ts'

/** The element itself stays in the page, also for a framework that made it. A changed `data-placet-src` is followed. */
export function frames(): Effect {
  return gate<HTMLIFrameElement>('iframe[data-placet-src]', (frame, open) => {
    const wanted = open ? frame.getAttribute('data-placet-src') : null
    if (wanted === frame.getAttribute('src')) return
    if (wanted !== null) {
      frame.src = wanted
      return
    }
    frame.removeAttribute('src')
    // Without `src` a frame keeps its document. Inserting the same element again ends it (HTML §4.8.5).
    const place = document.createComment('')
    frame.replaceWith(place)
    place.replaceWith(frame)
  })
}
