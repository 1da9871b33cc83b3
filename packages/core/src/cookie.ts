// The cookie: a small copy of the decision that the next page and servers read synchronously. No DOM, no identifiers.
//   1.<regime>[-gpc].<asks>.<day>.<seq>.<pending>(.<id>:<0|1>)*      1.eu.1x2y3z.fr4.2.0.analytics:1.marketing:0
import { type Answers, purposeOf } from './policy.ts'
import { fnv1a } from './question.ts'

/** A decision with its regime, question and day. Cookie, vault and evidence share this shape. */
export type DecisionRecord = {
  regime: string
  /** Whether Global Privacy Control was on at that time. A grant made with GPC on is not revoked by GPC. */
  gpc: boolean
  /** Fingerprint of the question (Policy.asks). */
  asks: string
  /** Day of the decision, counted from 1970. */
  day: number
  /** Number of the decision in this browser, from 1. */
  seq: number
  /** Answers by id: purposes, and services where they differ. */
  answers: Answers
}

/**
 * A decision in the cookie. `pending`: the next page has to check the vault, because a receipt may be missing or
 * unsent.
 */
export type StoredDecision = DecisionRecord & { pending: boolean }

/**
 * Parses the value of one cookie. Returns undefined if it is not exactly in this format.
 *
 * @param ids the ids of the config, to resolve short hashes of services
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

/** Serializes a decision as the value of a cookie. If the ids are long, services are written as short hashes. */
export function serializeCookie({ regime, gpc, asks, day, seq, pending, answers }: StoredDecision): string {
  const ids = Object.keys(answers)
  const isLong = ids.join().length > LONGEST_IDS
  const pairs = ids.map((id) => `${isLong && id.includes('/') ? shortId(id) : id}:${+(answers[id] as boolean)}`)
  return [1, gpc ? `${regime}-gpc` : regime, asks, day.toString(36), seq, +pending, ...pairs].join('.')
}

/**
 * The newest decision in a Cookie header or `document.cookie`. If two have the same `seq`, a refusal in either wins.
 *
 * @param ids as for `parseCookie`
 * @returns `unreadable` if one of our cookies cannot be parsed: then nothing may be treated as granted
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
 * A Set-Cookie line, or an assignment to `document.cookie`. An empty value deletes the cookie. On https without a
 * shared domain, the prefix __Host- prevents subdomains from writing it (RFC 6265bis §4.1.3.2).
 */
export function cookieLine(value: string, https: boolean, domain?: string): string {
  const where = `${https ? '; Secure' : ''}${domain ? `; Domain=${domain}` : ''}`
  // Browsers allow 400 days at most.
  return `${https && !domain ? HOST_COOKIE : COOKIE}=${value}; Path=/; SameSite=Lax; Max-Age=${value ? 34_560_000 : 0}${where}`
}

/** The two names of the cookie. */
export const COOKIE = 'placet'
export const HOST_COOKIE = '__Host-placet'

/** Merges two sets of answers. An id is allowed only if neither set refuses it. */
export function refusalWins(one: Answers, other: Answers): Answers {
  const merged = { ...one, ...other }
  for (const id in merged) merged[id] = [one, other].every((each) => (each[id] ?? each[purposeOf(id)]) !== false)
  return merged
}

// In characters. Browsers reject a cookie of more than 4,096 bytes. Each answer adds two bytes to its id.
const LONGEST_IDS = 2_000

function shortId(id: string): string {
  return `~${fnv1a(id)}`
}

// If two services share a hash, both get its answer.
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
