// The backend's word over the device's: a second compact JWS that names the receipt by its identity.
import type { Claims } from './claims.ts'
import { type Sign, signJws } from './jws.ts'

/**
 * What a countersignature says. `iss`: the backend's URL; `iat`: its clock, in seconds; `rcp`: the receipt's identity;
 * `log`, `idx`: the origin of the log it stands in, and its place there.
 */
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
  sign: Sign
  /** Seconds since 1970. */
  iat: number
  res?: CountersignatureClaims['res']
  log?: string
  idx?: number
  /** A UUID is made where there is none. */
  jti?: string
}

/**
 * What `verify` found valid (its `id` and `claims`) in, the countersignature out: nothing is read or hashed again.
 * @throws TypeError where `sign` gives another form than r‖s, such as DER
 */
export function countersign(
  { id: rcp, claims }: { id: string; claims: Pick<Claims, 'sub' | 'jti'> },
  by: Countersigner,
): Promise<string> {
  const { iss, kid, iat, res = 'accepted', log, idx, jti = crypto.randomUUID() } = by
  const { sub, jti: rid } = claims
  const header = { alg: 'ES256', typ: COUNTERSIGNATURE_TYPE, kid }
  // JSON leaves out what is undefined.
  return signJws(header, { iss, iat, jti, sub, rid, rcp, res, log, idx }, async (input) => {
    const signature = await by.sign(input)
    // Nobody would notice before the first audit.
    if (signature.length === 64) return signature
    throw new TypeError(`sign() gave ${signature.length} bytes; ES256 is r‖s, 64 bytes (RFC 7518 §3.4).`)
  })
}
