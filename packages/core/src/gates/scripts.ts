// Holds `<script type="text/plain" data-placet-purpose="…">` back until its purposes are allowed.
// A held script is let go by moving it: the inert `type` goes, the element is inserted again. It keeps its nonce and
// touches no sink, so strict CSP and Trusted Types have nothing to say.
import type { Effect } from '../consent.ts'
import { isOpen, PURPOSE, watch } from './gate.ts'

/** The type a released script gets, for modules: `data-placet-type="module"`. */
const TYPE = 'data-placet-type'

/** Inline and external scripts, in document order, those added later too. */
export function scripts(): Effect {
  return (consent) => {
    let granted = new Set<string>()
    let waiting = false
    // Everything before the first held external script runs at once; the rest as each one has loaded or failed.
    const run = (): void => {
      for (const script of waiting ? [] : held()) {
        if (isOpen(script, granted) && (waiting = release(script, next))) return
      }
    }
    const next = (failed?: string): void => {
      waiting = false
      if (failed) consent.report({ code: 'script-failed', detail: failed })
      run()
    }
    const unfollow = consent.follow({
      granted(ids) {
        granted = new Set(ids)
        run()
      },
    })
    const unwatch = watch(run)
    return () => {
      unfollow()
      unwatch()
    }
  }
}

function held(): NodeListOf<HTMLScriptElement> {
  return document.querySelectorAll(`script[type="text/plain"][${PURPOSE}]`)
}

/** @returns whether the next script has to wait for this one */
function release(script: HTMLScriptElement, done: (failed?: string) => void): boolean {
  // Not the property: it reads true on every script the parser found inert (HTML §4.12.1.1).
  const waits = script.hasAttribute('src') && !script.hasAttribute('async')
  const type = script.getAttribute(TYPE)
  if (type) script.type = type
  else script.removeAttribute('type')
  if (waits) {
    script.addEventListener('load', () => done(), { once: true })
    script.addEventListener('error', () => done(script.src), { once: true })
  }
  const place = document.createComment('')
  script.replaceWith(place)
  place.replaceWith(script)
  return waits
}
