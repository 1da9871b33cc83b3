// A key set as it is stored: JWKs (RFC 7517) with private halves. Messages never repeat a malformed value: it may be a secret in
// the wrong member.
import { createHash } from 'node:crypto'
import { fromBase64url } from '@placet/receipt'
import { ServerError } from '../errors.ts'

/** ES256 keys countersign (RFC 7518 §3.4). Ed25519 keys sign checkpoints (RFC 8032; the name is that of RFC 9864). */
export type KeyAlgorithm = 'ES256' | 'Ed25519'
export type RevocationReason = 'unspecified' | 'compromised' | 'superseded'

/** A public key in the JWKS (RFC 7517 §4, RFC 8037 §2). Times are in seconds since 1970. */
export type PublicKeyEntry = {
  kty: 'EC' | 'OKP'
  crv: 'P-256' | 'Ed25519'
  x: string
  y?: string
  kid: string
  alg: KeyAlgorithm
  use: 'sig'
  nbf?: number
  exp?: number
  revoked?: { revoked_at: number; reason?: RevocationReason }
}
export type PrivateKeyEntry = PublicKeyEntry & { d: string }

/** Keys without `d` no longer sign. They are never removed, so that old signatures can be verified. */
export type KeySet = { keys: KeyEntry[] }
export type KeyEntry = PublicKeyEntry & { d?: string }

/**
 * Reads a JWK Set from a JSON value. Unknown members are dropped. `kid`, `alg`, `use` and `key_ops` are optional, because they
 * follow from the other members.
 *
 * @param where name of the set in messages
 * @throws ServerError `key-malformed`
 */
export function readKeySet(value: unknown, where: string): KeyEntry[] {
  const keys = (value as { keys?: unknown } | null)?.keys
  if (!Array.isArray(keys)) throw malformed(`${where} holds no JWK Set ({"keys":[…]}).`)
  const entries = keys.map((key: unknown, index) => readEntry(key, `${where}, key ${index + 1}`))
  if (new Set(entries.map(({ kid }) => kid)).size < entries.length) throw malformed(`${where} holds a key twice.`)
  return entries
}

/** The error has no cause: errors of node:crypto and JSON.parse quote their input. */
export function malformed(what: string): ServerError {
  const fix = 'Restore it from your backup; a new key cannot verify what the old one signed.'
  return new ServerError('key-malformed', what, fix)
}

/** Copies listed members only, so that no other member becomes public. */
export function publicHalf({ kty, crv, x, y, kid, alg, use, nbf, exp, revoked }: PublicKeyEntry): PublicKeyEntry {
  const { revoked_at, reason } = revoked ?? {}
  const members = {
    kty,
    crv,
    x,
    y,
    kid,
    alg,
    use,
    nbf,
    exp,
    ...(revoked && { revoked: given({ revoked_at, reason }) }),
  }
  return given(members) as PublicKeyEntry
}

/** Whether a key may sign: it has its private half, nbf ≤ seconds < exp, and is not revoked by then. */
export function maySign({ d, nbf = 0, exp = Infinity, revoked }: KeyEntry, seconds: number): boolean {
  return d !== undefined && nbf <= seconds && seconds < exp && !(revoked && revoked.revoked_at <= seconds)
}

/**
 * The id of a key: its thumbprint (RFC 7638 §3, RFC 8037 §2), computed synchronously. `thumbprint` of @placet/receipt is
 * asynchronous and handles only the P-256 keys of devices.
 */
export function keyId({ crv, kty, x, y }: Pick<PublicKeyEntry, 'crv' | 'kty' | 'x' | 'y'>): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
}

function readEntry(value: unknown, name: string): KeyEntry {
  const { d, kid, alg, use = 'sig', key_ops, ...rest } = (value ?? {}) as PrivateKeyEntry & { key_ops?: unknown }
  const { kty, crv, x, y, nbf, exp, revoked } = rest
  const isP256 = kty === 'EC' && crv === 'P-256' && is32Bytes(x) && is32Bytes(y)
  const isEd25519 = kty === 'OKP' && crv === 'Ed25519' && is32Bytes(x) && y === undefined
  if (!(isP256 || isEd25519) || !(d === undefined || is32Bytes(d))) {
    throw malformed(`${name}: no P-256 and no Ed25519 JWK.`)
  }
  const own = { kid: keyId(rest), alg: isP256 ? 'ES256' : 'Ed25519', use: 'sig' } as const
  if ((kid ?? own.kid) !== own.kid) throw malformed(`${name}: its kid is not its thumbprint (RFC 7638).`)
  if ((alg ?? own.alg) !== own.alg || use !== own.use) throw malformed(`${name}: its alg or use does not fit the key.`)
  const operation = d === undefined ? 'verify' : 'sign'
  if (key_ops !== undefined && !(Array.isArray(key_ops) && key_ops.includes(operation))) {
    throw malformed(`${name}: its key_ops do not allow to ${operation} (RFC 7517 §4.3).`)
  }
  if (!isTime(nbf ?? 0) || !isTime(exp ?? 0)) throw malformed(`${name}: its nbf or exp is no time in whole seconds.`)
  if (revoked !== undefined && !isRevocation(revoked))
    throw malformed(`${name}: its revoked is not { revoked_at, reason }.`)
  return { ...publicHalf({ ...rest, ...own }), ...(d === undefined ? {} : { d }) }
}

function is32Bytes(text: unknown): boolean {
  return typeof text === 'string' && fromBase64url(text)?.length === 32
}

function isTime(seconds: unknown): boolean {
  return Number.isSafeInteger(seconds) && (seconds as number) >= 0
}

function isRevocation(value: unknown): boolean {
  const { revoked_at, reason = 'unspecified' } = (value ?? {}) as { revoked_at?: unknown; reason?: string }
  return isTime(revoked_at) && REASONS.includes(reason)
}

const REASONS: readonly string[] = ['unspecified', 'compromised', 'superseded'] satisfies RevocationReason[]

function given(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
