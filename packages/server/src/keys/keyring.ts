// The backend's keys: ES256 keys countersign, Ed25519 keys sign checkpoints. Several of each, one after another; how long
// each may sign is said as OpenID Federation 1.0 says it of keys: `nbf`, `exp`, `revoked`.
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

/** Countersigns: ES256 (RFC 7518 §3.4), r‖s of 64 bytes. A function, so that the key may lie in a KMS. */
export type Signer = { kid: string; sign(input: Uint8Array): Uint8Array | Promise<Uint8Array> }

/** Signs checkpoints: Ed25519 (RFC 8032), 64 bytes. */
export type LogSigner = { publicKey: Uint8Array; sign(text: Uint8Array): Uint8Array | Promise<Uint8Array> }

/**
 * Who signs at a moment (milliseconds since 1970), and the public half of every key there ever was. `keyringFrom` makes one
 * of JWKs; whoever has a KMS writes one, with the public keys as the KMS tells them:
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
  /** Every Ed25519 key that may sign now, newest first, at least one: notes bear all their signatures while keys overlap. @throws ServerError `key-missing` */
  logSigners(now: number): LogSigner[]
  jwks(): { keys: PublicKeyEntry[] }
}

export const KEYRING: Kind = methods<Keyring>('countersigner', 'logSigners', 'jwks')

/**
 * A JWK Set with private keys in, who signs out. A key without `d` has retired: it signs nothing and stays in the JWKS.
 *
 * @param where what messages call the set
 * @throws ServerError `key-malformed`; no message ever holds anything of a key
 */
export function keyringFrom(set: KeySet, where = 'The key set'): Keyring {
  const entries = readKeySet(set, where)
  // Newest first; of two from the same moment the later in the set.
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

// Undefined for a key that has retired. The private half stays in here: a signer that somebody logs tells nothing.
function signerOf({ kty, crv, x, y, d, kid, alg }: KeyEntry, where: string): AnySigner | undefined {
  const jwk = { kty, crv, x, ...(y === undefined ? {} : { y }) }
  // Ed25519 hashes by itself, and knows one encoding where ECDSA knows two.
  const hash = alg === 'ES256' ? 'sha256' : null
  const as = { dsaEncoding: 'ieee-p1363' } as const
  try {
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
    if (d === undefined) return undefined
    const privateKey = createPrivateKey({ key: { ...jwk, d }, format: 'jwk' })
    const signing = (input: Uint8Array): Uint8Array => sign(hash, input, { key: privateKey, ...as })
    // Node takes any public half beside a d: what nobody can verify would be found out years later.
    const trial = new TextEncoder().encode(kid)
    if (verify(hash, trial, { key: publicKey, ...as }, signing(trial))) {
      return { kid, publicKey: new Uint8Array(Buffer.from(x, 'base64url')), sign: signing }
    }
  } catch {}
  throw malformed(`${where}, key ${kid}: ${d === undefined ? 'no point of its curve' : 'its halves are no pair'}.`)
}
