// Simulates a customer's browser: new keys, valid receipts, and invalid ones of every kind.
import {
  createKey,
  createReceipt,
  fromBase64url,
  type PublicJwk,
  RECEIPT_TYPE,
  RECEIPT_V1,
  type ReceiptInput,
  sha256,
  subjectOf,
  toBase64url,
} from '@placet/receipt'

/** Changes to make before signing. `text` changes the JSON text of the claims, `head` that of the header. */
export type Bend = {
  header?: object
  claims?: object
  head?: (json: string) => string
  text?: (json: string) => string
}

export type Device = {
  /** A valid receipt, by a new key unless one is given. */
  receipt(claims?: Partial<ReceiptInput>, key?: CryptoKeyPair): Promise<string>
  receipts(count: number): Promise<string[]>
  /** The claims of its receipts. */
  claims(): Promise<ReceiptInput>
  /** A receipt that is changed before signing, so its signature is valid. */
  bent(bend: Bend, key?: CryptoKeyPair): Promise<string>
}

export function makeDevice(site: string): Device {
  async function decision(): Promise<ReceiptInput> {
    return {
      iat: Math.floor(Date.now() / 1000),
      aud: site,
      evt: 'refused',
      jur: 'eu',
      ntc: { uri: `${site}/notices`, ver: '1', lang: 'en', hash: await sha256('conformance') },
      dec: { conformance: 'refused' },
      dur: 'P1D',
      ui: { m: 'api', a: 'reject_all', t: false },
      sig: { gpc: false, dnt: false },
      seq: 1,
      kp: 'once',
    }
  }
  const device: Device = {
    claims: decision,
    receipt: async (claims = {}, key) =>
      createReceipt({ ...(await decision()), ...claims }, key ?? (await createKey())),
    receipts: (count) => Promise.all(Array.from({ length: count }, () => device.receipt())),
    async bent({ header, claims, head = asIs, text = asIs }, key) {
      const pair = key ?? (await createKey())
      const { kty, crv, x, y } = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as PublicJwk
      const jwk = { kty, crv, x, y }
      const own = {
        v: RECEIPT_V1,
        jti: crypto.randomUUID(),
        sub: await subjectOf(jwk),
        ...(await decision()),
        ...claims,
      }
      const written = head(JSON.stringify({ alg: 'ES256', typ: RECEIPT_TYPE, jwk, ...header }))
      return signText(`${encode(written)}.${encode(text(JSON.stringify(own)))}`, pair)
    },
  }
  return device
}

/** The same receipt with its other valid signature: (r, n − s). */
export function twin(jws: string): string {
  const [head, body, tail] = jws.split('.') as [string, string, string]
  const signature = fromBase64url(tail)!
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`)
  const other = Buffer.from((N - s).toString(16).padStart(64, '0'), 'hex')
  return `${head}.${body}.${toBase64url(Buffer.concat([signature.subarray(0, 32), other]))}`
}

/** Flips one bit of a part (0 header, 1 claims, 2 signature). The text stays strict base64url. */
export function flip(jws: string, part: 0 | 1 | 2, at: (bytes: Uint8Array) => number = middle): string {
  const parts = jws.split('.')
  const bytes = fromBase64url(parts[part]!)!
  bytes[at(bytes)]! ^= 1
  parts[part] = toBase64url(bytes)
  return parts.join('.')
}

/** Replaces the signature. */
export function withSignature(jws: string, signature: Uint8Array | string): string {
  const tail = typeof signature === 'string' ? signature : toBase64url(signature)
  return `${jws.slice(0, jws.lastIndexOf('.'))}.${tail}`
}

/** The same signature in DER, the default of OpenSSL and most libraries. */
export function derSignature(jws: string): Uint8Array {
  const signature = fromBase64url(jws.split('.')[2]!)!
  const integers = [signature.subarray(0, 32), signature.subarray(32)].flatMap((half) => {
    const bytes = [...half].slice(half.findIndex((byte) => byte !== 0))
    const positive = bytes[0]! > 127 ? [0, ...bytes] : bytes
    return [2, positive.length, ...positive]
  })
  return Uint8Array.from([48, integers.length, ...integers])
}

/** The same bytes in base64url with a non-zero spare bit (64 bytes leave four of them). */
export function spareBit(jws: string): string {
  const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return jws.slice(0, -1) + last[last.indexOf(jws.at(-1)!) + 1]!
}

const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
const asIs = (text: string) => text
const middle = (bytes: Uint8Array) => Math.floor(bytes.length / 2)

async function signText(input: string, { privateKey }: CryptoKeyPair): Promise<string> {
  const bytes = new TextEncoder().encode(input)
  return `${input}.${toBase64url(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, bytes))}`
}

function encode(text: string): string {
  return toBase64url(new TextEncoder().encode(text))
}
