// Keeps `<iframe data-placet-src="…" data-placet-purpose="…">` empty until its purposes are allowed, and empties it
// again.
import type { Effect } from '../consent.ts'
import { gate } from './gate.ts'

/** The element stays in the page, also for a framework that created it. A new `data-placet-src` is loaded. */
export function frames(): Effect {
  return gate<HTMLIFrameElement>('iframe[data-placet-src]', (frame, open) => {
    const wanted = open ? frame.getAttribute('data-placet-src') : null
    if (wanted === frame.getAttribute('src')) return
    if (LOADED in frame) frame.loading = 'eager'
    if (wanted === null) frame.removeAttribute('src')
    else frame.src = wanted
    // Removing `src` does not unload the document, and Chromium ignores a `src` that is set while the parser inserts the frame.
    // Removing and inserting the element does both (HTML §4.8.5).
    const place = document.createComment('')
    frame.replaceWith(place)
    place.replaceWith(frame)
    // It has begun to load. A copy, as of a page cache, waits for layout, and this gate comes before that.
    if (open) Object.assign(frame, { loading: 'lazy', [LOADED]: true })
  })
}

/** Marks a frame that this gate has made lazy. A copy does not have it. */
const LOADED = 'placetLoaded'
