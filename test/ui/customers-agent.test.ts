// A customer's own agent that has no rule about us: DuckDuckGo's heuristic (autoconsent) clicks a button that it takes for a
// refusal, in what it takes for a question about cookies. Which of our languages it can refuse in, and that it never takes
// another button of ours for the refusal.
import { LANGUAGES } from '@placet/core/config'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TEXTS } from '../../packages/ui/src/languages.ts'
import { interpolate, type Texts } from '../../packages/ui/src/texts.ts'

type Heuristic = {
  checkHeuristicPatterns(popup: string): { patterns: string[] }
  isExcludedPopup(popup: string): boolean
  classifyButtonTextRegex(button: string): 'reject' | 'settings' | 'accept' | 'acknowledge' | 'other'
}
// Not one of its entry points, so it is found by its path.
const AGENT = join(import.meta.dirname, '../node_modules/@duckduckgo/autoconsent/lib/heuristics.ts')
const agent = (await import(/* @vite-ignore */ AGENT)) as Heuristic

/** Where it has words for both, the question and the refusal. What it learns with a new version belongs here, too. */
const REFUSED = ['ca', 'de', 'en', 'es', 'eu', 'fr', 'it', 'nl', 'pl', 'pt', 'pt-BR']
/** It knows these refusals, but no word of a question there, or none that fits a banner that does not speak of “us”. */
const HALF_KNOWN = {
  cs: 'povolit pouze nezbytné cookie',
  id: 'tolak cookie',
  ru: 'принимать только необходимые файлы cookie',
  sv: 'avvisa alla',
  tr: 'reddet',
}

const textsIn = (language: string): Promise<Texts> => TEXTS[language]!()
/** What the banner says, with names that no pattern can bridge. */
const said = (text: Texts, lead: string): string => {
  const filled = interpolate(lead, { site: 'X'.repeat(60), purposes: 'Y'.repeat(200) })
  return [text.title, `${filled} ${text.policy}`, text.accept, text.reject, text.choose].join('\n')
}

test.each(LANGUAGES)('%s: it is refused in, or it is listed as not refused in', async (language) => {
  const text = await textsIn(language)
  const isQuestion = [text.lead, text.leadOptOut].every(
    (lead) => agent.checkHeuristicPatterns(said(text, lead)).patterns.length > 0,
  )
  const refuses = isQuestion && agent.classifyButtonTextRegex(text.reject) === 'reject'
  expect(refuses).toBe(REFUSED.includes(language))
})

test.each(LANGUAGES)(
  '%s: no other button of ours is taken for the refusal, nor the refusal for another',
  async (language) => {
    const text = await textsIn(language)
    const takenFor = agent.classifyButtonTextRegex
    expect(['reject', 'other']).toContain(takenFor(text.reject))
    expect(['accept', 'other']).toContain(takenFor(text.accept))
    expect(['settings', 'other']).toContain(takenFor(text.choose))
    expect(['settings', 'other']).toContain(takenFor(text.choices))
    expect(takenFor(text.policy)).toBe('other')
    expect([text.lead, text.leadOptOut].some((lead) => agent.isExcludedPopup(said(text, lead)))).toBe(false)
  },
)

test('what it half knows is not more by now', () => {
  for (const phrase of Object.values(HALF_KNOWN)) expect(agent.classifyButtonTextRegex(phrase)).toBe('reject')
  expect(REFUSED.filter((language) => language in HALF_KNOWN)).toEqual([])
})

test('the README says the same', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../packages/ui/README.md'), 'utf8')
  const list = (after: string): string[] | undefined =>
    new RegExp(`${after} ((?:[\\w-]+, )*[\\w-]+)`).exec(readme)?.[1]?.split(', ')
  expect(list('without a rule in')).toEqual(REFUSED)
  expect(list('half knows')).toEqual(Object.keys(HALF_KNOWN))
})
