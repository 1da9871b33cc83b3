// The decision in a request's cookie, and what the page will ask: as the browser evaluates it. No DOM, no storage.
import { checkShape } from './config-shape.ts'
import type { Config } from './config-data.ts'
import { readCookies, type StoredDecision } from './cookie.ts'
import { allows, type Decision, evaluate } from './decision.ts'
import { DAY, makePolicy, type Policy, type Signals } from './policy.ts'

/** Headers of a `Request`, or any object with `get(name)`. */
export type RequestHeaders = { get(name: string): string | null }

export type RequestDecision = {
  policy: Policy
  signals: Signals
  /** The newest decision in the cookie. */
  stored: StoredDecision | undefined
  /** The decision under today's config. Without a cookie: what the regime turns on by default is on. */
  decision: Decision
  /** Whether the page will ask the customer. */
  ask: boolean
  /** Whether a cookie could not be parsed: it may have been a refusal. */
  unreadable: boolean
  /** Whether an id is on while the page asks. */
  has(id: string): boolean
}

/** @param now milliseconds since 1970. @throws ConsentError `config-invalid` */
export function readRequest(headers: RequestHeaders, config: Config, now: number): RequestDecision {
  checkShape(config)
  const policy = makePolicy(config)
  const signals = { gpc: headers.get('sec-gpc') === '1' }
  const { decision: stored, unreadable } = readCookies(headers.get('cookie') ?? '', policy.ids)
  const { decision, ask } = evaluate(policy, stored, signals, Math.floor(now / DAY))
  const answers = unreadable ? policy.refusedAnswers : decision.answers
  return { policy, signals, stored, decision, ask: ask || unreadable, unreadable, has: (id) => allows(answers, id) }
}
