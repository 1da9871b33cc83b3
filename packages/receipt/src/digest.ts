// The two hashes of the format: of a text, and of a public key.
import { toBase64url } from './base64url.ts'

/** A P-256 public key as the header carries it (RFC 7517, RFC 7518 §6.2). */
export type PublicJwk = { kty: 'EC'; crv: 'P-256'; x: string; y: string }

/** UTF-8 text in, base64url SHA-256 out (43 characters). */
export async function sha256(text: string): Promise<string> {
  return toBase64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}

/** The key's thumbprint (RFC 7638): base64url SHA-256 over its required members in lexical order. */
export function thumbprint(jwk: PublicJwk): Promise<string> {
  return sha256(requiredMembers(jwk))
}

/** The thumbprint as a URI (RFC 9278): what a receipt's `sub` says. */
export async function subjectOf(jwk: PublicJwk): Promise<string> {
  return SUBJECT + (await thumbprint(jwk))
}

/** What a thumbprint is the hash of (RFC 7638 §3). */
export function requiredMembers({ crv, kty, x, y }: PublicJwk): string {
  return JSON.stringify({ crv, kty, x, y })
}

/** What every `sub` begins with (RFC 9278 §3). */
export const SUBJECT = 'urn:ietf:params:oauth:jwk-thumbprint:sha-256:'
