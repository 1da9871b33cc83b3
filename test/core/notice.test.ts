// The notice, and the hash of it that every receipt contains.
import { type Config, languagesOf, makeNotice, pickLanguage } from '@placet/core/config'
import { noticeHash } from '@placet/receipt'
import { expect, test } from 'vitest'
import { SHOP } from './shop.ts'

const hash = (config: Parameters<typeof makeNotice>[0], language = 'en') => noticeHash(makeNotice(config, language))
const [, analytics] = SHOP.purposes

test('the same config has the same hash, in any order of its members', async () => {
  const turned = Object.fromEntries(Object.entries(SHOP).reverse()) as typeof SHOP
  expect(await hash(turned)).toBe(await hash(SHOP))
  expect(await hash(SHOP)).toMatch(/^[\w-]{43}$/)
})

test.each([
  ['a text', { ...SHOP, purposes: [{ ...analytics!, reason: 'To learn more.' }] }],
  ['the version', { ...SHOP, version: '2' }],
  ['the controller', { ...SHOP, controller: { ...SHOP.controller, contact: 'dpo@shop.example' } }],
  ['the policy', { ...SHOP, policy: '/privacy' }],
  ['how long the record stays', { ...SHOP, record: { retention: 'P5Y' } }],
  ['the regime', { ...SHOP, regime: 'us' as const }],
])('another hash where %s changes', async (_, config) => {
  expect(await hash(config)).not.toBe(await hash(SHOP))
})

test('each language has a notice of its own', async () => {
  expect(await hash(SHOP, 'de')).not.toBe(await hash(SHOP, 'en'))
  const { purposes } = makeNotice(SHOP, 'de-AT')
  expect(purposes.map(({ name }) => name)).toEqual(['Cart', 'Statistik', 'Ads', 'Measuring', 'Ihre Entscheidung'])
})

test('a text without the language falls back to its first language', () => {
  expect(makeNotice(SHOP, 'fr').purposes[1]?.name).toBe('Statistics')
})

test('the page’s language is used, without its region if there is no text for it', () => {
  expect(['de', 'de-AT', 'en-GB', 'fr', ''].map((lang) => pickLanguage(SHOP as Config, lang))).toEqual([
    'de',
    'de',
    'en',
    'en',
    'en',
  ])
  expect(pickLanguage({ languages: ['pt-BR', 'pt'] }, 'pt-BR')).toBe('pt-BR')
  expect(languagesOf({})).toEqual(['en', 'de'])
})

test.each([
  ['pt', ['en', 'pt-BR'], 'pt-BR'],
  ['pt-PT', ['pt', 'pt-BR'], 'pt'],
  ['zh-TW', ['en', 'zh-Hans', 'zh-Hant'], 'zh-Hant'],
  ['zh', ['en', 'zh-Hant', 'zh-Hans'], 'zh-Hans'],
  ['de_AT', ['en', 'de'], 'de'],
  ['de-CH', ['en', 'de', 'de-CH'], 'de-CH'],
  ['DE', ['en', 'de'], 'de'],
  ['den', ['en', 'de'], 'en'],
  ['x-klingon', ['en', 'de'], 'en'],
  ['not a tag', ['en', 'de'], 'en'],
])('a page in %s with texts for %j is told in %s', (lang, languages, told) => {
  expect(pickLanguage({ languages }, lang)).toBe(told)
})

test('the consent record is one of the purposes, with its retention', () => {
  const record = makeNotice({ ...SHOP, record: { retention: 'P5Y' } }, 'en').purposes.at(-1)
  expect(record).toMatchObject({
    id: 'consent-record',
    basis: 'exempt',
    retention: 'P5Y',
    storage: ['placet', '__Host-placet'],
  })
})
