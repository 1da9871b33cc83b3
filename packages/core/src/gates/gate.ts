// What every gate in a page shares: which elements it holds, whether they may go, and hearing of those that come later.
import type { Effect } from '../consent.ts'

/**
 * An effect that calls `visit` with each element and whether it is open: at the start, after each decision, and when
 * elements came into the document. `data-placet-purpose="analytics marketing/meta"` asks for both; an id the config does
 * not know is never allowed. `visit` returns true to be called no further until `again()`.
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
      look()
    }
    const look = (): void => {
      for (const held of document.querySelectorAll<Held>(query)) {
        if (waiting) return
        // A script that was let go may have taken it away, or decided and so let it go, too.
        if (!held.isConnected || !held.matches(query)) continue
        const wanted = held.getAttribute(PURPOSE)?.match(/\S+/g)
        if (visit(held, !!wanted?.every((id) => granted.includes(id)), again, consent)) waiting = true
      }
    }
    const unfollow = consent.follow({
      granted(ids) {
        granted = ids
        look()
      },
    })
    const observer = new MutationObserver(look)
    observer.observe(document, { childList: true, subtree: true })
    return () => {
      unfollow()
      observer.disconnect()
    }
  }
}

const PURPOSE = 'data-placet-purpose'
