// The spine as npm users begin it: evidence comes by dynamic import, which bundlers put in a chunk of its own.
import { beginConsent, type Consent, type Options } from './consent.ts'

/**
 * Starts a consent in this page: reads what is remembered, runs the effects, and tells the rest by `$decision`.
 *
 * @example
 * const consent = createConsent({ ...config, signals: [gpc()], effects: [scripts()] })
 * consent.when('analytics').then(startAnalytics)
 *
 * @throws ConsentError `config-invalid`
 */
export function createConsent(options: Options): Consent {
  return beginConsent(options, async () => (await import('./evidence/index.ts')).openEvidence)
}
