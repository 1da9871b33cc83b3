// What verification computes with on a server: node:crypto. WebCrypto asks the thread pool for each hash, too, and
// takes half as long again for a key never seen before.
import { createPublicKey, KeyObject, verify } from 'node:crypto'
import type { Primitives, PublicJwk } from '@placet/receipt'
import { sha256 } from './log/hash.ts'

/** @param most how many keys of devices stay imported: whoever comes again is verified in half the time */
export function nodePrimitives(most = 5000): Primitives {
  const keys = new Map<string, KeyObject | undefined>()

  async function keyOf({ x, y }: PublicJwk): Promise<KeyObject | undefined> {
    const name = x + y
    if (keys.has(name)) return keys.get(name)
    const key = await importPoint(x, y)
    if (keys.size >= most) keys.delete(keys.keys().next().value!)
    keys.set(name, key)
    return key
  }

  return {
    sha256,
    async es256(jwk, data, signature) {
      const key = await keyOf(jwk)
      return key && inPool(key, data, signature)
    },
    ed25519(publicKey, data, signature) {
      const x = Buffer.from(publicKey).toString('base64url')
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
      return verify(null, data, key, signature)
    },
  }
}

// In the thread pool: it takes a fifth of a millisecond, and meanwhile another core may do it.
function inPool(key: KeyObject, data: Uint8Array, signature: Uint8Array): Promise<boolean> {
  return new Promise((resolve, reject) => {
    verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature, (error, holds) => {
      if (error) reject(error)
      else resolve(holds)
    })
  })
}

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const

// As bare bytes: that it lies on the curve is checked, and on P-256 that is all (cofactor 1). As a JWK it would be
// multiplied by the curve's order as well, which takes as long as half a verification. Undefined for what is no point.
async function importPoint(x: string, y: string): Promise<KeyObject | undefined> {
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  try {
    return KeyObject.from(await crypto.subtle.importKey('raw', point, P256, true, ['verify']))
  } catch {
    return undefined
  }
}
