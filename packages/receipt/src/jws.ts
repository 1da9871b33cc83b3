// Compact JWS (RFC 7515 §7.1) with ES256 (RFC 7518 §3.4), and nothing else: no `none`, no second algorithm.
import { fromBase64url, toBase64url } from './base64url.ts'
import { sha256 } from './digest.ts'
import { parseObject } from './json.ts'

/** Signs with a P-256 key: the signing input in, r‖s of 64 bytes out. A function, so that a key may lie in a KMS. */
export type Sign = (input: Uint8Array) => Uint8Array | Promise<Uint8Array>

/** A JWS taken apart, nothing checked but its form. `input` is what the signature covers. */
export type Parts = {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  input: Uint8Array
  signature: Uint8Array
}

/** Header and claims in, compact JWS out. */
export async function signJws(
  header: object,
  claims: object,
  sign: (input: Uint8Array) => ReturnType<Sign> | Promise<ArrayBuffer>,
): Promise<string> {
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${toBase64url(await sign(utf8(input)))}`
}

/** Compact JWS in, its parts out; `undefined` when it is not three strict base64url parts around two JSON objects. */
export function splitJws(jws: string): Parts | undefined {
  if (typeof jws !== 'string' || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(jws)) return undefined
  const [head, body, tail] = jws.split('.').map(fromBase64url)
  const header = head && parseObject(head)
  const claims = body && parseObject(body)
  return header && claims && tail ? { header, claims, input: utf8(signingInput(jws)), signature: tail } : undefined
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
  return toBase64url(utf8(JSON.stringify(value)))
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
