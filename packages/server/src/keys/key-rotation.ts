// One key after another: who takes over when, and what becomes of a key that somebody else may hold. A set of keys in, a
// set of keys out. Times and durations in seconds.
import { ServerError } from '../errors.ts'
import { generateKey } from './generate-key.ts'
import { type KeyAlgorithm, type KeyEntry, type KeySet, maySign, publicHalf, type RevocationReason } from './key-set.ts'

export type Rotation = {
  alg: KeyAlgorithm
  /** From when on the new key signs. */
  from: number
  /** How long the old one may sign beside it. */
  overlap?: number | undefined
}
export type Revocation = { kid: string; reason: RevocationReason; at?: number | undefined }

/**
 * Countersignatures need one key at a time. Checkpoints bear both signatures for a week, so that whoever knows only the old
 * key can learn of the new one.
 */
export const OVERLAP: Readonly<Record<KeyAlgorithm, number>> = { ES256: 0, Ed25519: 7 * 86_400 }

/** Adds a key and ends those before it, at the earliest in a minute. What has ended by now is forgotten. */
export function rotate({ keys }: KeySet, { alg, from, overlap = OVERLAP[alg] }: Rotation, now: number): KeySet {
  const made = generateKey(alg, from * 1000)
  const end = Math.max(from + overlap, now + NOTICE)
  const ended = keys.map((key) => {
    const ends = key.alg === alg && key.d !== undefined && (key.nbf ?? 0) <= from
    return ends ? { ...key, exp: Math.min(key.exp ?? end, end) } : key
  })
  // One that waits already to sign without end keeps its turn; from now on there is exactly one that has no end.
  const last = ended.find((key) => key.alg === alg && key.d !== undefined && key.exp === undefined && !key.revoked)
  const next = last?.nbf === undefined ? made : { ...made, exp: last.nbf + overlap }
  return forget({ keys: [...ended, next] }, now)
}

/**
 * Ends a key for good. Where nobody would be left to sign, now or later, it adds a key. A second revocation says more,
 * never less: the earlier moment stands.
 *
 * @throws ServerError `key-unknown`, `key-revoked`
 */
export function revoke({ keys }: KeySet, { kid, reason, at }: Revocation, now: number): KeySet {
  const key = keys.find((each) => each.kid === kid)
  if (!key) throw new ServerError('key-unknown', `There is no key ${kid}.`, 'See placet keys list.')
  if (key.revoked?.reason === 'compromised' && reason !== 'compromised') {
    const fix = 'What was in other hands stays so.'
    throw new ServerError('key-revoked', `${kid} is revoked as compromised.`, fix)
  }
  const revoked_at = Math.min(at ?? now, key.revoked?.revoked_at ?? Infinity)
  const revoked = { revoked_at, reason }
  const left = keys.map((each) => (each === key ? { ...key, revoked } : each))
  const { alg } = key
  if (lasts(left, alg, now)) return forget({ keys: left }, now)
  // From a little earlier: receipts under way bear the time at which they came.
  return forget({ keys: [...left, generateKey(alg, (now - NOTICE) * 1000)] }, now)
}

/** Drops the private halves of keys that have ended or are revoked. The public ones stay: what was signed can be verified. */
export function forget({ keys }: KeySet, now: number): KeySet {
  const ended = ({ exp = Infinity, revoked }: KeyEntry) => exp <= now || revoked !== undefined
  return { keys: keys.map((key) => (ended(key) ? publicHalf(key) : key)) }
}

/** How long before, in seconds, a running server may not know of a change. It looks every second. */
const NOTICE = 60

// Whether from now on there is always a key that may sign.
function lasts(keys: KeyEntry[], alg: KeyAlgorithm, from: number): boolean {
  const signing = keys.filter((key) => key.alg === alg && maySign(key, from))
  return signing.some(({ exp }) => exp === undefined || lasts(keys, alg, exp))
}
