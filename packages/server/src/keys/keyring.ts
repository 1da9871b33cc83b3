// The backend's keys: ES256 keys countersign, Ed25519 keys sign checkpoints. There may be several of each, one after another.
// Their validity is given by `nbf`, `exp` and `revoked`, as in OpenID Federation 1.0.
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { ServerError } from '../errors.ts'
import {
  type KeyAlgorithm,
  type KeyEntry,
  type KeySet,
  malformed,
  maySign,
  publicHalf,
  type PublicKeyEntry,
  readKeySet,
} from './key-set.ts'
import { type Kind, methods } from '../options.ts'

export { generateKey, generateKeys } from './generate-key.ts'
export type { KeyAlgorithm, KeyEntry, KeySet, PrivateKeyEntry, PublicKeyEntry, RevocationReason } from './key-set.ts'

/** Signs countersignatures: ES256 (RFC 7518 §3.4), r‖s of 64 bytes. `sign` may call a KMS. */
export type Signer = { kid: string; sign(input: Uint8Array): Uint8Array | Promise<Uint8Array> }

/** Signs checkpoints: Ed25519 (RFC 8032), 64 bytes. */
export type LogSigner = { publicKey: Uint8Array; sign(text: Uint8Array): Uint8Array | Promise<Uint8Array> }

/**
 * The signers at a time (milliseconds since 1970), and the public halves of all keys, past and present. `keyringFrom` makes
 * one from JWKs. For a KMS, implement the type with the public keys of the KMS:
 *
 *     const keys: Keyring = {
 *       countersigner: () => ({ kid, sign: (input) => kms.sign('receipts', 'ES256', input) }),
 *       logSigners: () => [{ publicKey, sign: (text) => kms.sign('log', 'Ed25519', text) }],
 *       jwks: () => ({ keys: [{ kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig' }, …] }),
 *     }
 */
export type Keyring = {
  /** The newest ES256 key that may sign now. @throws ServerError `key-missing` */
  countersigner(now: number): Signer
  /** All Ed25519 keys that may sign now, newest first, at least one. Each of them signs a checkpoint. @throws ServerError `key-missing` */
  logSigners(now: number): LogSigner[]
  jwks(): { keys: PublicKeyEntry[] }
}

export const KEYRING: Kind = methods<Keyring>('countersigner', 'logSigners', 'jwks')

/**
 * Makes a keyring from a JWK Set with private keys. A key without `d` is retired: it does not sign, and stays in the JWKS.
 *
 * @param where name of the set in messages
 * @throws ServerError `key-malformed`; messages never contain parts of a key
 */
export function keyringFrom(set: KeySet, where = 'The key set'): Keyring {
  const entries = readKeySet(set, where)
  // Newest first. Of two keys with the same `nbf`, the later one in the set comes first.
  const keys = entries.map((entry) => ({ entry, signer: signerOf(entry, where) })).reverse()
  keys.sort((one, other) => (other.entry.nbf ?? 0) - (one.entry.nbf ?? 0))
  const jwks = { keys: entries.map(publicHalf) }

  function signing(alg: KeyAlgorithm, now: number): AnySigner[] {
    const found = keys.filter(({ entry }) => entry.alg === alg && maySign(entry, now / 1000))
    if (found.length > 0) return found.map(({ signer }) => signer!)
    const coming = [...keys]
      .reverse()
      .find(({ entry }) => entry.alg === alg && maySign({ ...entry, nbf: 0 }, now / 1000))
    const begins = coming && ` (${timeOf(now)}): one begins at ${timeOf(coming.entry.nbf! * 1000)}`
    const clock = coming ? 'If the clock is behind, set it right. Otherwise make one' : 'Make one'
    const fix = `${clock}: placet keys rotate --alg ${alg}.`
    throw new ServerError('key-missing', `${where} has no ${alg} key that may sign now${begins ?? ''}.`, fix)
  }

  return {
    countersigner: (now) => signing('ES256', now)[0]!,
    logSigners: (now) => signing('Ed25519', now),
    jwks: () => jwks,
  }
}

type AnySigner = Signer & LogSigner

function timeOf(ms: number): string {
  const date = new Date(ms)
  return Number.isNaN(date.valueOf()) ? `${ms / 1000} s` : date.toISOString()
}

// Undefined for a retired key. The private half stays in the closure, so that logging a signer does not reveal it.
function signerOf({ kty, crv, x, y, d, kid, alg }: KeyEntry, where: string): AnySigner | undefined {
  const jwk = { kty, crv, x, ...(y === undefined ? {} : { y }) }
  // Ed25519 has its own hash and one signature encoding; for ECDSA both must be given.
  const hash = alg === 'ES256' ? 'sha256' : null
  const as = { dsaEncoding: 'ieee-p1363' } as const
  try {
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
    if (d === undefined) return undefined
    const privateKey = createPrivateKey({ key: { ...jwk, d }, format: 'jwk' })
    const signing = (input: Uint8Array): Uint8Array => sign(hash, input, { key: privateKey, ...as })
    // Node does not check that the public half belongs to `d`. Signatures of such a pair could not be verified later.
    const trial = new TextEncoder().encode(kid)
    if (verify(hash, trial, { key: publicKey, ...as }, signing(trial))) {
      return { kid, publicKey: new Uint8Array(Buffer.from(x, 'base64url')), sign: signing }
    }
  } catch {}
  throw malformed(`${where}, key ${kid}: ${d === undefined ? 'no point of its curve' : 'its halves are no pair'}.`)
}
