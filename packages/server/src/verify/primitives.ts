// What verification computes with on a server: node:crypto. WebCrypto asks the thread pool for each hash, too.
import { createPublicKey, KeyObject, verify } from 'node:crypto'
import type { Primitives, PublicJwk } from '@placet/receipt'
import { sha256 } from '../log/hash.ts'

export const nodePrimitives: Primitives = {
  sha256,
  // A third of a millisecond, most of it for a new key. Node's thread pool would not take that off this thread: a key is
  // read, and its first use prepared, by the one that asks.
  async es256(jwk, data, signature) {
    const key = await keyOf(jwk)
    return key && verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)
  },
  ed25519(publicKey, data, signature) {
    const x = Buffer.from(publicKey).toString('base64url')
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
    return verify(null, data, key, signature)
  },
}

// The last one only: a device's receipts come together, and a backend's countersignatures. Keys that are kept for longer die
// together, and slowly: thousands of them stopped a server for a tenth of a second.
let last: { name: string; key: Promise<KeyObject | undefined> } | undefined

function keyOf({ x, y }: PublicJwk): Promise<KeyObject | undefined> {
  const name = x + y
  if (last?.name !== name) last = { name, key: importPoint(x, y) }
  return last.key
}

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const

// As bare bytes: that it lies on the curve is checked, and on P-256 that is all (cofactor 1). Undefined for what is no point.
async function importPoint(x: string, y: string): Promise<KeyObject | undefined> {
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
  try {
    return KeyObject.from(await crypto.subtle.importKey('raw', point, P256, true, ['verify']))
  } catch {
    return undefined
  }
}
