// A backend's public keys (JWKS, RFC 7517 §5): which of them may have signed, and how long each can be believed. `nbf`,
// `exp` and `revoked` are named as OpenID Federation 1.0 names them for historical keys.
import { fromBase64url } from './base64url.ts'
import type { PublicJwk } from './digest.ts'
import { type Finding, finding } from './finding.ts'
import { isObject } from './json.ts'

/** Times in seconds since 1970. P-256 keys countersign, Ed25519 keys (RFC 8037) sign checkpoints. */
export type KeyEntry = JsonWebKey & {
  kid?: string
  nbf?: number
  exp?: number
  revoked?: { revoked_at: number; reason?: string }
}
export type KeySet = { keys: readonly KeyEntry[] }

/** A P-256 key that is spelled in the one way; what else its object says is not looked at. */
export function readPublicJwk({ kty, crv, x, y }: Record<string, unknown>): PublicJwk | undefined {
  return kty === 'EC' && crv === 'P-256' && is32Bytes(x) && is32Bytes(y) ? { kty, crv, x, y } : undefined
}

/** The P-256 keys of that `kid` that may verify: all, because a backend may have used it twice. */
export function countersigningKeys(keys: KeySet, kid: string): { jwk: PublicJwk; entry: Entry }[] {
  return entriesOf(keys).flatMap((entry) => {
    const jwk = entry.kid === kid && mayVerify(entry, 'ES256') ? readPublicJwk(entry) : undefined
    return jwk ? [{ jwk, entry }] : []
  })
}

/** The Ed25519 keys that may verify. `compromised`: whoever has it can write another history, so its signature counts for nothing. */
export function logKeys(keys: KeySet): { publicKey: Uint8Array; compromised: boolean }[] {
  const known = new Map<string, boolean>()
  for (const entry of entriesOf(keys)) {
    const { kty, crv, x } = entry
    if (kty !== 'OKP' || crv !== 'Ed25519' || !is32Bytes(x) || !mayVerify(entry, 'Ed25519', 'EdDSA')) continue
    known.set(x, known.get(x) === true || (entry.revoked !== undefined && !isMild(entry.revoked)))
  }
  return [...known].map(([x, compromised]) => ({ publicKey: fromBase64url(x)!, compromised }))
}

/**
 * What the life of a key says of a countersignature dated `iat`. What is there and cannot be read is taken for the worst.
 * `logged`: the log shows that the backend had this receipt, whoever dated the countersignature. So a stolen key's receipts are
 * proven by the log or not at all; when it was revoked says nothing, because a thief writes any date.
 */
export function lifeFindings({ nbf, exp, revoked }: Entry, iat: number, logged: boolean): Finding[] {
  const began = nbf === undefined || (isTime(nbf) && iat >= nbf)
  const ended = exp !== undefined && !(isTime(exp) && iat < exp)
  if (!began || ended) {
    return [finding('countersignature-key-outside', 'its time is not within those of the key that signed', 'iat')]
  }
  if (revoked === undefined) return []
  const at = isObject(revoked) ? revoked.revoked_at : undefined
  if (isTime(at) && !isMild(revoked)) {
    return logged
      ? [
          finding(
            'countersignature-key-compromised',
            'the key was stolen: the log proves the receipt, nothing its time',
            'iat',
          ),
        ]
      : [finding('countersignature-key-revoked', 'the key was stolen: whoever has it can write any time', 'kid')]
  }
  if (isTime(at) && iat < at) return []
  return [finding('countersignature-key-revoked', 'the backend had revoked the key that signed', 'kid')]
}

/** As it came: nothing of it has been checked. */
type Entry = Record<string, unknown>

function entriesOf({ keys }: { keys: unknown }): Entry[] {
  return Array.isArray(keys) ? keys.filter(isObject) : []
}

// RFC 7517 §4.2 to 4.4. A key for encryption must verify no signature; a member in another shape allows nothing.
function mayVerify({ use = 'sig', key_ops = ['verify'], alg }: Entry, ...algs: unknown[]): boolean {
  const allowed = Array.isArray(key_ops) && key_ops.includes('verify')
  return use === 'sig' && allowed && (alg === undefined || algs.includes(alg))
}

// A reason that is not known here may well be a theft.
function isMild(revoked: unknown): boolean {
  if (!isObject(revoked) || !isTime(revoked.revoked_at)) return false
  const { reason } = revoked
  return reason === undefined || reason === 'unspecified' || reason === 'superseded'
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function is32Bytes(value: unknown): value is string {
  return typeof value === 'string' && value.length === 43 && fromBase64url(value) !== undefined
}
