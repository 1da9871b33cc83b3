// Holds `<iframe data-placet-src="…" data-placet-purpose="…">` empty until its purposes are allowed, and empties it again.
import type { Effect } from '../consent.ts'
import { gate } from './gate.ts'

/** The element itself stays in the page, also for a framework that made it. A changed `data-placet-src` is followed. */
export function frames(): Effect {
  return gate<HTMLIFrameElement>('iframe[data-placet-src]', (frame, open) => {
    const wanted = open ? frame.getAttribute('data-placet-src') : null
    if (wanted === frame.getAttribute('src')) return
    if (wanted === null) frame.removeAttribute('src')
    else frame.src = wanted
    // Inserting the same element again ends its old document, which it would keep without `src`, and loads the new one, which
    // Chromium does not do for a frame that the parser has only just inserted (HTML §4.8.5).
    const place = document.createComment('')
    frame.replaceWith(place)
    place.replaceWith(frame)
  })
}
