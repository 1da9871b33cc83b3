import { noticeHash, type PublicJwk, receiptIdentity, subjectOf, type Verdict, verify } from '@placet/receipt'
import { describe, expect, test } from 'vitest'
import {
  countersigned,
  forge,
  forgeCountersignature,
  INPUT,
  ISSUER,
  jwks,
  malleated,
  NOTICE,
  partsOf,
} from './sample.ts'
import { b64u, chainOf, device, receiptOf } from './sample.ts'

const codes = ({ findings }: Verdict) => findings.map(({ code, at }) => (at ? `${code} ${at}` : code))

test('a receipt and its countersignature hold, and the verdict says who said what', async () => {
  const receipt = await receiptOf({ ntc: { ...INPUT.ntc, hash: await noticeHash(NOTICE) } })
  const countersignature = await countersigned(receipt)
  const options = { keys: jwks, audience: INPUT.aud, now: INPUT.iat }
  const verdict = await verify({ receipt, countersignature, notice: NOTICE }, options)
  expect(verdict).toMatchObject({
    valid: true,
    level: 'countersigned',
    findings: [],
    id: await receiptIdentity(receipt),
  })
  expect(verdict.claims).toMatchObject({ dec: INPUT.dec, ui: INPUT.ui })
  expect(verdict.countersignature).toMatchObject({
    iss: ISSUER,
    rcp: verdict.id,
    rid: verdict.claims!.jti,
    res: 'accepted',
  })
})

test('a receipt alone is signed, and the missing countersignature is a note', async () => {
  const verdict = await verify(await receiptOf())
  expect([verdict.valid, verdict.level, codes(verdict)]).toEqual([true, 'signed', ['countersignature-missing']])
})

test('a receipt nobody signed has no level at all', async () => {
  const receipt = await receiptOf()
  const verdict = await verify(`${receipt.slice(0, receipt.lastIndexOf('.'))}.${'A'.repeat(86)}`)
  expect([verdict.valid, verdict.level]).toEqual([false, 'none'])
})

test('an unchecked countersignature is no proof, only a warning', async () => {
  const receipt = await receiptOf()
  const verdict = await verify({ receipt, countersignature: await countersigned(receipt) })
  expect([verdict.valid, verdict.level, codes(verdict)]).toEqual([true, 'signed', ['countersignature-unchecked']])
})

test('a false countersignature makes the evidence false, whatever the receipt', async () => {
  const receipt = await receiptOf()
  const countersignature = await forgeCountersignature(receipt, { claims: { rcp: 'A'.repeat(43) } })
  const verdict = await verify({ receipt, countersignature }, { keys: jwks })
  expect([verdict.valid, verdict.level]).toEqual([false, 'signed'])
})

test('evidence that does not hold is never called countersigned', async () => {
  const receipt = await receiptOf()
  const evidence = { receipt, countersignature: await countersigned(receipt) }
  const verdict = await verify(evidence, { keys: jwks, audience: 'https://other.example' })
  expect([verdict.valid, verdict.level]).toEqual([false, 'signed'])
})

describe('the header says alg, typ and jwk, and nothing else', () => {
  test.each([
    ['kid', { kid: '1' }, 'header-refused kid'],
    ['jku', { jku: 'https://evil.example/keys' }, 'header-refused jku'],
    ['x5u', { x5u: 'https://evil.example/cert' }, 'header-refused x5u'],
    ['crit', { crit: ['exp'], exp: 1 }, 'header-refused crit'],
    ['b64', { b64: false }, 'header-refused b64'],
    ['alg HS256', { alg: 'HS256' }, 'alg-refused alg'],
    ['alg es256', { alg: 'es256' }, 'alg-refused alg'],
    ['no alg', { alg: undefined }, 'alg-refused alg'],
    ['the long media type', { typ: 'application/consent-receipt+jwt' }, 'typ-refused typ'],
    ['the countersignature’s type', { typ: 'consent-countersig+jwt' }, 'typ-refused typ'],
    ['no key', { jwk: undefined }, 'jwk-refused jwk'],
    ['a key that is text', { jwk: 'P-256' }, 'jwk-refused jwk'],
  ])('%s', async (_, header, code) => {
    const verdict = await verify(await forge({ header }))
    expect([verdict.valid, codes(verdict)]).toEqual([false, [code]])
  })

  test.each([
    ['a private member d', (jwk: Jwk) => ({ ...jwk, d: jwk.x })],
    ['a kid of its own', (jwk: Jwk) => ({ ...jwk, kid: '1' })],
    ['key_ops', (jwk: Jwk) => ({ ...jwk, key_ops: ['verify'] })],
    ['another curve', (jwk: Jwk) => ({ ...jwk, crv: 'P-384' })],
    ['another kind', (jwk: Jwk) => ({ ...jwk, kty: 'OKP' })],
    ['a point off the curve', (jwk: Jwk) => ({ ...jwk, y: jwk.x })],
    ['the point zero', (jwk: Jwk) => ({ ...jwk, x: 'A'.repeat(43), y: 'A'.repeat(43) })],
    ['a short coordinate', (jwk: Jwk) => ({ ...jwk, x: jwk.x.slice(2) })],
    ['a padded coordinate', (jwk: Jwk) => ({ ...jwk, x: `${jwk.x}=` })],
    ['a number', (jwk: Jwk) => ({ ...jwk, x: 7 })],
  ])('a key with %s is refused', async (_, change) => {
    const { jwk } = partsOf(await receiptOf()).header as { jwk: Jwk }
    const verdict = await verify(await forge({ header: { jwk: change(jwk) } }))
    expect([verdict.valid, verdict.level, verdict.findings[0]?.code]).toEqual([false, 'none', 'jwk-refused'])
  })
})

