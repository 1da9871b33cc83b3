// The backend's word over the device's: a second compact JWS that names the receipt by its identity.
import { receiptIdentity, signJws, splitJws } from './jws.ts'

/** What a countersignature says. `iss`: the backend's URL; `iat`: its clock, in seconds; `rcp`: the receipt's identity. */
export type CountersignatureClaims = {
  iss: string
  iat: number
  jti: string
  sub: string
  rid: string
  rcp: string
  res: 'accepted' | 'clock_skew'
  log?: string
  idx?: number
}

export const COUNTERSIGNATURE_TYPE = 'consent-countersig+jwt'

export type Countersigner = {
  /** URL of the backend: its JWKS lies at `/.well-known/jwks.json` below it. */
  iss: string
  kid: string
  privateKey: CryptoKey
  /** Seconds since 1970. */
  iat: number
  res?: CountersignatureClaims['res']
  log?: string
  idx?: number
}

/** Whether claims have the shape of a countersignature's; which receipt they name is `verify`'s matter. */
export function isCountersignature(claims: Record<string, unknown>): boolean {
  const { iss, iat, jti, res, log, idx } = claims
  const isText = (value: unknown) => typeof value === 'string' && value !== ''
  const isWhole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0
  const core = isText(iss) && isWhole(iat) && isText(jti) && (res === 'accepted' || res === 'clock_skew')
  return core && (log === undefined || isText(log)) && (idx === undefined || isWhole(idx))
}

/** A receipt that `verify` found valid in, its countersignature out. @throws TypeError when it is no receipt at all. */
export async function countersign(receipt: string, by: Countersigner): Promise<string> {
  const parts = splitJws(receipt)
  if (!parts) throw new TypeError('countersign() was given something that is no compact JWS; verify() it first.')
  const { iss, kid, privateKey, iat, res = 'accepted', log, idx } = by
  const claims: CountersignatureClaims = {
    iss,
    iat,
    jti: crypto.randomUUID(),
    sub: parts.claims.sub as string,
    rid: parts.claims.jti as string,
    rcp: await receiptIdentity(receipt),
    res,
    ...(log === undefined ? {} : { log }),
    ...(idx === undefined ? {} : { idx }),
  }
  return signJws({ alg: 'ES256', typ: COUNTERSIGNATURE_TYPE, kid }, claims, privateKey)
}
