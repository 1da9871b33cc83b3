// What happens to receipts, one by one, as whoever sends them sees it.
import { canonical, createKey, type Finding, receiptIdentity, verify } from '@placet/receipt'
import { createLocalJWKSet, jwtVerify } from 'jose'
import type { Result } from '@placet/server'
import { describe, expect, test } from 'vitest'
import { backend, count, ISSUER, request } from './backend.ts'
import { bent, DECISION, flipBit, NOON, receipt, SITE, twin } from './device.ts'

test('a receipt is kept, and comes back countersigned', async () => {
  const { post, store, keys } = await backend()
  const jws = await receipt()
  const [result] = await post([jws])
  expect(result).toEqual({
    id: await receiptIdentity(jws),
    status: 201,
    countersignature: expect.any(String),
    read: expect.any(String),
    index: 0,
    proof: expect.any(String),
    flags: ['notice-unknown'],
  })
  const { countersignature } = result!
  expect(await verify({ receipt: jws, countersignature }, { keys: keys.jwks() })).toMatchObject({
    valid: true,
    level: 'countersigned',
    countersignature: { iss: ISSUER, iat: NOON / 1000, res: 'accepted' },
  })
  expect(await store.find(result!.id!)).toMatchObject({
    receipt: jws,
    countersignature: result!.countersignature,
    site: SITE,
    received: NOON,
  })
})

test('jose, which knows nothing of us, verifies the countersignature with the public keys', async () => {
  const { post, get } = await backend()
  const jws = await receipt()
  const [result] = await post([jws])
  const keys = createLocalJWKSet(await (await get('/.well-known/jwks.json')).json())
  const { payload, protectedHeader } = await jwtVerify(result!.countersignature!, keys, {
    issuer: ISSUER,
    typ: 'consent-countersig+jwt',
    algorithms: ['ES256'],
    currentDate: new Date(NOON),
  })
  expect(payload.rcp).toBe(await receiptIdentity(jws))
  expect(protectedHeader.kid).toMatch(/^[\w-]{43}$/)
})

test('the same receipt again is answered with the first countersignature, byte for byte', async () => {
  let clock = NOON
  const { post, store } = await backend({ now: () => clock })
  const jws = await receipt()
  const [first] = await post([jws])
  clock += 3_600_000
  expect(await post([jws])).toEqual([{ ...first, status: 200 }])
  expect(await count(store)).toBe(1)
})

test('a receipt twice in one batch is kept once', async () => {
  const { post, store } = await backend()
  const jws = await receipt()
  const [one, two] = await post([jws, jws])
  expect([one!.status, two!.status]).toEqual([201, 200])
  expect(two!.countersignature).toBe(one!.countersignature)
  expect(await count(store)).toBe(1)
})

test('a hundred identical requests at once leave one receipt and one countersignature', async () => {
  const { post, store } = await backend()
  const jws = await receipt()
  const results = (await Promise.all(Array.from({ length: 100 }, () => post([jws])))).flat()
  expect(results.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(results.filter(({ status }) => status === 200)).toHaveLength(99)
  expect(new Set(results.map(({ countersignature }) => countersignature)).size).toBe(1)
  expect(await count(store)).toBe(1)
})

test('a receipt under its other signature (r, n − s) is the same receipt', async () => {
  const { post, store } = await backend()
  const jws = await receipt()
  const other = twin(jws)
  expect(other).not.toBe(jws)
  expect((await verify(other)).valid).toBe(true)
  const [first] = await post([jws])
  const [second] = await post([other])
  expect(second).toEqual({ ...first, status: 200 })
  expect((await store.find(first!.id!))!.receipt).toBe(jws)
  expect(await count(store)).toBe(1)
})

test('another receipt under a number that is taken is refused, and the first one stays', async () => {
  const { post, store } = await backend()
  const jti = crypto.randomUUID()
  const first = await bent({ claims: { jti } })
  const second = await bent({ claims: { jti, evt: 'withdrawn' } })
  const [kept] = await post([first])
  const [refused, other] = await post([second, await receipt()])
  expect(refused).toMatchObject({ id: await receiptIdentity(second), status: 409, problem: { code: 'jti-conflict' } })
  expect(refused).not.toHaveProperty('countersignature')
  expect(other!.status).toBe(201)
  expect((await store.find(kept!.id!))!.receipt).toBe(first)
})

describe('a clock', () => {
  const now = NOON / 1000
  const sent = async (sentAt: unknown, iat = now) => {
    const { handle } = await backend()
    const body = JSON.stringify({ v: 1, sentAt, receipts: [await receipt({ iat })] })
    const { results } = (await (await handle(request(body))).json()) as { results: Result[] }
    const { status, flags, countersignature } = results[0]!
    return [status, JSON.parse(atob(countersignature!.split('.')[1]!)).res, flags!.includes('clock-skew')]
  }

  test('that is exact when it sends is not accused, however long the decision waited', async () => {
    const friday = now - 2 * 86_400
    for (const iat of [friday, now - 86_401, 0])
      expect(await sent(now, iat), String(iat)).toEqual([201, 'accepted', false])
  })

  test('that is over a day from ours when it sends is told, never a reason to refuse', async () => {
    for (const wrong of [0, -1, now - 86_401, now + 86_401, 4_070_908_800, Number.MAX_SAFE_INTEGER, 1e300]) {
      expect(await sent(wrong, Math.max(0, Math.min(wrong, 4e15))), String(wrong)).toEqual([201, 'clock_skew', true])
      expect(await sent(wrong), String(wrong)).toEqual([201, 'clock_skew', true])
    }
    for (const near of [now - 86_400, now + 86_400, now + 0.5]) {
      expect(await sent(near), String(near)).toEqual([201, 'accepted', false])
    }
  })

  test('of which nothing usable is said is not accused either', async () => {
    for (const unusable of [undefined, null, 'whenever', '0', {}, [0], true]) {
      expect(await sent(unusable, 0), JSON.stringify(unusable)).toEqual([201, 'accepted', false])
    }
  })

  test('is judged anew each time it sends: what was countersigned stays', async () => {
    const { handle } = await backend()
    const jws = await receipt()
    const send = async (sentAt: number) => {
      const response = await handle(request(JSON.stringify({ v: 1, sentAt, receipts: [jws] })))
      return ((await response.json()) as { results: Result[] }).results[0]!
    }
    const [first, again] = [await send(now), await send(0)]
    expect(again.countersignature).toBe(first.countersignature)
    expect([first.flags, again.flags]).toEqual([['notice-unknown'], ['notice-unknown', 'clock-skew']])
  })
})

test('a claim that v1 does not know is kept, and countersigned with the rest', async () => {
  const { post } = await backend()
  const [result] = await post([await bent({ claims: { constructor: 1, zzz: { deep: true } } })])
  expect(result!.status).toBe(201)
})

test('a receipt of a notice that was registered is not flagged', async () => {
  const notice = { version: '1', language: 'en' }
  const hash = await hashOf(notice)
  const { post } = await backend({ notices: { [hash]: notice } })
  const [known, unknown] = await post([await receipt({ ntc: { ...DECISION.ntc, hash } }), await receipt()])
  expect(known).not.toHaveProperty('flags')
  expect(unknown!.flags).toEqual(['notice-unknown'])
})

const key = await createKey()
const { d } = (await crypto.subtle.exportKey(
  'jwk',
  (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])).privateKey,
)) as { d: string }
const good = await receipt({}, key)
const jwk = JSON.parse(atob(good.split('.')[0]!)).jwk
const doubled = { text: (json: string) => json.replace('"jur":"eu"', '"jur":"us","jur":"eu"') }

