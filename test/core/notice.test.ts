// The notice, and the hash of it that every receipt contains.
import {
  type Config,
  LANGUAGES,
  knownLanguage,
  languagesOf,
  loadRecordText,
  makeNotice as makeNoticeWith,
  matchLanguage,
  pickLanguage,
} from '@placet/core/config'
import { noticeHash } from '@placet/receipt'
import { expect, test } from 'vitest'
import { SHOP } from './shop.ts'

const makeNotice = async (config: Config, language: string) =>
  makeNoticeWith(config, language, await loadRecordText(language))
const hash = async (config: Config, language = 'en') => noticeHash(await makeNotice(config, language))
const [, analytics] = SHOP.purposes

test('the same config has the same hash, in any order of its members', async () => {
  const turned = Object.fromEntries(Object.entries(SHOP).reverse()) as typeof SHOP
  expect(await hash(turned)).toBe(await hash(SHOP))
  expect(await hash(SHOP)).toMatch(/^[\w-]{43}$/)
})

test.each([
  ['a text', { ...SHOP, purposes: [{ ...analytics!, reason: 'To learn more.' }] }],
  ['what happens after a no', { ...SHOP, purposes: SHOP.purposes.map((each) => ({ ...each, consequence: 'None.' })) }],
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
  const { purposes } = await makeNotice(SHOP, 'de-AT')
  expect(purposes.map(({ name }) => name)).toEqual(['Cart', 'Statistik', 'Ads', 'Measuring', 'Ihre Entscheidung'])
})

test('a text without the language falls back to its first language', async () => {
  expect((await makeNotice(SHOP, 'fr')).purposes[1]?.name).toBe('Statistics')
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
})

test.each([
  ['pt', ['en', 'pt-BR'], 'pt-BR'],
  ['pt-PT', ['pt', 'pt-BR'], 'pt'],
  ['zh-TW', ['en', 'zh-Hans', 'zh-Hant'], 'zh-Hant'],
  ['zh', ['en', 'zh-Hant', 'zh-Hans'], 'zh-Hans'],
  ['de_AT', ['en', 'de'], 'de'],
  ['de-CH', ['en', 'de', 'de-CH'], 'de-CH'],
  ['DE', ['en', 'de'], 'de'],
  ['pt', ['en', 'pt-BR', 'pt-PT'], 'pt-PT'],
  ['pt', ['pt-BR', 'pt'], 'pt'],
  ['pt-PT', ['pt-BR', 'pt'], 'pt'],
  ['no', ['en', 'nb'], 'nb'],
  ['nb-NO', ['en', 'no'], 'no'],
  ['nn', ['en', 'no'], 'no'],
  ['nl', ['en', 'no'], 'en'],
  ['zh-HK', ['en', 'zh-Hans', 'zh-Hant'], 'zh-Hant'],
  ['zh-CN', ['en', 'zh-Hant', 'zh-Hans'], 'zh-Hans'],
  ['iw', ['en', 'he'], 'he'],
  ['in', ['en', 'id'], 'id'],
  ['es-419', ['en', 'es'], 'es'],
  ['den', ['en', 'de'], 'en'],
  ['x-klingon', ['en', 'de'], 'en'],
  ['not a tag', ['en', 'de'], 'en'],
  // RFC 4647, 3.4: the tag without its last subtags comes before another region.
  ['de-AT', ['de-CH', 'de'], 'de'],
  ['no-NO', ['nb', 'no'], 'no'],
  ['es-MX', ['es-AR', 'es'], 'es'],
  ['zh-TW', ['zh', 'zh-Hant'], 'zh-Hant'],
])('a page in %s with texts for %j is told in %s', (lang, languages, told) => {
  expect(pickLanguage({ languages }, lang)).toBe(told)
})

test('the consent record is one of the purposes, with its retention', async () => {
  const record = (await makeNotice({ ...SHOP, record: { retention: 'P5Y' } }, 'en')).purposes.at(-1)
  expect(record).toMatchObject({
    id: 'consent-record',
    basis: 'exempt',
    retention: 'P5Y',
    storage: ['placet', '__Host-placet'],
  })
})

test('without `languages`: those in which the purposes are named', () => {
  const { languages: _, ...shop } = SHOP as Config
  expect(languagesOf(shop)).toEqual(['en', 'de'])
  expect(pickLanguage(shop, 'fr')).toBe('en')
})

test('names that are plain texts: the page’s language, if there are texts for it', () => {
  const config = { purposes: SHOP.purposes.map((each) => ({ ...each, name: 'Statistiques' })) }
  expect(languagesOf(config)).toEqual(LANGUAGES)
  expect(['fr', 'zh-TW', 'sq'].map((lang) => pickLanguage(config, lang))).toEqual(['fr', 'zh-Hant', 'en'])
  expect(pickLanguage({ ...config, texts: { sq: { title: 'x' } } }, 'sq-AL')).toBe('sq')
})

test('a language that is known without matching is the one that matching finds, and one of ours', () => {
  const all = [
    ...LANGUAGES,
    'de-AT',
    'de-CH',
    'en-US',
    'es-MX',
    'no-NO',
    'nb',
    'pt-PT',
    'zh',
    'zh-TW',
    'sq',
    'DE',
    'iw',
    '',
  ]
  const wrong: unknown[] = []
  for (const lang of all)
    for (const one of all)
      for (const two of ['de', 'en', 'no', 'pt', 'pt-BR', 'zh-Hans', 'sq']) {
        const languages = [two, one].filter(Boolean)
        const known = knownLanguage({ languages }, lang)
        if (known && (known !== pickLanguage({ languages }, lang) || !LANGUAGES.includes(known)))
          wrong.push([lang, languages, known])
      }
  expect(wrong).toEqual([])
  const known = (lang: string, languages = LANGUAGES) => knownLanguage({ languages }, lang)
  expect(['de', 'de-AT', 'pt-BR', 'pt', 'zh-Hant', 'en-US'].map((lang) => known(lang))).toEqual([
    'de',
    'de',
    'pt-BR',
    'pt',
    'zh-Hant',
    'en',
  ])
  expect(['zh-TW', 'nb', 'DE', 'sq', ''].map((lang) => known(lang))).toEqual(Array(5).fill(undefined))
  expect([known('sq', ['sq']), known('de', ['de-CH', 'de-DE']), known('pt', ['pt-BR', 'pt-PT'])]).toEqual(
    Array(3).fill(undefined),
  )
})

test('a language near to none of them is none', () => {
  expect(['sq', '', 'x-klingon', 'not a tag'].map((lang) => matchLanguage(LANGUAGES, lang))).toEqual(
    Array(4).fill(undefined),
  )
})

test('the consent record is described in the language of the notice, or in the site’s own words', async () => {
  const record = async (config: Config, language: string) => (await makeNotice(config, language)).purposes.at(-1)!.name
  expect(await record(SHOP, 'fr-CA')).toBe('Votre décision')
  expect(await record(SHOP, 'zh-TW')).toBe('您的決定')
  expect(await record(SHOP, 'sq')).toBe('Your decision')
  const own = { name: 'Vendimi juaj', data: ['përgjigjet'], reason: 'Për ta ndjekur.', benefit: 'Nuk pyeteni sërish.' }
  expect(await record({ ...SHOP, texts: { sq: { record: own } } }, 'sq')).toBe('Vendimi juaj')
})
