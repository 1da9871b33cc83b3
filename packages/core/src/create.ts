// A consent for npm users: evidence comes by dynamic import, which bundlers put into a chunk of its own.
import { beginConsent, type Consent, type Options } from './consent.ts'
import type { Environment } from './environment.ts'
import { serverPage } from './server-page.ts'

/**
 * Starts a consent in this page: reads what is stored, runs the effects, and tells the rest by `$decision`. On a server,
 * where there is no page, everything that is asked is refused and nothing is written; `@placet/core/server` reads a request's
 * cookie.
 *
 * @example
 * const consent = createConsent({ ...config, signals: [gpc()], effects: [scripts()] })
 * consent.when('analytics').then(startAnalytics)
 *
 * @throws ConsentError `config-invalid`
 */
export function createConsent(options: Options): Consent {
  const loadEvidence: Environment['loadEvidence'] = async () => (await import('./evidence/index.ts')).openEvidence
  if (typeof window !== 'undefined') return beginConsent(options, { page: window, loadEvidence })
  const nothing = async (): Promise<undefined> => undefined
  return {
    ...beginConsent({ ...options, effects: [] }, { page: serverPage(), loadEvidence }),
    ...{ accept: nothing, reject: nothing, decide: nothing, withdraw: nothing },
  }
}
