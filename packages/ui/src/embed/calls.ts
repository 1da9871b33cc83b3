// `window.placet` before and after: a list that remembers calls, then the API itself, which still takes pushed ones.
import type { Consent } from '@placet/core'

/** `['show', 'preferences']`, or a function that is given the API. */
export type Call = [name: keyof Consent, ...given: unknown[]] | ((consent: Consent) => void)

/** Puts the API where the page expects it, and makes the calls that came too early, in their order. */
export function answerCalls(consent: Consent): void {
  const page = window as { placet?: unknown }
  const early = page.placet
  const push = (...calls: Call[]): void => {
    for (const call of calls) {
      try {
        if (typeof call === 'function') call(consent)
        else (consent[call[0]] as (...given: unknown[]) => unknown)(...call.slice(1))
      } catch (cause) {
        // The page's own mistake; it must not stop the calls after it.
        consent.report({ code: 'listener-failed', cause })
      }
    }
  }
  page.placet = Object.assign(consent, { push })
  if (Array.isArray(early)) push(...(early as Call[]))
}
