// Each language says everything, plainly, with the same blanks to fill in.
import { LANGUAGES, loadRecordText } from '@placet/core/config'
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { TEXTS } from '../../packages/ui/src/languages.ts'
import { duration } from '../../packages/ui/src/center/duration.ts'
import { interpolate, type Texts } from '../../packages/ui/src/texts.ts'

const namesIn = (folder: string): string[] =>
  readdirSync(`${import.meta.dirname}/../../packages/${folder}`)
    .map((file) => file.slice(0, -3))
    .sort()
const sorted = [...LANGUAGES].sort()

test('44 languages: what is listed is what there are files for, loaders included', () => {
  expect(sorted).toHaveLength(44)
  expect(namesIn('ui/src/text')).toEqual(sorted.flatMap((each) => [`${each}-center`, each]).sort())
  expect(namesIn('core/src/record')).toEqual(sorted)
  expect(Object.keys(TEXTS).sort()).toEqual(sorted)
})

/** Every text by its path. */
function leaves(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, each]: [string, string | object]): [string, string][] => {
    if (typeof each === 'function') return []
    return typeof each === 'string' ? [[path + key, each]] : leaves(each, `${path}${key}.`)
  })
}
const blanks = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort()

async function everythingIn(language: string): Promise<Map<string, string>> {
  const text = await (TEXTS[language] as () => Promise<Texts>)()
  return new Map(leaves({ ...text, ...(await text.more()), record: await loadRecordText(language) }))
}
const english = await everythingIn('en')

test.each(sorted)('%s says all that English says, with the same blanks', async (language) => {
  const texts = await everythingIn(language)
  expect([...texts.keys()].sort()).toEqual([...english.keys()].sort())
  for (const [key, line] of english) expect([key, blanks(texts.get(key)!)]).toEqual([key, blanks(line)])
  expect([...texts].filter(([, line]) => line.trim() !== line || !line)).toEqual([])
})

/** Words that a language shares with English. */
const SHARED = /^(data|details|signal|details|browser)$/i

test.each(sorted.filter((each) => each !== 'en'))('%s leaves nothing in English', async (language) => {
  const texts = await everythingIn(language)
  expect([...texts].filter(([key, line]) => line === english.get(key) && !SHARED.test(line))).toEqual([])
  // English words that no other language here has.
  const words = /\b(the|your|you|and|allow|reject|choice|receipt|signed|with|this|any)\b/i
  expect([...texts].filter(([, line]) => words.test(line))).toEqual([])
})

test.each([
  ['Cyrillic', /\p{Script=Cyrillic}/u, ['bg', 'ru', 'uk']],
  ['Arabic', /\p{Script=Arabic}/u, ['ar', 'fa']],
  ['Hebrew', /\p{Script=Hebrew}/u, ['he']],
  ['Greek', /\p{Script=Greek}/u, ['el']],
  ['Devanagari', /\p{Script=Devanagari}/u, ['hi']],
  ['Bengali', /\p{Script=Bengali}/u, ['bn']],
  ['Thai', /\p{Script=Thai}/u, ['th']],
  ['Hangul', /\p{Script=Hangul}/u, ['ko']],
  ['Han or Kana', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u, ['ja', 'zh-Hans', 'zh-Hant']],
])('every text in %s script contains some of it', async (_, script, languages) => {
  for (const language of languages) {
    const texts = await everythingIn(language)
    expect([...texts].filter(([, line]) => !script.test(line))).toEqual([])
  }
})

// Long sentences are not read. Languages without spaces are counted by characters; Thai has a space between sentences.
const LONGEST = { words: 24, characters: 72 }

test.each(sorted)('%s: no sentence is long', async (language) => {
  const texts = await everythingIn(language)
  const isSpaced = !/^(ja|ko|th|zh)/.test(language)
  const lengthOf = (sentence: string): number =>
    isSpaced ? sentence.split(/\s+/).length / LONGEST.words : sentence.length / LONGEST.characters
  const end = language === 'th' ? /[ :]+/ : /(?<=[.。।;；:：?!])\s*/
  const sentences = [...texts.values()].flatMap((text) => text.split(end))
  expect(sentences.filter((sentence) => lengthOf(sentence) > 1)).toEqual([])
})

const characters = (text: string): number => [...new Intl.Segmenter().segment(text)].length

test.each(sorted)('%s: accepting and refusing weigh the same: words of one form, close in length', async (language) => {
  const texts = await everythingIn(language)
  const [accept, reject] = [texts.get('accept')!, texts.get('reject')!]
  expect(accept).not.toBe(reject)
  expect(Math.abs(characters(accept) - characters(reject))).toBeLessThanOrEqual(6)
  expect(Math.abs(accept.split(' ').length - reject.split(' ').length)).toBeLessThanOrEqual(1)
})

test.each(sorted)('%s: words for different things differ', async (language) => {
  const texts = await everythingIn(language)
  for (const group of [/^(accept|reject|choose|save|close)$/, /^events\./, /^status\./]) {
    const lines = [...texts].filter(([key]) => group.test(key)).map(([, line]) => line)
    expect(new Set(lines).size, lines.join(', ')).toBe(lines.length)
  }
})

test('a blank is filled in, also by a name that looks like one', () => {
  expect(interpolate('{site} asks {site}', { site: '$& {purposes}' })).toBe('$& {purposes} asks $& {purposes}')
  expect(interpolate('{nobody}', {})).toBe('')
})

test.each([
  ['P13M', 'en', '13 months'],
  ['P1Y6M', 'de', '1 Jahr, 6 Monate'],
  ['P2W', 'en', '2 weeks'],
  ['P2M', 'pl', '2 miesiące'],
  ['P5M', 'pl', '5 miesięcy'],
  ['P2D', 'ar', 'يومان'],
  ['P1Y', 'ja', '1 年'],
])('%s in %s: %s', (iso, language, told) => {
  expect(duration(iso, language)).toBe(told)
})
