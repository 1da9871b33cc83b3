// Google Consent Mode v2: sets the default "denied" before anything else, and sends an update when granted types
// change.
import type { GoogleMapping, GoogleType } from '../config-data.ts'
import type { Effect } from '../consent.ts'

/** The default purpose of each of Google's consent types. */
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
 * Informs Google's tags of decisions. Sets the default at once, before the effect starts, unless `defaultTold` is true
 * because `googleDefault` was called before.
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
 * Sets all of Google's consent types to denied by default. It must run before Google's tags.
 *
 * @param waitForUpdate how long the tags wait for the decision, in ms
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