test('a longer spelling of a coordinate would be the same key under another sub, and is refused', async () => {
  const { jwk } = partsOf(await receiptOf()).header as { jwk: Jwk }
  const longer = { ...jwk, x: b64u(Buffer.concat([Buffer.of(0), Buffer.from(jwk.x, 'base64url')])) } as PublicJwk
  const verdict = await verify(await forge({ header: { jwk: longer }, claims: { sub: await subjectOf(longer) } }))
  expect([verdict.valid, verdict.level, verdict.findings[0]?.code]).toEqual([false, 'none', 'jwk-refused'])
  expect(verdict.claims).toBeUndefined()
})

type Jwk = { kty: string; crv: string; x: string; y: string }

describe('a claim out of shape is named', () => {
  test.each<[string, unknown]>([
    ['v', 'urn:placet:receipt:v2'],
    ['jti', '00000000-0000-1000-8000-000000000000'],
    ['iat', 1.5],
    ['iat', -1],
    ['iat', '1795295072'],
    ['sub', 'urn:ietf:params:oauth:jwk-thumbprint:sha-256:short'],
    ['aud', 'https://shop.example/'],
    ['aud', 'https://shop.example/path'],
    ['aud', 'shop.example'],
    ['aud', 'ftp://shop.example'],
    ['aud', ['https://shop.example']],
    ['evt', 'expired'],
    ['jur', 'EU'],
    ['ntc', { uri: '', ver: '3', lang: 'de', hash: 'A'.repeat(43) }],
    ['ntc', { uri: '/n', ver: '3', lang: 'de', hash: 'A'.repeat(42) }],
    ['ntc', null],
    ['dec', []],
    ['dec', { 'Bad Id': 'given' }],
    ['dec', { 'a/b/c': 'given' }],
    ['dec', { ads: 'GIVEN' }],
    ['ret', { ads: '6 months' }],
    ['dur', 'P'],
    ['dur', 'PT1H'],
    ['ui', { m: 'banner', a: 'save', t: 'true' }],
    ['ui', { m: 'popup', a: 'save', t: true }],
    ['ui', { m: 'banner', a: 'accept_all reject_all', t: true }],
    ['sig', { gpc: true }],
    ['seq', 0],
    ['seq', 1e16],
    ['prev', 'A'.repeat(44)],
    ['kp', 'disk'],
    ['dsp', 'all'],
  ])('%s: %j', async (name, value) => {
    const verdict = await verify(await forge({ claims: { [name]: value } }))
    expect([verdict.valid, verdict.level, codes(verdict)]).toEqual([false, 'none', [`claim-malformed ${name}`]])
  })

  test('each claim that must be there is missed', async () => {
    const all = ['v', 'jti', 'iat', 'sub', 'aud', 'evt', 'jur', 'ntc', 'dec', 'dur', 'ui', 'sig', 'seq']
    for (const name of all) {
      expect(codes(await verify(await forge({ claims: { [name]: undefined } }))), name).toEqual([
        `claim-missing ${name}`,
      ])
    }
  })

  test('a one-off key that claims a past is refused', async () => {
    const verdict = await verify(await forge({ claims: { kp: 'once', seq: 2, prev: 'A'.repeat(43) } }))
    expect([verdict.valid, codes(verdict)]).toEqual([false, ['claim-malformed prev']])
  })
})

describe('a receipt that contradicts itself holds, and an auditor is told', () => {
  const GIVEN = { ads: 'given' } as const
  test.each<[string, Parameters<typeof receiptOf>[0], string[]]>([
    ['all given', { evt: 'given', dec: GIVEN }, []],
    ['given, and nothing is', { evt: 'given', dec: { ads: 'refused', necessary: 'exempt' } }, ['evt']],
    ['refused, and something is given', { evt: 'refused', dec: { ...GIVEN, analytics: 'refused' } }, ['evt']],
    ['refused, and something goes on', { evt: 'refused', dec: { ads: 'renewed' } }, ['evt']],
    ['refused, with what is exempt', { evt: 'refused', dec: { necessary: 'exempt', ads: 'refused' } }, []],
    ['renewed, and something is withdrawn', { evt: 'renewed', dec: { ads: 'withdrawn' } }, ['evt']],
    ['renewed', { evt: 'renewed', dec: { ads: 'renewed', analytics: 'refused' } }, []],
    ['changed, whatever', { evt: 'changed', dec: { ads: 'withdrawn', analytics: 'given' } }, []],
    ['rejected all, and something is given', { ui: { m: 'banner', a: 'reject_all', t: true }, dec: GIVEN }, ['ui']],
    ['a one-off key, and something is given', { kp: 'once', dec: GIVEN }, ['kp']],
  ])('%s', async (_, input, at) => {
    const verdict = await verify(await receiptOf(input))
    const found = verdict.findings.filter(({ code }) => code === 'claim-inconsistent')
    expect([verdict.valid, verdict.level, found.map((each) => each.at)]).toEqual([true, 'signed', at])
  })
})

