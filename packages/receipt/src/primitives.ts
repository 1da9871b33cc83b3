// The three computations a verifier needs. WebCrypto does them everywhere; a server may hand over faster ones.
import { toBase64url } from './base64url.ts'
import type { PublicJwk } from './digest.ts'

/** SHA-256 (FIPS 180-4): bytes in, 32 bytes out. */
export type Hash = (data: Uint8Array) => Uint8Array | Promise<Uint8Array>

export type Primitives = {
  sha256: Hash
  /**
   * ECDSA on P-256 with SHA-256, the signature as r‖s (RFC 7518 §3.4); false for one that has not 64 bytes.
   * `undefined`: x, y is no point of the curve.
   */
  es256(jwk: PublicJwk, data: Uint8Array, signature: Uint8Array): Answer
  /**
   * Ed25519 (RFC 8032) with a key of 32 bytes; false for a signature that has not 64.
   * `undefined`: this runtime has no Ed25519.
   */
  ed25519(publicKey: Uint8Array, data: Uint8Array, signature: Uint8Array): Answer
}
type Answer = boolean | undefined | Promise<boolean | undefined>

/** WebCrypto: browsers, Node 20, Deno, Bun, workers. Ed25519 is not in all of them yet. */
export const webCrypto: Primitives = {
  async sha256(data) {
    return new Uint8Array(await crypto.subtle.digest('SHA-256', source(data)))
  },
  async es256({ kty, crv, x, y }, data, signature) {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
    try {
      const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, algorithm, false, ['verify'])
      return await crypto.subtle.verify(algorithm, key, source(signature), source(data))
    } catch {
      return undefined
    }
  },
  async ed25519(publicKey, data, signature) {
    try {
      const key = await crypto.subtle.importKey('raw', source(publicKey), 'Ed25519', false, ['verify'])
      return await crypto.subtle.verify('Ed25519', key, source(signature), source(data))
    } catch (error) {
      return (error as Error).name === 'NotSupportedError' ? undefined : false
    }
  },
}

/** UTF-8 text in, base64url SHA-256 out. */
export async function textHash(text: string, hash: Hash): Promise<string> {
  return toBase64url(await hash(new TextEncoder().encode(text)))
}

// WebCrypto's types want no SharedArrayBuffer behind a view; nobody's bytes here are shared.
const source = (bytes: Uint8Array) => bytes as Uint8Array<ArrayBuffer>
