// The backend's countersigning key: ECDSA P-256, named by its thumbprint. WebCrypto only, so that it runs everywhere.
import { type PublicJwk, thumbprint } from '@placet/receipt'
import { ServerError } from './errors.ts'

/** Who countersigns: a private key, and the public one that stands in the JWKS. */
export type Signer = { kid: string; privateKey: CryptoKey; publicJwk: CountersigningJwk }
export type CountersigningJwk = PublicJwk & { kid: string; alg: 'ES256'; use: 'sig' }
export type PrivateJwk = CountersigningJwk & { d: string }

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** A fresh key as a private JWK, to be kept (see key-file.ts) or put where secrets live. */
export async function generateKey(): Promise<PrivateJwk> {
  const pair = await crypto.subtle.generateKey(P256, true, ['sign', 'verify'])
  const { kty, crv, x, y, d } = (await crypto.subtle.exportKey('jwk', pair.privateKey)) as PrivateJwk
  return { kty, crv, x, y, d, kid: await thumbprint({ kty, crv, x, y }), alg: 'ES256', use: 'sig' }
}

/**
 * A private JWK in, a signer out; its key cannot be exported again.
 *
 * @throws ServerError `key-malformed`
 */
export async function signerFrom(jwk: JsonWebKey): Promise<Signer> {
  const { kty, crv, x, y, d } = jwk as PrivateJwk
  try {
    const privateKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, P256, false, ['sign'])
    const kid = await thumbprint({ kty, crv, x, y })
    return { kid, privateKey, publicJwk: { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' } }
  } catch (cause) {
    const fix = 'Make one with `placet keygen`.'
    throw new ServerError('key-malformed', 'The countersigning key is no private P-256 JWK.', fix, cause)
  }
}

/** The public half, as `/.well-known/jwks.json` serves it (RFC 7517 §5). */
export function jwksOf(signer: Signer): { keys: CountersigningJwk[] } {
  return { keys: [signer.publicJwk] }
}
