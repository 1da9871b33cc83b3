// A customer's browser, as far as a backend can see it: keys, receipts, and every way to get a receipt wrong.
import { createHash } from 'node:crypto'
import { createKey, createReceipt, fromBase64url, type ReceiptInput, subjectOf, toBase64url } from '@placet/receipt'

export const SITE = 'https://shop.example'
/** 2026-11-21T12:00:00Z, in milliseconds: the backend's clock in these tests. */
export const NOON = Date.UTC(2026, 10, 21, 12)

export const DECISION: ReceiptInput = {
  iat: NOON / 1000 - 5,
  aud: SITE,
  evt: 'given',
  jur: 'eu',
  ntc: { uri: `${SITE}/consent/notices/x`, ver: '1', lang: 'en', hash: 'n'.repeat(42) + 'o' },
  dec: { analytics: 'given', marketing: 'refused' },
  dur: 'P6M',
  ui: { m: 'banner', a: 'save', t: true },
  sig: { gpc: false, dnt: false },
  seq: 1,
}

export async function receipt(claims: Partial<ReceiptInput> = {}, key?: CryptoKeyPair): Promise<string> {
  return createReceipt({ ...DECISION, ...claims }, key ?? (await createKey()))
}

/** A receipt signed by its own key, whose header and claims somebody has bent first. */
export async function bent(
  bend: { header?: object; claims?: object; text?: (claims: string) => string },
  key?: CryptoKeyPair,
): Promise<string> {
  const pair = key ?? (await createKey())
  const { kty, crv, x, y } = (await crypto.subtle.exportKey('jwk', pair.publicKey)) as {
    kty: 'EC'
    crv: 'P-256'
    x: string
    y: string
  }
  const jwk = { kty, crv, x, y }
  const header = { alg: 'ES256', typ: 'consent-receipt+jwt', jwk, ...bend.header }
  const claims = {
    v: 'urn:placet:receipt:v1',
    jti: crypto.randomUUID(),
    sub: await subjectOf(jwk),
    ...DECISION,
    ...bend.claims,
  }
  const { text = (json) => json } = bend
  const input = `${encode(JSON.stringify(header))}.${encode(text(JSON.stringify(claims)))}`
  const bytes = new TextEncoder().encode(input)
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, bytes)
  return `${input}.${toBase64url(signature)}`
}

/** The same receipt under the other signature that verifies: (r, n − s). */
export function twin(jws: string): string {
  const [head, body, tail] = jws.split('.')
  const signature = fromBase64url(tail!)!
  const s = BigInt(`0x${Buffer.from(signature.subarray(32)).toString('hex')}`)
  const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const other = Buffer.from((n - s).toString(16).padStart(64, '0'), 'hex')
  return `${head}.${body}.${toBase64url(Buffer.concat([signature.subarray(0, 32), other]))}`
}

export function flipBit(jws: string, part: 0 | 1 | 2): string {
  const parts = jws.split('.')
  const bytes = fromBase64url(parts[part]!)!
  bytes[Math.floor(bytes.length / 2)]! ^= 1
  parts[part] = toBase64url(bytes)
  return parts.join('.')
}

function encode(text: string): string {
  return toBase64url(new TextEncoder().encode(text))
}

/** What opens a receipt at a backend: computed from its text, as docs/protocol.md says it. */
export function bearer(jws: string): { authorization: string } {
  return { authorization: `Bearer ${createHash('sha256').update(`placet-read:${jws}`).digest('base64url')}` }
}
