// Each language says everything, with the same blanks to fill in.
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { duration } from '../../packages/ui/src/purpose.ts'
import { text as second } from '../../packages/ui/src/text/en-center.ts'
import { text as first } from '../../packages/ui/src/text/en.ts'
import { fill } from '../../packages/ui/src/texts.ts'

const LANGUAGES = readdirSync(`${import.meta.dirname}/../../packages/ui/src/text`)
  .filter((file) => !file.includes('-center'))
  .map((file) => file.slice(0, -3))
const english = { ...first, ...second }

const leaves = (value: object, path = ''): [string, string][] =>
  Object.entries(value).flatMap(([key, each]: [string, string | object]) => {
    if (typeof each === 'function') return []
    return typeof each === 'string' ? [[path + key, each] as [string, string]] : leaves(each, `${path}${key}.`)
  })
const blanks = (said: string): string[] => [...said.matchAll(/\{\w+\}/g)].map(([blank]) => blank).sort()

test.each(LANGUAGES)('%s says all that English says, with the same blanks', async (language) => {
  const { text } = (await import(`../../packages/ui/src/text/${language}.ts`)) as { text: typeof first }
  const said = new Map(leaves({ ...text, ...(await text.more()) }))
  expect([...said.keys()].sort()).toEqual([...new Map(leaves(english)).keys()].sort())
  for (const [key, line] of leaves(english)) expect([key, blanks(said.get(key)!)]).toEqual([key, blanks(line)])
  expect([...said].filter(([, line]) => !line.trim())).toEqual([])
})

test('a blank is filled in, also by a name that looks like one', () => {
  expect(fill('{site} asks {site}', { site: '$& {purposes}' })).toBe('$& {purposes} asks $& {purposes}')
  expect(fill('{nobody}', {})).toBe('')
})

test('a retention is told in the customer’s words', () => {
  expect(duration('P13M', 'en')).toBe('13 months')
  expect(duration('P1Y6M', 'de')).toBe('1 Jahr, 6 Monate')
  expect(duration('P2W', 'en')).toBe('2 weeks')
})
