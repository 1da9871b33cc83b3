// Reads the decision from a request's cookie, for servers and edges. No DOM, no storage.
import type { Config } from './config-data.ts'
import { cookieLine, serializeCookie } from './cookie.ts'
import { allows, type Decision, knownId, refusedDecision } from './decision.ts'
import { readRequest, type RequestHeaders } from './request-decision.ts'

export { ANSWER_FIELDS, answerForm, type FormAnswer } from './answer-form.ts'
export { answerRequest } from './answer-request.ts'
export { readRequest, type RequestDecision, type RequestHeaders } from './request-decision.ts'

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
 * @param now milliseconds since 1970
 * @throws ConsentError `config-invalid`
 *
 * @example
 * const consent = consentOf(request.headers, config)
 * if (consent.has('analytics')) html += analyticsTag
 */
export function consentOf(headers: RequestHeaders, config: Config, now: number = Date.now()): RequestConsent {
  const { policy, stored, decision, ask } = readRequest(headers, config, now)
  const known = stored ? decision : refusedDecision(policy)
  return {
    has: (id) => allows(known.answers, knownId(policy, id)),
    decision: known,
    ask,
    setCookie: (https = true) => stored && cookieLine(serializeCookie(stored), https, config.cookie?.domain),
  }
}
