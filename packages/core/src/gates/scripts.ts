// Holds `<script type="text/plain" data-placet-purpose="…">` back until its purposes are allowed.
// A held script is let go by moving it: the inert `type` goes, the element is inserted again. It keeps its nonce and
// touches no sink, so strict CSP and Trusted Types have nothing to say.
import type { Effect } from '../consent.ts'
import { gate } from './gate.ts'

/**
 * Inline and external scripts, in document order, those added later too. Everything before the first held external
 * script runs at once, the rest as each one has loaded or failed. `data-placet-type="module"` is the type it then gets.
 */
export function scripts(): Effect {
  return gate<HTMLScriptElement>('script[type="text/plain"]', (script, open, again, consent) => {
    if (!open) return false
    // Not the property: it reads true on every script the parser found inert (HTML §4.12.1.1).
    const waits = script.hasAttribute('src') && !script.hasAttribute('async')
    script.type = script.dataset.placetType ?? ''
    if (waits) {
      script.addEventListener('load', again)
      script.addEventListener('error', () => {
        consent.report({ code: 'script-failed', detail: script.src })
        again()
      })
    }
    const place = document.createComment('')
    script.replaceWith(place)
    place.replaceWith(script)
    return waits
  })
}
