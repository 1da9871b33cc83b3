// The cookie: a decision is read as it was written, and no content makes the reader throw.
import { cookieLine, parseCookie, readCookies, serializeCookie, type StoredDecision } from '@placet/core/cookie'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}(\/[a-z0-9-]{1,10})?$/)
const remembered: fc.Arbitrary<StoredDecision> = fc.record({
  regime: fc.constantFrom('eu', 'us'),
  gpc: fc.boolean(),
  asks: fc.stringMatching(/^[0-9a-z]{1,7}$/),
  day: fc.nat(60_000),
  seq: fc.integer({ min: 1, max: 999_999_999 }),
  pending: fc.boolean(),
  answers: fc.dictionary(fc.oneof(id, fc.constantFrom('constructor', 'valueof')), fc.boolean(), {
    noNullPrototype: true,
  }),
})
const DECISION: StoredDecision = {
  regime: 'eu',
  gpc: false,
  asks: 'x',
  day: 20_000,
  seq: 2,
  pending: false,
  answers: { a: true, b: false },
}
const line = (change: Partial<StoredDecision>) => serializeCookie({ ...DECISION, ...change })

test('a decision is read as it was written', () => {
  fc.assert(fc.property(remembered, (given) => void expect(parseCookie(serializeCookie(given))).toEqual(given)))
})

test('the format is the documented one', () => {
  expect(serializeCookie(DECISION)).toBe('1.eu.x.ffk.2.0.a:1.b:0')
})

test('any content of a cookie can be read without an error', () => {
  const form = fc.tuple(remembered, fc.nat(40), fc.string()).map(([given, at, text]) => {
    const value = serializeCookie(given)
    return value.slice(0, at) + text + value.slice(at)
  })
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), form), (text) => {
      parseCookie(text)
      readCookies(text)
      readCookies(`a=b; placet=${text}`)
    }),
  )
})

test.each([
  '',
  '2.eu.x.ffk.2.0',
  '1.eu.x.ffk.2',
  '1.eu.x.ffk.2.0.a',
  '1.eu.x.ffk.2.0.a:2',
  '1.EU.x.ffk.2.0',
  '1.eu.x.ffk.-2.0',
  '1.eu.x.ffk.2.0.',
  '%00',
])('a broken cookie (%s) is no decision', (value) => expect(parseCookie(value)).toBeUndefined())

test('of several cookies the newest counts, under either name', () => {
  const [old, young] = [line({ seq: 2 }), line({ seq: 10, answers: { a: false } })]
  for (const header of [`placet=${old}; __Host-placet=${young}`, `x=1; placet=${young};__Host-placet=${old}; y=2`]) {
    expect(readCookies(header)).toMatchObject({ decision: { seq: 10, answers: { a: false } } })
  }
})

test('of two cookies with the same number, a refusal in either wins', () => {
  const one = line({ answers: { a: true, b: false, c: true, 'd/x': false, d: true } })
  const other = line({ answers: { a: false, b: true, c: true, d: true } })
  const both = { a: false, b: false, c: true, d: true, 'd/x': false }
  expect(readCookies(`placet=${one}; __Host-placet=${other}`)).toMatchObject({ decision: { answers: both } })
  expect(readCookies(`placet=${other}; __Host-placet=${one}`)).toMatchObject({ decision: { answers: both } })
})

test('a cookie that cannot be parsed makes the other unusable, too', () => {
  expect(readCookies(`placet=1.eu; __Host-placet=${line({})}`)).toEqual({ unreadable: true })
  expect(readCookies(`__Host-placet=${line({})}; placet=`)).toEqual({ unreadable: true })
})

test('other cookies are ignored', () => {
  for (const header of ['', 'a=b', 'placets', 'myplacet=1', 'placet_x=1', 'x=placet=1'])
    expect(readCookies(header)).toEqual({ unreadable: false })
})

test('many services are written as short hashes, and resolved with the ids of the config', () => {
  const ids = ['shop', ...Array.from({ length: 160 }, (_, at) => `shop/a-vendor-with-a-long-name-${at}`)]
  const answers = Object.fromEntries(ids.map((id, at) => [id, at % 9 === 0]))
  const value = line({ answers })
  expect(value.length).toBeLessThan(2_000)
  expect(parseCookie(value, ids)?.answers).toEqual(answers)
  expect(readCookies(`placet=${value}`, ids).decision?.answers).toEqual(answers)
})

test('a refusal of a service that this config does not have is kept under its hash', () => {
  const answers = Object.fromEntries(Array.from({ length: 160 }, (_, at) => [`shop/a-vendor-with-a-name-${at}`, false]))
  const other = parseCookie(line({ answers }), ['shop', 'shop/a-vendor-with-a-name-7'])!
  expect(other.answers['shop/a-vendor-with-a-name-7']).toBe(false)
  expect(Object.keys(parseCookie(serializeCookie(other), Object.keys(answers))!.answers)).toHaveLength(160)
})

test('https and domain determine name and attributes of the cookie', () => {
  expect(cookieLine('v', true)).toBe('__Host-placet=v; Path=/; SameSite=Lax; Max-Age=34560000; Secure')
  expect(cookieLine('v', false)).toBe('placet=v; Path=/; SameSite=Lax; Max-Age=34560000')
  expect(cookieLine('v', true, 'shop.example')).toBe(
    'placet=v; Path=/; SameSite=Lax; Max-Age=34560000; Secure; Domain=shop.example',
  )
  expect(cookieLine('', true)).toContain('__Host-placet=; Path=/; SameSite=Lax; Max-Age=0')
})
