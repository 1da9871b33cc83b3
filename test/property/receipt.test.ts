import { canonical, chainFindings, type Evidence, verify } from '@placet/receipt'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countersigned, forge, jwks, receiptOf, signTexts } from '../receipt/sample.ts'

const runs = { numRuns: process.env.PLACET_LONG ? 5000 : 300 }
const receipt = await receiptOf()
const countersignature = await countersigned(receipt)
const json = fc.json({ maxDepth: 5 })
const part = fc.oneof(json, fc.string({ unit: 'binary' }))
const b64u = (text: string) => Buffer.from(text).toString('base64url')
const threeParts = fc.tuple(part, part, part).map((parts) => parts.map(b64u).join('.'))
const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), threeParts, fc.constant(receipt))
const anything = fc.oneof(fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }), anyText)

test('whatever text comes in, verify answers; and only a receipt is valid', async () => {
  const check = fc.asyncProperty(anyText, async (text) => {
    expect((await verify(text)).valid).toBe(text === receipt)
  })
  await fc.assert(check, runs)
})

test('whatever evidence comes in, verify answers', async () => {
  const evidence = fc.record({ receipt: anything, countersignature: anything, notice: anything }, { requiredKeys: [] })
  const check = fc.asyncProperty(fc.oneof(evidence, anything), anything, anything, async (given, keys, previous) => {
    const { valid, findings } = await verify(given as Evidence, {
      keys: { keys } as never,
      previous: previous as string,
    })
    if (valid) expect((given as Evidence).receipt ?? given).toBe(receipt)
    else expect(findings.some((each) => each.severity === 'error')).toBe(true)
  })
  await fc.assert(check, runs)
})

test('whatever a device signs, verify answers, and knows all that is unknown in it', async () => {
  const names = fc.constantFrom(
    'v',
    'jti',
    'iat',
    'aud',
    'evt',
    'jur',
    'ntc',
    'dec',
    'ret',
    'dur',
    'ui',
    'sig',
    'seq',
    'prev',
    'kp',
    'dsp',
  )
  const claims = fc.dictionary(fc.oneof(names, fc.string()), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 3 })
  const check = fc.asyncProperty(claims, async (change) => {
    const verdict = await verify(await forge({ claims: change }))
    expect(verdict.findings.some((each) => each.severity === 'error')).toBe(!verdict.valid)
    if (!verdict.claims) return
    const known = 'v jti iat sub aud evt jur ntc dec ret dur ui sig seq prev kp dsp'.split(' ')
    const unknown = Object.keys(change).filter((name) => !known.includes(name) && name !== '__proto__')
    const reported = verdict.findings.filter((each) => each.code === 'claim-unknown').map((each) => each.at)
    expect(reported).toEqual(expect.arrayContaining(unknown))
  })
  await fc.assert(check, runs)
})

test('a header that says anything more or else is refused', async () => {
  const check = fc.asyncProperty(fc.string(), fc.jsonValue({ maxDepth: 2 }), async (name, value) => {
    fc.pre(name !== '__proto__')
    const same = { alg: 'ES256', typ: 'consent-receipt+jwt' }[name] === value
    expect((await verify(await forge({ header: { [name]: value } }))).valid).toBe(same)
  })
  await fc.assert(check, runs)
})

test('a countersignature that the device made for itself never passes, whatever it says', async () => {
  const { header, claims } = split(countersignature)
  const check = fc.asyncProperty(
    fc.constantFrom(...Object.keys(claims)),
    fc.jsonValue({ maxDepth: 2 }),
    async (name, value) => {
      const jws = await signTexts(JSON.stringify(header), JSON.stringify({ ...claims, [name]: value }))
      const verdict = await verify({ receipt, countersignature: jws }, { keys: jwks })
      expect([verdict.valid, verdict.level]).toEqual([false, 'signed'])
    },
  )
  await fc.assert(check, runs)
})

test('no list of texts makes the chain check throw', async () => {
  const check = fc.asyncProperty(fc.array(anything), async (texts) => {
    expect(Array.isArray(await chainFindings(texts as string[]))).toBe(true)
  })
  await fc.assert(check, runs)
})

test('canonical JSON means the same, is its own canonical form, and does not know the order it was given', () => {
  const check = fc.property(fc.jsonValue(), (value) => {
    const plain: unknown = JSON.parse(JSON.stringify(value))
    const text = canonical(plain)
    expect(JSON.parse(text)).toEqual(plain)
    expect(canonical(JSON.parse(text))).toBe(text)
    expect(canonical(turned(plain))).toBe(text)
  })
  fc.assert(check, runs)
})

test('canonical JSON answers or throws a TypeError, nothing else', () => {
  const check = fc.property(anything, (value) => {
    try {
      JSON.parse(canonical(value))
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError)
    }
  })
  fc.assert(check, runs)
})

function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, each]) => [name, turned(each)]),
  )
}

function split(jws: string): { header: object; claims: Record<string, unknown> } {
  const [header, claims] = jws
    .split('.')
    .map((each, index) => (index < 2 ? JSON.parse(Buffer.from(each, 'base64url').toString()) : 0))
  return { header, claims }
}
