// Google Consent Mode v2: its tags hear "denied" before anything else, and the decision when it falls.
import type { GoogleMapping, GoogleType } from '../config-data.ts'
import type { Effect } from '../consent.ts'

/** Which of Google's types follow which purpose where the config does not say. */
const TYPES: Record<GoogleType, string> = {
  ad_storage: 'marketing',
  ad_user_data: 'marketing',
  ad_personalization: 'marketing',
  analytics_storage: 'analytics',
  functionality_storage: 'functional',
  personalization_storage: 'functional',
  security_storage: 'necessary',
}

/** `waitForUpdate`: how many milliseconds Google's tags wait for the decision, default 500. */
export function google({ types, waitForUpdate = 500 }: GoogleMapping = {}): Effect {
  return (consent) => {
    const page = globalThis as { dataLayer?: unknown[] }
    const mapping = { ...TYPES, ...types }
    const layer = (page.dataLayer ??= [])
    // gtag.js knows its commands by the Arguments object; an array would be ignored.
    function gtag(..._command: unknown[]): void {
      layer.push(arguments)
    }
    const say = (granted: string[]) =>
      Object.fromEntries(
        Object.entries(mapping).map(([type, id]) => [type, granted.includes(id) ? 'granted' : 'denied']),
      )
    let last = say([])
    gtag('consent', 'default', { ...last, wait_for_update: waitForUpdate })
    return consent.follow({
      granted(ids) {
        const next = say(ids)
        if (JSON.stringify(next) === JSON.stringify(last)) return
        last = next
        gtag('consent', 'update', next)
      },
    })
  }
}
