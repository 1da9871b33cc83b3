// Holds `<script type="text/plain" data-placet-purpose="…">` back until its purposes are allowed.
// A script is released by replacing its inert `type` and inserting the element again. It keeps its nonce and uses no
// Trusted Types sink, so it runs under a strict CSP. Then it gets its inert type again: navigations that replace the body
// copy scripts and run the copies (Astro, and Turbo's page cache), which would pass by the gate.
import type { Effect } from '../consent.ts'
import { gate } from './gate.ts'

/**
 * Releases inline and external scripts in document order, including those added later. After an external script, the
 * next one waits until it has loaded or failed, unless it is `async`. `data-placet-type="module"` sets the type of the
 * released script.
 */
export function scripts(): Effect {
  return gate<HTMLScriptElement>('script[type="text/plain"]', (script, open, again, consent) => {
    if (!open || RELEASED in script) return false
    const type = script.dataset.placetType ?? ''
    const runs = /^(|module|(text|application)\/javascript)$/.test(type) && !script.noModule
    // Test the attribute: the property `async` is true for every script that the parser left inert (HTML §4.12.1.1).
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
      // Some scripts neither load nor fail, such as those parsed from a string. Do not block the others forever.
      setTimeout(end, LONGEST_WAIT)
    }
    const place = document.createComment('')
    script.replaceWith(place)
    place.replaceWith(script)
    const holdCopies = (): void => {
      if (runs) Object.assign(script, { type: 'text/plain', [RELEASED]: true })
    }
    // The parser looks at the type when it reaches the end tag. A script without text runs when it gets one.
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', holdCopies, { once: true })
    else if (script.src || script.text) holdCopies()
    return waits
  })
}

/** Marks the element that was released. A copy does not have it. */
const RELEASED = 'placetReleased'

/** How long the next script waits for one that neither loads nor fails, in ms. */
const LONGEST_WAIT = 30_000
