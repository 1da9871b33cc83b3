// Rotation and revocation of keys, as functions from a key set to a key set. Times and durations are in seconds.
import { ServerError } from '../errors.ts'
import { generateKey } from './generate-key.ts'
import { type KeyAlgorithm, type KeyEntry, type KeySet, maySign, publicHalf, type RevocationReason } from './key-set.ts'

export type Rotation = {
  alg: KeyAlgorithm
  /** Time from which the new key signs. */
  from: number
  /** How long the old key may still sign. */
  overlap?: number | undefined
}
export type Revocation = { kid: string; reason: RevocationReason; at?: number | undefined }

/**
 * Default overlaps. Countersignatures need one key at a time. Checkpoints have both signatures for a week, so that an auditor
 * with the old key only can verify them and learn of the new one.
 */
export const OVERLAP: Readonly<Record<KeyAlgorithm, number>> = { ES256: 0, Ed25519: 7 * 86_400 }

/** Adds a key and ends the earlier ones, in a minute at the earliest. Private halves of keys that have ended are dropped. */
export function rotate({ keys }: KeySet, { alg, from, overlap = OVERLAP[alg] }: Rotation, now: number): KeySet {
  const made = generateKey(alg, from * 1000)
  const end = Math.max(from + overlap, now + NOTICE)
  const ended = keys.map((key) => {
    const ends = key.alg === alg && key.d !== undefined && (key.nbf ?? 0) <= from
    return ends ? { ...key, exp: Math.min(key.exp ?? end, end) } : key
  })
  // A waiting key without an end stays, and the new key ends when that one takes over: exactly one key has no end.
  const last = ended.find((key) => key.alg === alg && key.d !== undefined && key.exp === undefined && !key.revoked)
  const next = last?.nbf === undefined ? made : { ...made, exp: last.nbf + overlap }
  return forget({ keys: [...ended, next] }, now)
}

/**
 * Revokes a key. If no key would be left to sign, now or later, a new one is added. A second revocation can only be stricter:
 * the earlier time stays.
 *
 * @throws ServerError `key-unknown`, `key-revoked`
 */
export function revoke({ keys }: KeySet, { kid, reason, at }: Revocation, now: number): KeySet {
  const key = keys.find((each) => each.kid === kid)
  if (!key) throw new ServerError('key-unknown', `There is no key ${kid}.`, 'See placet keys list.')
  if (key.revoked?.reason === 'compromised' && reason !== 'compromised') {
    const fix = 'A key that was compromised stays so.'
    throw new ServerError('key-revoked', `${kid} is revoked as compromised.`, fix)
  }
  const revoked_at = Math.min(at ?? now, key.revoked?.revoked_at ?? Infinity)
  const revoked = { revoked_at, reason }
  const left = keys.map((each) => (each === key ? { ...key, revoked } : each))
  const { alg } = key
  if (lasts(left, alg, now)) return forget({ keys: left }, now)
  // Valid from a little earlier, for receipts that were received before the new key was made.
  return forget({ keys: [...left, generateKey(alg, (now - NOTICE) * 1000)] }, now)
}

/** Drops the private halves of keys that have ended or are revoked. The public halves stay, to verify old signatures. */
export function forget({ keys }: KeySet, now: number): KeySet {
  const ended = ({ exp = Infinity, revoked }: KeyEntry) => exp <= now || revoked !== undefined
  return { keys: keys.map((key) => (ended(key) ? publicHalf(key) : key)) }
}

/** Seconds that a running server may take to notice a change. It looks every second. */
const NOTICE = 60

// Whether there is a key that may sign at any time from `from` on.
function lasts(keys: KeyEntry[], alg: KeyAlgorithm, from: number): boolean {
  const signing = keys.filter((key) => key.alg === alg && maySign(key, from))
  return signing.some(({ exp }) => exp === undefined || lasts(keys, alg, exp))
}
