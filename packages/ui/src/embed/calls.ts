// `window.placet`: an array of calls until the script has loaded, then the API, with `push` for further calls.
import type { Consent } from '@placet/core'

/** `['show', 'preferences']`, or a function that is called with the API. */
export type Call = [name: keyof Consent, ...given: unknown[]] | ((consent: Consent) => void)

/** Assigns the API to `window.placet`, and makes the earlier calls in their order. */
export function answerCalls(consent: Consent): void {
  const page = window as { placet?: unknown }
  const early = page.placet
  const push = (...calls: Call[]): void => {
    for (const call of calls) {
      try {
        if (typeof call === 'function') call(consent)
        else (consent[call[0]] as (...given: unknown[]) => unknown)(...call.slice(1))
      } catch (cause) {
        // A mistake of the page must not stop the calls after it.
        consent.report({ code: 'listener-failed', cause })
      }
    }
  }
  page.placet = Object.assign(consent, { push })
  if (Array.isArray(early)) push(...(early as Call[]))
}
