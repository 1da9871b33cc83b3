// Holds `<script type="text/plain" data-placet-purpose="…">` back until its purposes are allowed.
// A script is released by removing its inert `type` and inserting the element again. It keeps its nonce and touches no sink,
// so that it runs under strict CSP and Trusted Types.
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
    const type = script.dataset.placetType ?? ''
    const runs = /^(|module|(text|application)\/javascript)$/.test(type) && !script.noModule
    const waits = runs && script.hasAttribute('src') && !script.hasAttribute('async')
    script.type = type
    if (waits) {
      let over = false
      const end = (event?: Event): void => {
        if (over) return
        over = true
        if (event?.type !== 'load') consent.report({ code: 'script-failed', detail: script.src })
        again()
      }
      script.addEventListener('load', end)
      script.addEventListener('error', end)
      // Some scripts neither load nor fail, such as those parsed from a string. The others must not wait for ever.
      setTimeout(end, LONGEST_WAIT)
    }
    const place = document.createComment('')
    script.replaceWith(place)
    place.replaceWith(script)
    return waits
  })
}

/** How long, in ms, the next script waits for one that neither loads nor fails. */
const LONGEST_WAIT = 30_000
