// What the receipt tests sign: one customer's ordinary receipt, and a forger's bench for receipts our code would never make.
import {
  type Claims,
  countersign,
  type Countersigner,
  createKey,
  createReceipt,
  receiptIdentity,
  type ReceiptInput,
} from '@placet/receipt'

export const ISSUER = 'https://consent.shop.example'
export const KID = '2026-11'
export const NOTICE = {
  version: '3',
  purposes: [
    { id: 'analytics', name: 'Statistics' },
    { id: 'ads', name: 'Werbung für dich' },
  ],
}

export const INPUT: ReceiptInput = {
  iat: 1_763_733_600,
  aud: 'https://shop.example',
  evt: 'given',
  jur: 'eu',
  ntc: { uri: '/notices/3', ver: '3', lang: 'de', hash: 'pGXkZQQoVbFYqp0XbZbcmfkTTeREuLWPGgVqsGUgGQs' },
  dec: { necessary: 'exempt', analytics: 'given', 'analytics/heatmap': 'refused', ads: 'refused' },
  ret: { analytics: 'P6M' },
  dur: 'P6M',
  ui: { m: 'banner', a: 'save', t: true },
  sig: { gpc: false, dnt: false },
  seq: 1,
}

export const device: CryptoKeyPair = await createKey()
export const backend: CryptoKeyPair = await createKey()
const publicJwk = await crypto.subtle.exportKey('jwk', backend.publicKey)
export const jwks = {
  keys: [{ kty: 'EC', crv: 'P-256', x: publicJwk.x!, y: publicJwk.y!, kid: KID, alg: 'ES256', use: 'sig' }],
}

export const receiptOf = (input: Partial<ReceiptInput> = {}, key: CryptoKeyPair = device): Promise<string> =>
  createReceipt({ ...INPUT, ...input }, key)

export const es256 = (key: CryptoKey) => async (input: Uint8Array) =>
  new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(input)))

/** What the backend's clock says when it countersigns. */
export const THEN = INPUT.iat + 2

export async function countersigned(receipt: string, by: Partial<Countersigner> = {}): Promise<string> {
  const verified = { id: await receiptIdentity(receipt), claims: partsOf(receipt).claims as Claims }
  return countersign(verified, { iss: ISSUER, kid: KID, sign: es256(backend.privateKey), iat: THEN, ...by })
}

/** As many receipts of one device as asked, each naming the one before. */
export async function chainOf(length: number, key: CryptoKeyPair = device): Promise<string[]> {
  const receipts: string[] = []
  for (let seq = 1; seq <= length; seq++) {
    const before = receipts.at(-1)
    receipts.push(await receiptOf({ seq, ...(before ? { prev: await receiptIdentity(before) } : {}) }, key))
  }
  return receipts
}

export const b64u = (bytes: string | Uint8Array | ArrayBuffer): string =>
  (typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.from(bytes as ArrayBuffer)).toString('base64url')

/** Header and claims as texts, so that they may be bad JSON: signed all the same, by WebCrypto and Buffer alone. */
export async function signTexts(header: string, claims: string, key: CryptoKey = device.privateKey): Promise<string> {
  const input = `${b64u(header)}.${b64u(claims)}`
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(input))
  return `${input}.${b64u(signature)}`
}

export type Loose = Record<string, unknown>
export const partsOf = (jws: string): { header: Loose; claims: Loose } => {
  const [header, claims] = jws
    .split('.', 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Loose)
  return { header: header!, claims: claims! }
}

/** A true receipt with other header members or claims (`undefined` takes one out), signed again by the same device. */
export async function forge(change: { header?: Loose; claims?: Loose }, from?: string): Promise<string> {
  const { header, claims } = partsOf(from ?? (await receiptOf()))
  return signTexts(JSON.stringify({ ...header, ...change.header }), JSON.stringify({ ...claims, ...change.claims }))
}

/** The same for a countersignature over `receipt`, signed again by the backend. */
export async function forgeCountersignature(
  receipt: string,
  change: { header?: Loose; claims?: Loose },
): Promise<string> {
  const { header, claims } = partsOf(await countersigned(receipt))
  const texts = [
    JSON.stringify({ ...header, ...change.header }),
    JSON.stringify({ ...claims, ...change.claims }),
  ] as const
  return signTexts(...texts, backend.privateKey)
}

/** The other signature that verifies: (r, n − s). */
export function malleated(jws: string): string {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const bytes = Buffer.from(jws.split('.')[2]!, 'base64url')
  const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`)
  const twin = Buffer.concat([bytes.subarray(0, 32), Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex')])
  return `${jws.slice(0, jws.lastIndexOf('.'))}.${b64u(twin)}`
}

/** Every text that differs from this one in one bit of one character. */
export function* oneBitOff(text: string): Generator<string> {
  for (let at = 0; at < text.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      yield text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1)
    }
  }
}
