// The small synchronous copy of a decision, for the next page and for servers. No DOM, and nothing that identifies anyone.
//   1.<regime>.<asks>.<day>.<seq>.<pending>(.<id>:<0|1>)*      1.eu.1x2y3z.fr4.2.0.analytics:1.marketing:0
import { type Answers, purposeOf } from './policy.ts'

/** What the cookie says. `day` counts from 1970; `pending`: the vault does not hold it with its answer yet. */
export type Remembered = {
  regime: string
  /** Fingerprint of what was asked (Policy.asks). */
  asks: string
  day: number
  /** How many decisions this browser has made. */
  seq: number
  pending: boolean
  answers: Answers
}

/** One cookie's value in, what it says out; `undefined` if it is not exactly our form. */
export function parseCookie(value: string): Remembered | undefined {
  const [, regime = '', asks = '', day = '', seq, pending, pairs = ''] = FORM.exec(value) ?? []
  if (!seq) return undefined
  const answers: Answers = {}
  for (const pair of pairs.split('.').slice(1)) {
    const [id = '', yes] = pair.split(':')
    answers[id] = yes === '1' && answers[id] !== false
  }
  return { regime, asks, day: parseInt(day, 36), seq: +seq, pending: pending === '1', answers }
}

/** The other way round. */
export function serialiseCookie({ regime, asks, day, seq, pending, answers }: Remembered): string {
  const pairs = Object.entries(answers).map(([id, yes]) => `${id}:${+yes}`)
  return [1, regime, asks, day.toString(36), seq, +pending, ...pairs].join('.')
}

/**
 * A Cookie header (or `document.cookie`) in, the newest decision out. Of two with the same `seq`, a refusal in either wins.
 * `null`: one of ours is there and cannot be read, so nothing may be taken as granted until the vault is asked.
 */
export function readCookies(header: string): Remembered | null | undefined {
  let newest: Remembered | undefined
  for (const [, value = ''] of header.matchAll(/(?:^|; *)(?:__Host-)?placet=([^;]*)/g)) {
    const found = parseCookie(value)
    if (!found) return null
    if (newest?.seq === found.seq) found.answers = refusalWins(newest.answers, found.answers)
    if (!newest || found.seq >= newest.seq) newest = found
  }
  return newest
}

/**
 * A value and where it is set in, one Set-Cookie line (or `document.cookie` assignment) out; an empty value takes it away.
 * On https without a shared domain, the name itself keeps subdomains from writing it (RFC 6265bis §4.1.3.2).
 */
export function cookieLine(value: string, https: boolean, domain?: string): string {
  const where = `${https ? '; Secure' : ''}${domain ? `; Domain=${domain}` : ''}`
  // 400 days are the most that browsers allow.
  return `${https && !domain ? '__Host-' : ''}placet=${value}; Path=/; SameSite=Lax; Max-Age=${value ? 34_560_000 : 0}${where}`
}

/** Two sets of answers in, one out: yes only where neither says no. */
export function refusalWins(one: Answers, other: Answers): Answers {
  const merged = { ...one, ...other }
  for (const id in merged) merged[id] = [one, other].every((each) => (each[id] ?? each[purposeOf(id)]) !== false)
  return merged
}

const FORM = /^1\.([a-z-]+)\.([0-9a-z]+)\.([0-9a-z]{1,5})\.(\d{1,9})\.([01])((\.[a-z][a-z0-9-]*(\/[a-z0-9-]+)?:[01])*)$/
