// What a backend says of an erasure: a compact JWS that names the places that were emptied, and nothing of anybody. It stands in
// the site's log, so that nobody can take it back.
import { fromBase64url, type KeySet, type Primitives, toBase64url } from '@placet/receipt'
import type { Signer } from '../keys/keyring.ts'
import type { Range } from './ranges.ts'

/** `erasure`: somebody asked for it. `retention`: the time was over. */
export type Reason = 'erasure' | 'retention'

export type StatementClaims = {
  /** URL of the backend. */
  iss: string
  /** Seconds since 1970. */
  iat: number
  jti: string
  /** The site. */
  aud: string
  /** Origin of the site's checkpoints, and the statement's own place there. */
  log: string
  idx: number
  reason: Reason
  /** Receipts erased, with those that had no place. */
  count: number
  /** Places that were emptied: first and last of each range, in order. */
  places: Range[]
  /** Only in the first statement of a log: places that were empty before there were statements. */
  before?: Range[]
}

export const STATEMENT_TYPE = 'placet-erasure+jwt'

export async function signStatement(claims: StatementClaims, { kid, sign }: Signer): Promise<string> {
  const input = `${encode({ alg: 'ES256', typ: STATEMENT_TYPE, kid })}.${encode(claims)}`
  return `${input}.${toBase64url(await sign(new TextEncoder().encode(input)))}`
}

/**
 * A statement in, what it says out; undefined where it has another form, or none of these keys signed it. How long the key
 * counts is not asked: that the statement was made, the log shows.
 */
export async function readStatement(
  jws: string,
  { keys }: KeySet,
  primitives: Primitives,
): Promise<StatementClaims | undefined> {
  const [header, claims, signature] = /^[\w-]+\.[\w-]+\.[\w-]+$/.test(jws) ? jws.split('.').map(fromBase64url) : []
  if (!header || !claims || !signature) return undefined
  const { alg, typ, kid, ...rest } = parse(header)
  if (alg !== 'ES256' || typ !== STATEMENT_TYPE || Object.keys(rest).length > 0) return undefined
  const input = new TextEncoder().encode(jws.slice(0, jws.lastIndexOf('.')))
  for (const { kty, crv, x, y, kid: name } of keys) {
    if (kty !== 'EC' || crv !== 'P-256' || name !== kid || typeof x !== 'string' || typeof y !== 'string') continue
    const said = parse(claims)
    if (await primitives.es256({ kty, crv, x, y }, input, signature)) return isStatement(said) ? said : undefined
  }
  return undefined
}

function isStatement(claims: object): claims is StatementClaims {
  const { iss, iat, jti, aud, log, idx, reason, count, places, before } = claims as Record<string, unknown>
  const texts = [iss, jti, aud, log].every((each) => typeof each === 'string')
  const numbers = [iat, idx, count].every(isWhole)
  const reasons = reason === 'erasure' || reason === 'retention'
  return texts && numbers && reasons && areRanges(places) && (before === undefined || areRanges(before))
}

// Each begins after the one before it has ended.
function areRanges(value: unknown): value is Range[] {
  if (!Array.isArray(value)) return false
  let last = -1
  return value.every((range: unknown) => {
    if (!Array.isArray(range) || range.length !== 2 || !range.every(isWhole)) return false
    const [first, end] = range as Range
    const inOrder = first > last && end >= first
    last = end
    return inOrder
  })
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {}
  return {}
}

function encode(value: object): string {
  return toBase64url(new TextEncoder().encode(JSON.stringify(value)))
}