describe('version 1 is for ever', () => {
  test('claims of a later version are kept, reported and harmless', async () => {
    const verdict = await verify(await forge({ claims: { later: { deep: [1] }, exp: 1 } }))
    expect([verdict.valid, verdict.level]).toEqual([true, 'signed'])
    expect(codes(verdict)).toEqual(['claim-unknown later', 'claim-unknown exp', 'countersignature-missing'])
    expect(verdict.claims).toMatchObject({ later: { deep: [1] }, exp: 1 })
  })

  test('a claim with the name of something every object has is reported too', async () => {
    const names = ['toString', 'constructor', 'hasOwnProperty']
    const verdict = await verify(await forge({ claims: Object.fromEntries(names.map((name) => [name, 'yes'])) }))
    expect(codes(verdict)).toEqual([...names.map((name) => `claim-unknown ${name}`), 'countersignature-missing'])
  })

  test('a new member inside a known claim is reported with its place', async () => {
    const verdict = await verify(
      await forge({ claims: { ui: { ...INPUT.ui, eye: 'left' }, sig: { ...INPUT.sig, tcf: 1 } } }),
    )
    expect([verdict.valid, codes(verdict).slice(0, 2)]).toEqual([
      true,
      ['claim-unknown ui.eye', 'claim-unknown sig.tcf'],
    ])
  })
})

describe('the receipt before', () => {
  test('holds when it is the one that prev names', async () => {
    const [first, second] = (await chainOf(2)) as [string, string]
    expect(codes(await verify(second, { previous: first }))).toEqual(['countersignature-missing'])
  })

  test('it must hold, be of the same key, be another, and come before', async () => {
    const [first, second, third] = (await chainOf(3)) as [string, string, string]
    const stranger = await receiptOf({}, await crypto.subtle.generateKey(P256, false, ['sign', 'verify']))
    const unsigned = `${first.slice(0, first.lastIndexOf('.'))}.${'A'.repeat(86)}`
    for (const previous of ['nonsense', unsigned, stranger, second, third, malleated(second)]) {
      const verdict = await verify(second, { previous })
      expect([verdict.valid, codes(verdict).at(-1)]).toEqual([false, 'chain-mismatch prev'])
    }
    const withGap = await verify(third, { previous: first })
    expect([withGap.valid, codes(withGap).at(-1)]).toEqual([true, 'chain-gap seq'])
  })

  test('a number 2 that names none before it is refused, and so is a number 1 that names one', async () => {
    for (const claims of [{ seq: 2 }, { seq: 2, kp: 'once' }, { prev: 'A'.repeat(43) }]) {
      expect(codes(await verify(await forge({ claims })))).toContain('chain-mismatch prev')
    }
  })
})
const P256 = { name: 'ECDSA', namedCurve: 'P-256' }

describe('the notice', () => {
  test('is recognised in any order of members and refused with one letter changed', async () => {
    const receipt = await receiptOf({ ntc: { ...INPUT.ntc, hash: await noticeHash(NOTICE) } })
    const turned = { purposes: NOTICE.purposes.map(({ id, name }) => ({ name, id })), version: '3' }
    expect((await verify({ receipt, notice: turned })).valid).toBe(true)
    expect(codes(await verify({ receipt, notice: { ...NOTICE, version: '4' } }))).toContain('notice-mismatch ntc')
  })

  test('that JSON cannot say has no hash and matches nothing', async () => {
    for (const notice of [{ at: new Date(0) }, Array(1), { f: () => 1 }, { n: NaN }, 1n, '\ud800', new Map()]) {
      await expect(noticeHash(notice)).rejects.toThrow(TypeError)
    }
    expect(await noticeHash({})).toBe('RBNvo1WzZ4oRRq0W9-hknpT7T8If536DEMBg9hyq_4o')
    expect(codes(await verify({ receipt: await receiptOf(), notice: new Map() }))).toContain('notice-mismatch ntc')
  })
})

test('a clock less than a day ahead is nobody’s fault', async () => {
  expect(codes(await verify(await receiptOf(), { now: INPUT.iat - 86_400 }))).toEqual(['countersignature-missing'])
})

test('the device key stays on the device', () => {
  expect([device.privateKey.extractable, device.privateKey.usages]).toEqual([false, ['sign']])
})
