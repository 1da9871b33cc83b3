// What was decided, and a key, become a receipt.
import { type Claims, RECEIPT_V1 } from './claims.ts'
import { type PublicJwk, subjectOf } from './digest.ts'
import { signJws } from './jws.ts'

/** The caller's part of the claims; `v`, `jti` and `sub` are made here. `iat` is in seconds. */
export type ReceiptInput = Omit<Claims, 'v' | 'jti' | 'sub'>

export const RECEIPT_TYPE = 'consent-receipt+jwt'

/**
 * Signs one decision on the customer's device.
 *
 * @param input the claims, see docs/receipt-format.md
 * @param key a P-256 ECDSA pair; the private half may be non-extractable, the public half must be extractable
 * @returns the receipt, a compact JWS (RFC 7515) that any JOSE library can verify
 */
export async function createReceipt(input: ReceiptInput, key: CryptoKeyPair): Promise<string> {
  const { kty, crv, x, y } = (await crypto.subtle.exportKey('jwk', key.publicKey)) as PublicJwk
  const jwk = { kty, crv, x, y }
  const made = { v: RECEIPT_V1, jti: crypto.randomUUID(), sub: await subjectOf(jwk) } as const
  // First for the reader, last so that no caller says them instead.
  const claims: Claims = { ...made, ...input, ...made }
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
  return signJws({ alg: 'ES256', typ: RECEIPT_TYPE, jwk }, claims, (input) =>
    crypto.subtle.sign(algorithm, key.privateKey, input as Uint8Array<ArrayBuffer>),
  )
}

/** A fresh device key: ECDSA P-256, private half non-extractable (WebCrypto). */
export function createKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
}
