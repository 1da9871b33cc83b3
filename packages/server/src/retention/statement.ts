// The statement of an erasure: a compact JWS that names the emptied places, without data of customers. It is an entry of the
// site's log, so it cannot be removed unnoticed.
import { fromBase64url, type KeySet, type Primitives, toBase64url } from '@placet/receipt'
import type { Signer } from '../keys/keyring.ts'
import type { Range } from './ranges.ts'

/** `erasure`: on request. `retention`: because the retention was over. */
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
  /** The emptied places: first and last of each range, in order. */
  places: Range[]
  /** Only in the first statement of a log: places that were emptied before statements existed. */
  before?: Range[]
}

export const STATEMENT_TYPE = 'placet-erasure+jwt'

export async function signStatement(claims: StatementClaims, { kid, sign }: Signer): Promise<string> {
  const input = `${encode({ alg: 'ES256', typ: STATEMENT_TYPE, kid })}.${encode(claims)}`
  return `${input}.${toBase64url(await sign(new TextEncoder().encode(input)))}`
}

/**
 * Verifies a statement and returns its claims. Undefined if it has another form, or none of these keys signed it. The key's
 * validity period is not checked: the log proves when the statement was made.
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

// Ranges must be in rising order, without overlap.
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