test.each<[string, unknown, Finding['code']]>([
  ['a number', 7, 'jws-malformed'],
  ['nothing', null, 'jws-malformed'],
  ['an object around a receipt', { receipt: good }, 'jws-malformed'],
  ['a list', [good], 'jws-malformed'],
  ['an empty text', '', 'jws-malformed'],
  ['prose', 'I agree to everything', 'jws-malformed'],
  ['a JWS without signature', good.slice(0, good.lastIndexOf('.') + 1), 'jws-malformed'],
  ['a JWS in a line break', `${good}\n`, 'jws-malformed'],
  ['a padded JWS', `${good}==`, 'jws-malformed'],
  ['alg none', await bent({ header: { alg: 'none' } }), 'alg-refused'],
  ['alg HS256', await bent({ header: { alg: 'HS256' } }), 'alg-refused'],
  ['alg es256', await bent({ header: { alg: 'es256' } }), 'alg-refused'],
  ['another typ', await bent({ header: { typ: 'JWT' } }), 'typ-refused'],
  ['a kid in the header', await bent({ header: { kid: 'k' } }), 'header-refused'],
  ['a crit in the header', await bent({ header: { crit: ['b64'] } }), 'header-refused'],
  ['a jku in the header', await bent({ header: { jku: 'https://evil.example' } }), 'header-refused'],
  ['a private key in the header', await bent({ header: { jwk: { ...jwk, d } } }), 'jwk-refused'],
  ['a key that is no point of the curve', await bent({ header: { jwk: { ...jwk, y: jwk.x } } }), 'jwk-refused'],
  ['another key in the header', await bent({ header: { jwk } }), 'signature-invalid'],
  [
    'sub that is not the key',
    await bent({ claims: { sub: `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${'A'.repeat(43)}` } }),
    'thumbprint-mismatch',
  ],
  ['a member twice', await bent(doubled), 'jws-malformed'],
  ['a claim missing', await bent({ claims: { jti: undefined } }), 'claim-missing'],
  ['a claim of another shape', await bent({ claims: { dec: { analytics: 'maybe' } } }), 'claim-malformed'],
  ['another version', await bent({ claims: { v: 'urn:placet:receipt:v2' } }), 'claim-malformed'],
  ['a text too long', await receipt({ dsp: { why: 'x'.repeat(9000) } }), 'oversize'],
  [
    'a claim as deep as it goes',
    await bent({ text: (json) => json.replace('"eu"', '['.repeat(2500) + ']'.repeat(2500)) }),
    'claim-malformed',
  ],
  ['one bit of the header flipped', flipBit(good, 0), 'jwk-refused'],
  ['one bit of the claims flipped', flipBit(good, 1), 'signature-invalid'],
  ['one bit of the signature flipped', flipBit(good, 2), 'signature-invalid'],
])('%s is refused with a code, and the receipts around it are kept', async (_, item, code) => {
  const { post, store } = await backend()
  const [before, refused, after] = await post([await receipt(), item, await receipt()])
  expect([before!.status, after!.status]).toEqual([201, 201])
  expect(refused!.status).toBe(422)
  expect(refused).not.toHaveProperty('countersignature')
  expect(refused!.problem!.type).toBe(`urn:placet:problem:${refused!.problem!.code}`)
  expect(refused!.problem!.detail).not.toBe('')
  expect(refused!.problem!.code).toBe(code)
  expect(refused!.id).toBe(typeof item === 'string' ? await receiptIdentity(item) : undefined)
  expect(await count(store)).toBe(2)
})

async function hashOf(notice: object): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical(notice)))
  return Buffer.from(digest).toString('base64url')
}
