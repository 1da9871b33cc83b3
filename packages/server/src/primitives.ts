// What verification computes with on a server: node:crypto, at once and in place. WebCrypto asks the thread pool for each
// hash and imports each key by detours: half as much again for a key never seen before.
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Primitives, PublicJwk } from '@placet/receipt'
import { sha256 } from './log/hash.ts'

/** @param most how many keys of devices stay imported: whoever comes again is verified in half the time */
export function nodePrimitives(most = 5000): Primitives {
  const keys = new Map<string, KeyObject | undefined>()

  function keyOf(jwk: PublicJwk): KeyObject | undefined {
    const name = jwk.x + jwk.y
    if (keys.has(name)) return keys.get(name)
    const key = importKey(jwk)
    if (keys.size >= most) keys.delete(keys.keys().next().value!)
    keys.set(name, key)
    return key
  }

  return {
    sha256,
    es256(jwk, data, signature) {
      const key = keyOf(jwk)
      return key && verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)
    },
    ed25519(publicKey, data, signature) {
      const x = Buffer.from(publicKey).toString('base64url')
      const key = importKey({ kty: 'OKP', crv: 'Ed25519', x })
      return key !== undefined && verify(null, data, key, signature)
    },
  }
}

// Undefined for what is no point of the curve.
function importKey(jwk: Record<string, string>): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    return undefined
  }
}
