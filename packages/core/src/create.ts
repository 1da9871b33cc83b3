// `createConsent` for npm. Evidence is a dynamic import, which bundlers put into a separate chunk.
import { beginConsent } from './begin-consent.ts'
import type { Consent, Options } from './consent.ts'
import type { Environment } from './environment.ts'
import { serverPage } from './server-page.ts'

/**
 * Starts a consent in this page: reads the stored decision, runs the effects, and publishes the state in `$decision`.
 * On a server, without `window`, everything that is asked is refused and nothing is written. There,
 * `@placet/core/server` reads a request's cookie.
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
    accept: nothing,
    reject: nothing,
    decide: nothing,
    withdraw: nothing,
  }
}
