// Compact JWS (RFC 7515 §7.1) with ES256 (RFC 7518 §3.4) on WebCrypto, and nothing else: no `none`, no second algorithm.
import { fromBase64url, toBase64url } from './base64url.ts'
import { sha256 } from './digest.ts'
import { parseObject } from './json.ts'

const ES256 = { name: 'ECDSA', hash: 'SHA-256' } as const

/** A JWS taken apart, nothing checked but its form. `input` is what the signature covers. */
export type Parts = {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  input: string
  signature: Uint8Array<ArrayBuffer>
}

/** Header and claims in, compact JWS out. `key` is a P-256 private key; it may be non-extractable. */
export async function signJws(header: object, claims: object, key: CryptoKey): Promise<string> {
  const input = `${encode(header)}.${encode(claims)}`
  const signature = await crypto.subtle.sign(ES256, key, new TextEncoder().encode(input))
  return `${input}.${toBase64url(signature)}`
}

/** Compact JWS in, its parts out; `undefined` when it is not three strict base64url parts around two JSON objects. */
export function splitJws(jws: string): Parts | undefined {
  if (typeof jws !== 'string' || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(jws)) return undefined
  const [head, body, tail] = jws.split('.').map(fromBase64url)
  const header = head && parseObject(head)
  const claims = body && parseObject(body)
  return header && claims && tail ? { header, claims, input: signingInput(jws), signature: tail } : undefined
}

/** Whether the signature is the key's. Never throws: a signature of the wrong length is a false one. */
export async function signatureHolds(parts: Parts, key: CryptoKey): Promise<boolean> {
  const { signature, input } = parts
  return signature.length === 64 && crypto.subtle.verify(ES256, key, signature, new TextEncoder().encode(input))
}

/** A public JWK in, a verification key out; `undefined` where it is no point of the curve. */
export async function importPublicKey(jwk: JsonWebKey): Promise<CryptoKey | undefined> {
  const { kty, crv, x, y } = jwk
  try {
    const members = { kty, crv, x, y } as JsonWebKey
    return await crypto.subtle.importKey('jwk', members, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
  } catch {
    return undefined
  }
}

/**
 * What a receipt *is*: base64url SHA-256 of its signing input. Never of the whole JWS, because ES256 signatures are
 * malleable: (r, n − s) verifies too, with other bytes.
 */
export function receiptIdentity(jws: string): Promise<string> {
  return sha256(signingInput(jws))
}

function signingInput(jws: string): string {
  return jws.slice(0, jws.lastIndexOf('.'))
}

function encode(value: object): string {
  return toBase64url(new TextEncoder().encode(JSON.stringify(value)))
}
