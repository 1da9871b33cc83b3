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

/** On https without a shared domain the name itself keeps subdomains from writing it (RFC 6265bis §4.1.3.2). */
export const NAMES = ['__Host-placet', 'placet'] as const

/** One cookie's value in, what it says out; `undefined` if it is not exactly our form. */
export function parseCookie(value: string): Remembered | undefined {
  const [version, regime, asks, day, seq, pending, ...pairs] = value.split('.')
  if (version !== '1' || !FORM.test([regime, asks, day, seq, pending].join('.'))) return undefined
  const answers: Answers = {}
  for (const pair of pairs) {
    const [, id, yes] = ANSWER.exec(pair) ?? []
    if (id === undefined || id in answers) return undefined
    answers[id] = yes === '1'
  }
  return {
    regime: regime as string,
    asks: asks as string,
    day: parseInt(day as string, 36),
    seq: Number(seq),
    pending: pending === '1',
    answers,
  }
}

/** The other way round. */
export function serialiseCookie({ regime, asks, day, seq, pending, answers }: Remembered): string {
  const pairs = Object.entries(answers).map(([id, yes]) => `${id}:${+yes}`)
  return [1, regime, asks, day.toString(36), seq, +pending, ...pairs].join('.')
}

/**
 * A Cookie header (or `document.cookie`) in, the newest decision out. Of two with the same `seq`, a refusal in either wins.
 * `unreadable`: one of ours is there and cannot be read, so nothing may be taken as granted until the vault is asked.
 */
export function readCookies(header: string): { remembered?: Remembered; unreadable: boolean } {
  let remembered: Remembered | undefined
  let unreadable = false
  for (const cookie of header.split(/; */)) {
    const at = cookie.indexOf('=')
    if (!NAMES.includes(cookie.slice(0, at) as (typeof NAMES)[number])) continue
    const found = parseCookie(cookie.slice(at + 1))
    if (!found) unreadable = true
    else if (!remembered || found.seq > remembered.seq) remembered = found
    else if (found.seq === remembered.seq) remembered = { ...remembered, answers: refusalWins(remembered.answers, found.answers) }
  }
  return { ...(remembered ? { remembered } : {}), unreadable }
}

/** A decision and where it is set in, one Set-Cookie line (or `document.cookie` assignment) out. 400 days is what browsers allow. */
export function cookieLine(value: string, { https, domain }: { https: boolean; domain?: string | undefined }): string {
  const name = NAMES[https && !domain ? 0 : 1]
  return `${name}=${value}; Path=/; Max-Age=${value ? 34_560_000 : 0}; SameSite=Lax${https ? '; Secure' : ''}${domain ? `; Domain=${domain}` : ''}`
}

/** Two sets of answers in, one out: yes only where neither says no. */
export function refusalWins(one: Answers, other: Answers): Answers {
  const merged = { ...one, ...other }
  const refused = (answers: Answers, id: string) => (answers[id] ?? answers[purposeOf(id)]) === false
  for (const id in merged) merged[id] = !refused(one, id) && !refused(other, id)
  return merged
}

const FORM = /^[a-z-]{2,11}\.[0-9a-z]{1,8}\.[0-9a-z]{1,5}\.\d{1,9}\.[01]$/
const ANSWER = /^([a-z][a-z0-9-]{0,31}(?:\/[a-z0-9-]{1,32})?):([01])$/
