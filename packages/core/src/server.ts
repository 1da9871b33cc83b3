// Reads the decision from a request's cookie, for servers and edges. No DOM, no storage.
import { checkShape } from './config-shape.ts'
import type { Config } from './config-data.ts'
import { cookieLine, readCookies, serializeCookie } from './cookie.ts'
import { allows, type Decision, evaluate, knownId, refusedDecision } from './decision.ts'
import { DAY, makePolicy } from './policy.ts'

export type RequestConsent = {
  /** Whether a purpose, or `purpose/service`, is allowed now. @throws ConsentError `purpose-unknown` */
  has(id: string): boolean
  decision: Decision
  /** Whether the page will ask the customer. */
  ask: boolean
  /**
   * A Set-Cookie line that stores the same decision again; undefined if there is none. Safari keeps cookies that were
   * set by scripts for seven days, and those of servers longer.
   *
   * @param https whether the page is served over https
   */
  setCookie(https?: boolean): string | undefined
}

/**
 * Reads the customer's decision from the headers of a request, under this config and regime, with expiry and Global
 * Privacy Control (`Sec-GPC`) applied. Without a readable cookie everything that is asked is refused, even what is on
 * by default: the customer may have refused it, and the cookie may have been lost since.
 *
 * @param headers of a `Request`, or any object with `get(name)`
 * @param now milliseconds since 1970
 * @throws ConsentError `config-invalid`
 *
 * @example
 * const consent = consentOf(request.headers, config)
 * if (consent.has('analytics')) html += analyticsTag
 */
export function consentOf(
  headers: { get(name: string): string | null },
  config: Config,
  now: number = Date.now(),
): RequestConsent {
  checkShape(config)
  const policy = makePolicy(config)
  const { decision: stored, unreadable } = readCookies(headers.get('cookie') ?? '', policy.ids)
  const signals = { gpc: headers.get('sec-gpc') === '1' }
  const { decision, ask } = evaluate(policy, stored, signals, Math.floor(now / DAY))
  const known = stored ? decision : refusedDecision(policy)
  return {
    has: (id) => allows(known.answers, knownId(policy, id)),
    decision: known,
    ask: ask || unreadable,
    setCookie: (https = true) => stored && cookieLine(serializeCookie(stored), https, config.cookie?.domain),
  }
}
