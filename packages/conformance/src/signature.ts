// Checks of invalid receipts: each is 422 with the first finding of a verifier (docs/receipt-format.md).
import { createKey, fromBase64url, MAX_RECEIPT, type PublicJwk, subjectOf, toBase64url } from '@placet/receipt'
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
  refuses(
    'jwk-malformed',
    'jwk-refused',
    'a jwk of another shape: coordinates of 32 bytes each, as texts',
    async (device) => {
      const longer = (text: string) => toBase64url(Uint8Array.from([0, ...fromBase64url(text)!]))
      const shapes = [null, [], 'x', undefined].map((jwk) => device.bent({ header: { jwk } }))
      const members = [null, 1, ['x'], '', undefined].map((x) => bentJwk(device, { x }))
      const types = [{ kty: 'ec' }, { crv: 'P-256 ' }, { crv: undefined }].map((each) => bentJwk(device, each))
      const long = [bentJwk(device, ({ x }) => ({ x: longer(x) })), bentJwk(device, ({ y }) => ({ y: longer(y) }))]
      return Promise.all([...shapes, ...members, ...types, ...long])
    },
  ),
  refuses('thumbprint-mismatch', 'thumbprint-mismatch', 'a sub that is another key’s thumbprint', async (device) => {
    const other = await crypto.subtle.exportKey('jwk', (await createKey()).publicKey)
    const { crv, kty, x, y } = other as PublicJwk
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
  refuses('signature-length', 'signature-invalid', 'r‖s of another length than 64 bytes', async (device) => {
    const receipt = await device.receipt()
    const bytes = [...fromBase64url(receipt.split('.')[2]!)!]
    const lengths = [[...bytes, 0], [0, ...bytes], bytes.slice(0, 63), [...bytes, ...bytes], bytes.slice(0, 32)]
    return lengths.map((each) => withSignature(receipt, Uint8Array.from(each)))
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
    await sized(device, MAX_RECEIPT + 1, 'least'),
  ]),
  {
    name: 'largest-receipt',
    says: 'a receipt of 8192 characters is kept',
    async run({ wire, device }) {
      demandKept((await wire.post([await sized(device, MAX_RECEIPT, 'most')]))[0], 201, 'a receipt of 8192 characters')
    },
  },
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

// `sub` is the thumbprint of the changed jwk, so that the receipt has no other error.
async function bentJwk(device: Device, bend: object | ((jwk: PublicJwk) => object)): Promise<string> {
  const key = await createKey()
  const { kty, crv, x, y } = (await crypto.subtle.exportKey('jwk', key.publicKey)) as PublicJwk
  const sound = { kty, crv, x, y }
  const jwk = { ...sound, ...(typeof bend === 'function' ? bend(sound) : bend) }
  return device.bent({ header: { jwk }, claims: { sub: await subjectOf(jwk) } }, key)
}

/** The longest receipt of at most `size` characters, or the shortest of at least `size`: base64url does not have every length. */
async function sized(device: Device, size: number, which: 'most' | 'least'): Promise<string> {
  const withLength = (length: number) => device.bent({ claims: { later: 'x'.repeat(length) } })
  let length = Math.floor(((size - (await withLength(0)).length) * 3) / 4) - 3
  let receipt = await withLength(length)
  for (;;) {
    const next = await withLength(++length)
    if (which === 'most' && next.length > size) return receipt
    receipt = next
    if (which === 'least' && receipt.length >= size) return receipt
  }
}
