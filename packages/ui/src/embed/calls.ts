// `window.placet` before and after: a list that remembers calls, then the API itself, which still takes pushed ones.
import type { Consent } from '@placet/core'

/** `['show', 'preferences']`, or a function that is given the API. */
export type Call = [name: keyof Consent, ...given: unknown[]] | ((consent: Consent) => void)

/** What a page finds in `window.placet` once the script is there. */
export type Api = Consent & { push(...calls: Call[]): void }

/** Makes the API, and the calls that came too early, in their order. */
export function answerCalls(consent: Consent, early: unknown): Api {
  const api: Api = Object.assign(consent, { push: (...calls: Call[]) => calls.forEach(make) })
  function make(call: Call): void {
    try {
      if (typeof call === 'function') call(api)
      else (api[call[0]] as (...given: unknown[]) => unknown)(...call.slice(1))
    } catch (cause) {
      // The page's own mistake; it must not stop the calls after it.
      consent.report({ code: 'listener-failed', cause })
    }
  }
  if (Array.isArray(early)) api.push(...(early as Call[]))
  return api
}
