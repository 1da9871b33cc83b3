// The small synchronous copy of a decision, for the next page and for servers. No DOM, and nothing that identifies anyone.
//   1.<regime>[-gpc].<asks>.<day>.<seq>.<pending>(.<id>:<0|1>)*      1.eu.1x2y3z.fr4.2.0.analytics:1.marketing:0
import { type Answers, purposeOf } from './policy.ts'
import { fnv1a } from './question.ts'

/** What was decided, under which regime and question, and when. Cookie, vault and evidence all say it in this shape. */
export type DecisionRecord = {
  regime: string
  /** Whether Global Privacy Control was on at that time: the customer knew, and a grant stands in spite of it. */
  gpc: boolean
  /** Fingerprint of what was asked (Policy.asks). */
  asks: string
  /** Day of the decision, counted from 1970. */
  day: number
  /** How many decisions this browser has made. */
  seq: number
  /** What was asked and answered: purposes, and services where they differ. */
  answers: Answers
}

/** The decision that stands in the cookie. `pending`: the vault does not hold it and its answer yet. */
export type StoredDecision = DecisionRecord & { pending: boolean }

/**
 * The value of one cookie as a decision, or undefined if it is not exactly our form.
 *
 * @param ids the ids of the config: short hashes of services are turned back into these
 */
export function parseCookie(value: string, ids: Iterable<string> = []): StoredDecision | undefined {
  const [, regime = '', gpc, asks = '', day = '', seq, pending, pairs = ''] = FORM.exec(value) ?? []
  if (!seq) return undefined
  const answers: Answers = {}
  for (const pair of pairs.split('.').slice(1)) {
    const [id = '', yes] = pair.split(':')
    answers[id] = yes === '1' && answers[id] !== false
  }
  const full = withFullIds(answers, ids)
  return { regime, gpc: !!gpc, asks, day: parseInt(day, 36), seq: +seq, pending: pending === '1', answers: full }
}

/** A decision as the value of a cookie. Where there are many services, they are written as short hashes. */
export function serializeCookie({ regime, gpc, asks, day, seq, pending, answers }: StoredDecision): string {
  const ids = Object.keys(answers)
  const isLong = ids.join().length > LONGEST_IDS
  const pairs = ids.map((id) => `${isLong && id.includes('/') ? shortId(id) : id}:${+(answers[id] as boolean)}`)
  return [1, gpc ? `${regime}-gpc` : regime, asks, day.toString(36), seq, +pending, ...pairs].join('.')
}

/**
 * The newest decision in a Cookie header or `document.cookie`. Of two with the same `seq`, a refusal in either wins.
 *
 * @param ids as for `parseCookie`
 * @returns `unreadable` if one of our cookies is there and cannot be read: then nothing may be taken as granted
 */
export function readCookies(
  header: string,
  ids: Iterable<string> = [],
): { decision?: StoredDecision | undefined; unreadable: boolean } {
  let newest: StoredDecision | undefined
  for (const [, value = ''] of header.matchAll(/(?:^|; *)(?:__Host-)?placet=([^;]*)/g)) {
    const found = parseCookie(value, ids)
    if (!found) return { unreadable: true }
    if (newest?.seq === found.seq) found.answers = refusalWins(newest.answers, found.answers)
    if (!newest || found.seq >= newest.seq) newest = found
  }
  return { decision: newest, unreadable: false }
}

/**
 * One Set-Cookie line, or one assignment to `document.cookie`. An empty value deletes the cookie.
 * On https without a shared domain, the prefix __Host- keeps subdomains from writing it (RFC 6265bis §4.1.3.2).
 */
export function cookieLine(value: string, https: boolean, domain?: string): string {
  const where = `${https ? '; Secure' : ''}${domain ? `; Domain=${domain}` : ''}`
  // Browsers allow 400 days at most.
  return `${https && !domain ? HOST_COOKIE : COOKIE}=${value}; Path=/; SameSite=Lax; Max-Age=${value ? 34_560_000 : 0}${where}`
}

/** The names that the cookie may have. */
export const COOKIE = 'placet'
export const HOST_COOKIE = '__Host-placet'

/** Two sets of answers as one: yes only where neither says no. */
export function refusalWins(one: Answers, other: Answers): Answers {
  const merged = { ...one, ...other }
  for (const id in merged) merged[id] = [one, other].every((each) => (each[id] ?? each[purposeOf(id)]) !== false)
  return merged
}

// In characters. Browsers refuse a cookie of more than 4,096 bytes, with two for each answer and its name and attributes.
const LONGEST_IDS = 2_000

function shortId(id: string): string {
  return `~${fnv1a(id)}`
}

// Two services may share a hash. Then both get its answer.
function withFullIds(answers: Answers, ids: Iterable<string>): Answers {
  if (!Object.keys(answers).some((id) => id[0] === '~')) return answers
  const full = { ...answers }
  for (const id of ids) {
    const yes = answers[shortId(id)]
    if (yes === undefined) continue
    full[id] = yes
    delete full[shortId(id)]
  }
  return full
}

const FORM =
  /^1\.([a-z]+)(-gpc)?\.([0-9a-z]+)\.([0-9a-z]{1,5})\.(\d{1,9})\.([01])((\.([a-z][a-z0-9-]*(\/[a-z0-9-]+)?|~[0-9a-z]{1,7}):[01])*)$/
