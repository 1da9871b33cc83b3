// Common code of the gates: finds their elements, evaluates their purposes, and follows changes of the document.
import type { Effect } from '../consent.ts'

/**
 * An effect that calls `visit` with each element and whether it is open: at the start, after each decision, and when
 * the document changes. `data-placet-purpose="analytics marketing/meta"` requires both ids. An id that is not in the
 * config is never allowed. If `visit` returns true, the following elements wait until `again()` is called.
 */
export function gate<Held extends Element>(
  selector: string,
  visit: (element: Held, open: boolean, again: () => void, consent: Parameters<Effect>[0]) => unknown,
): Effect {
  return (consent) => {
    let granted: string[] = []
    let waiting = false
    const query = `${selector}[${PURPOSE}]`
    const again = (): void => {
      waiting = false
      visitAll()
    }
    const visitAll = (): void => {
      for (const held of document.querySelectorAll<Held>(query)) {
        if (waiting) return
        // A released script may have removed this element, or made a decision that released it already.
        if (!held.isConnected || !held.matches(query)) continue
        const wanted = held.getAttribute(PURPOSE)?.match(/\S+/g)
        if (visit(held, !!wanted?.every((id) => granted.includes(id)), again, consent)) waiting = true
      }
    }
    const stopListening = consent.listen({
      granted(ids) {
        granted = ids
        visitAll()
      },
    })
    const observer = new MutationObserver(visitAll)
    observer.observe(document, { childList: true, subtree: true, attributeFilter: [PURPOSE, 'data-placet-src'] })
    return () => {
      stopListening()
      observer.disconnect()
    }
  }
}

const PURPOSE = 'data-placet-purpose'
