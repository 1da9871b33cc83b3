// Generates the backend's keys as private JWKs.
import { generateKeyPairSync } from 'node:crypto'
import { type KeyAlgorithm, keyId, type PrivateKeyEntry } from './key-set.ts'

/** A first set: one key for countersignatures and one for checkpoints. @param now see `generateKey` */
export function generateKeys(now?: number): { keys: PrivateKeyEntry[] } {
  return { keys: [generateKey('ES256', now), generateKey('Ed25519', now)] }
}

/** A new key. @param now beginning of its validity (`nbf`), in milliseconds since 1970; default: no `nbf` */
export function generateKey(alg: KeyAlgorithm, now?: number): PrivateKeyEntry {
  const members = alg === 'ES256' ? freshP256() : freshEd25519()
  const kid = keyId(members)
  // Ids do not begin with a dash: on a command line they would be options.
  if (kid.startsWith('-')) return generateKey(alg, now)
  return { ...members, kid, alg, use: 'sig', ...(now === undefined ? {} : { nbf: Math.floor(now / 1000) }) }
}

type Members = Pick<PrivateKeyEntry, 'kty' | 'crv' | 'x' | 'y' | 'd'>

// Sliced from DER, because exporting many keys as JWK deadlocks Node 20. P-256 in PKCS #8 has a fixed length (RFC 5915, RFC 5958).
function freshP256(): Members {
  const { privateKey: der } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    publicKeyEncoding: SPKI,
    privateKeyEncoding: PKCS8,
  })
  return {
    kty: 'EC',
    crv: 'P-256',
    x: encode(der.subarray(-64, -32)),
    y: encode(der.subarray(-32)),
    d: encode(der.subarray(36, 68)),
  }
}

// Each half is the last 32 bytes of its DER (RFC 8410 §4, §7).
function freshEd25519(): Members {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: SPKI,
    privateKeyEncoding: PKCS8,
  })
  return { kty: 'OKP', crv: 'Ed25519', x: encode(publicKey.subarray(-32)), d: encode(privateKey.subarray(-32)) }
}

const SPKI = { type: 'spki', format: 'der' } as const
const PKCS8 = { type: 'pkcs8', format: 'der' } as const

function encode(bytes: Buffer): string {
  return bytes.toString('base64url')
}
