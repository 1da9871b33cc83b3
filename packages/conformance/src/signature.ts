// Receipts that can never hold: each is 422 with the first finding that a verifier has (docs/receipt-format.md).
import { createKey, fromBase64url, subjectOf, toBase64url } from '@placet/receipt'
import type { Bench, Check } from './check.ts'
import { demand } from './fault.ts'
import { derSignature, type Device, flip, spareBit, withSignature } from './device.ts'
import { demandKept } from './evidence.ts'
import { exchangeBehind, resultsOf } from './wire.ts'

type Made = string | { receipt: string; code: string }

export const SIGNATURE: Check[] = [
  refuses('alg-none', 'alg-refused', 'alg none, with a signature and without one', async (device) => {
    const unsigned = await device.bent({ header: { alg: 'none' } })
    return [unsigned, { receipt: withSignature(unsigned, ''), code: 'jws-malformed' }]
  }),
  refuses('alg-hs256', 'alg-refused', 'alg HS256, ES384 or es256', (device) =>
    Promise.all(['HS256', 'ES384', 'es256'].map((alg) => device.bent({ header: { alg } }))),
  ),
  refuses('typ-wrong', 'typ-refused', 'a typ that is another token’s, or none', (device) =>
    Promise.all(['JWT', 'consent-countersig+jwt', undefined].map((typ) => device.bent({ header: { typ } }))),
  ),
  refuses('extra-header-member', 'header-refused', 'a header with kid, jku, x5u, crit or b64', (device) =>
    Promise.all(
      [{ kid: 'x' }, { jku: 'https://placet.invalid/jwks' }, { x5u: 'x' }, { crit: ['exp'] }, { b64: true }].map(
        (header) => device.bent({ header }),
      ),
    ),
  ),
  refuses(
    'private-key-in-jwk',
    'jwk-refused',
    'a jwk that carries a private key, or any other member',
    async (device) =>
      Promise.all([bentJwk(device, { d: toBase64url(new Uint8Array(32).fill(7)) }), bentJwk(device, { use: 'sig' })]),
  ),
  refuses('point-off-curve', 'jwk-refused', 'a jwk whose x and y are no point of P-256', async (device) => [
    await bentJwk(device, { y: toBase64url(new Uint8Array(32).fill(1)) }),
    await bentJwk(device, { x: toBase64url(new Uint8Array(32)), y: toBase64url(new Uint8Array(32)) }),
    await bentJwk(device, { crv: 'P-384' }),
    await bentJwk(device, { x: toBase64url(new Uint8Array(31).fill(1)) }),
  ]),
  refuses('thumbprint-mismatch', 'thumbprint-mismatch', 'a sub that is another key’s thumbprint', async (device) => {
    const other = await crypto.subtle.exportKey('jwk', (await createKey()).publicKey)
    const { crv, kty, x, y } = other as { crv: 'P-256'; kty: 'EC'; x: string; y: string }
    return [await device.bent({ claims: { sub: await subjectOf({ crv, kty, x, y }) } })]
  }),
  refuses('flipped-signature', 'signature-invalid', 'a signature with one bit turned', async (device) => [
    flip(await device.receipt(), 2, () => 0),
    flip(await device.receipt(), 2, (bytes) => bytes.length - 1),
    withSignature(await device.receipt(), new Uint8Array(64)),
  ]),
  refuses('flipped-claim', 'signature-invalid', 'a claim changed after signing', async (device) => {
    const [head, body, tail] = (await device.receipt()).split('.')
    const changed = new TextDecoder().decode(fromBase64url(body!)).replaceAll('"refused"', '"given"')
    return [`${head}.${toBase64url(new TextEncoder().encode(changed))}.${tail}`]
  }),
  refuses('der-signature', 'signature-invalid', 'a signature in DER: JWS wants r‖s, 64 bytes', async (device) => {
    const receipt = await device.receipt()
    return [withSignature(receipt, derSignature(receipt))]
  }),
  refuses(
    'doubled-name',
    'jws-malformed',
    'a member said twice, at the top, deeper, in the header, by escapes',
    (device) =>
      Promise.all([
        device.bent({ text: (json) => json.replace('{', '{"aud":"https://placet.invalid",') }),
        device.bent({ text: (json) => json.replace('"gpc"', '"dnt":true,"gpc"') }),
        device.bent({ text: (json) => json.replace('{', '{"\\u0061ud":"https://placet.invalid",') }),
        device.bent({ head: (json) => json.replace('{', '{"alg":"none",') }),
      ]),
  ),
  refuses('padded-base64', 'jws-malformed', 'base64url with padding, foreign letters or spare bits', async (device) => {
    const receipt = await device.receipt()
    const [head, body] = receipt.split('.')
    return [`${receipt}==`, spareBit(receipt), `${head}.${body} .x`, `${receipt}\n`, withSignature(receipt, '+/+/')]
  }),
  refuses('byte-order-mark', 'jws-malformed', 'claims with a byte order mark, or that are no JSON object', (device) =>
    Promise.all(['\ufeff{}', '[]', 'null', '{"v":NaN}', '{'].map((text) => device.bent({ text: () => text }))),
  ),
  refuses('oversize-receipt', 'oversize', 'a receipt over 8192 characters', async (device) => [
    await device.bent({ claims: { later: 'x'.repeat(6500) } }),
  ]),
  refuses('claim-missing', 'claim-missing', 'a receipt without one of its claims', (device) =>
    Promise.all(
      ['v', 'iat', 'aud', 'ntc', 'dec', 'dur', 'ui', 'seq'].map((name) =>
        device.bent({ claims: { [name]: undefined } }),
      ),
    ),
  ),
  refuses('claim-malformed', 'claim-malformed', 'a claim of another shape than the format says', (device) =>
    Promise.all(
      [
        ...[
          { v: 'urn:placet:receipt:v2' },
          { iat: -1 },
          { iat: 1.5 },
          { iat: '1' },
          { jti: 'x' },
          { seq: 0 },
          { seq: true },
        ],
        ...[{ aud: 'https://shop.example/' }, { evt: 'expired' }, { dec: { Ads: 'given' } }, { dec: { ads: 'yes' } }],
        ...[{ dur: 'P' }, { dur: '6 months' }, { ui: { m: 'banner' } }, { sig: null }, { kp: 'always' }, { dsp: 'x' }],
      ].map((claims) => device.bent({ claims })),
    ),
  ),
  {
    name: 'unknown-claim-kept',
    says: 'claims and members that version 1 does not know are kept, and no reason to refuse',
    async run({ wire, device }) {
      const later = {
        later: { any: ['thing', 1.5, null] },
        toString: 'x',
        sig: { gpc: false, dnt: false, later: true },
      }
      const receipt = await device.bent({ claims: later })
      const [result] = await wire.post([receipt])
      demandKept(result, 201, 'a receipt with claims of a later version')
    },
  },
  {
    name: 'clock-skew-accepted',
    says: 'a device whose clock says 1970 or 2099 is no reason to refuse',
    async run({ wire, device }) {
      for (const clock of [0, 4_070_908_800]) {
        const receipts = [await device.receipt({ iat: clock })]
        const exchange = await wire.postBody(JSON.stringify({ v: 1, sentAt: clock, receipts }))
        demandKept(resultsOf(exchange, 1)[0], 201, `a receipt of ${clock === 0 ? 1970 : 2099}`)
      }
    },
  },
]

function refuses(name: string, code: string, what: string, make: (device: Device) => Promise<Made[]>): Check {
  return { name, says: `${what}: 422 ${code}`, run: (bench) => refusesAll(bench, code, make) }
}

async function refusesAll({ wire, device }: Bench, usual: string, make: (device: Device) => Promise<Made[]>) {
  for (const made of await make(device)) {
    const { receipt, code } = typeof made === 'string' ? { receipt: made, code: usual } : made
    const [result] = await wire.post([receipt])
    const exchange = exchangeBehind(result)
    const kept = result?.status === 201 || result?.status === 200
    demand(!kept, `it was kept (${result?.status}), and can prove nothing; it must be 422 ${code}`, exchange)
    demand(result?.status === 422, `it must be 422; it is ${result?.status}`, exchange)
    const came = result.problem?.code ?? 'missing'
    demand(came === code, `the problem’s code must be ${code}; it is ${came}`, exchange)
  }
}

async function bentJwk(device: Device, members: object): Promise<string> {
  const key = await createKey()
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', key.publicKey)
  return device.bent({ header: { jwk: { kty, crv, x, y, ...members } } }, key)
}
