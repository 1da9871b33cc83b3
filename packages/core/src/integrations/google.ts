// Google Consent Mode v2: its tags are told "denied" before anything else, and each decision when it is made.
import type { GoogleMapping, GoogleType } from '../config-data.ts'
import type { Effect } from '../consent.ts'

/** The purpose that each of Google's consent types follows, unless the config says otherwise. */
const TYPES: Record<GoogleType, string> = {
  ad_storage: 'marketing',
  ad_user_data: 'marketing',
  ad_personalization: 'marketing',
  analytics_storage: 'analytics',
  functionality_storage: 'functional',
  personalization_storage: 'functional',
  security_storage: 'necessary',
}

/**
 * Informs Google's tags of decisions. They are told the default at once, before the effect starts, unless `defaultTold` says
 * that `googleDefault` was called before.
 */
export function google({ types, waitForUpdate }: GoogleMapping = {}, defaultTold = false): Effect {
  if (!defaultTold && typeof window !== 'undefined') googleDefault(waitForUpdate)
  return (consent) => {
    const mapping = { ...TYPES, ...types }
    let last = statesOf(mapping, [])
    return consent.listen({
      granted(ids) {
        const next = statesOf(mapping, ids)
        if (Object.keys(next).every((type) => next[type] === last[type])) return
        last = next
        gtag('consent', 'update', next)
      },
    })
  }
}

/**
 * Tells Google's tags that everything is denied until they hear otherwise. It must run before them.
 *
 * @param waitForUpdate how many milliseconds they wait for the decision
 */
export function googleDefault(waitForUpdate = 500): void {
  gtag('consent', 'default', { ...statesOf(TYPES, []), wait_for_update: waitForUpdate })
}

function statesOf(mapping: Record<string, string>, granted: string[]): Record<string, string> {
  const states = Object.entries(mapping).map(([type, id]) => [type, granted.includes(id) ? 'granted' : 'denied'])
  return Object.fromEntries(states)
}

// gtag.js takes commands only as Arguments objects. It ignores arrays.
function gtag(..._command: unknown[]): void {
  const page = globalThis as { dataLayer?: unknown[] }
  ;(page.dataLayer ??= []).push(arguments)
}
