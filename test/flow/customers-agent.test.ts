// A customer's own agent acts for her: DuckDuckGo's autoconsent, with no rule about us and with ours; Consent-O-Matic's rule.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { banner, claimsOf, cookieOf, decision, ranIn, untilReceipts } from './customer.ts'
import { BUILT, CONFIG, fixture, inert } from './pages.ts'
import { expect, test } from './shop.ts'

// Not one of its entry points, so it is found by its path.
const AGENT = readFileSync(
  join(import.meta.dirname, '../node_modules/@duckduckgo/autoconsent/dist/autoconsent.playwright.js'),
  'utf8',
)
const ruleFor = (agent: string): object =>
  JSON.parse(readFileSync(join(BUILT, `../../agents/${agent}.json`), 'utf8')) as object

type Message = { type: string; cmp?: string; result?: boolean }

/** Puts autoconsent into every page. Without a rule it has its heuristic only, with one it has that only. */
async function bringAgent(page: Page, autoAction: 'optOut' | 'optIn', rules: object[] = []): Promise<Message[]> {
  const messages: Message[] = []
  const heuristic = rules.length === 0
  const config = {
    enabled: true,
    autoAction,
    disabledCmps: [],
    enablePrehide: false,
    enableCosmeticRules: false,
    enableHeuristicDetection: heuristic,
    heuristicMode: heuristic ? 'reject' : 'off',
    detectRetries: 20,
    isMainWorld: true,
  }
  await page.exposeFunction('tellTest', (message: Message) => void messages.push(message))
  await page.addInitScript(
    ([config, rules]) => {
      const agent = window as unknown as Record<string, (message: unknown) => void>
      agent.autoconsentSendMessage = (message) => {
        agent.tellTest!(message)
        if ((message as { type: string }).type !== 'init') return
        setTimeout(() => agent.autoconsentReceiveMessage!({ type: 'initResp', config, rules: { autoconsent: rules } }))
      }
    },
    [config, rules] as const,
  )
  await page.addInitScript({ content: AGENT })
  return messages
}

const until = (messages: Message[], type: string, told: Partial<Message>): Promise<void> =>
  expect.poll(() => messages.find((message) => message.type === type), { timeout: 15_000 }).toMatchObject(told)

for (const lang of ['en', 'de']) {
  test(`autoconsent’s heuristic refuses for the customer, on a page in ${lang}`, async ({ page, shop }) => {
    const messages = await bringAgent(page, 'optOut')
    await page.goto(`${shop.shop}/?lang=${lang}`)
    await until(messages, 'optOutResult', { cmp: 'HEURISTIC-REJECT', result: true })
    await expect(banner(page)).toHaveCount(0)
    expect(await decision(page)).toMatchObject({ source: 'choice', answers: { analytics: false, marketing: false } })
    const [kept] = await untilReceipts(page, 'countersigned')
    expect(claimsOf(kept!.receipt)).toMatchObject({ evt: 'refused', ui: { m: 'banner', a: 'reject_all', t: false } })
    expect(shop.hits()).toEqual([])
  })
}

// All languages: test/ui/customers-agent.test.ts. Here those whose question it knows by a few words only.
for (const lang of ['es', 'it', 'pt-BR', 'eu']) {
  test(`autoconsent’s heuristic finds the banner and refuses in ${lang}`, async ({ page, pages }) => {
    const messages = await bringAgent(page, 'optOut')
    const purposes = CONFIG.purposes.map((each) => ({ ...each, name: each.name.en }))
    const html = fixture({ config: { ...CONFIG, purposes }, body: inert('analytics', 'counter') })
    await page.goto(pages.put(`/agent-${lang}.html`, html.replace('lang="en"', `lang="${lang}"`)))
    await until(messages, 'optOutResult', { cmp: 'HEURISTIC-REJECT', result: true })
    await expect(banner(page)).toHaveCount(0)
    expect(await decision(page)).toMatchObject({ source: 'choice', answers: { analytics: false, marketing: false } })
    expect(await ranIn(page)).toEqual([])
  })
}

for (const [action, answer] of [
  ['optOut', false],
  ['optIn', true],
] as const) {
  // In a language of which the heuristic knows nothing.
  test(`autoconsent with our rule: ${action}, on a page in Finnish`, async ({ page, pages }) => {
    const messages = await bringAgent(page, action, [ruleFor('autoconsent')])
    const purposes = CONFIG.purposes.map((each) => ({ ...each, name: each.name.en }))
    const html = fixture({ config: { ...CONFIG, purposes }, body: inert('analytics', 'counter') })
    await page.goto(pages.put('/rule.html', html.replace('lang="en"', 'lang="fi"')))
    await until(messages, `${action}Result`, { cmp: 'placet', result: true })
    await expect(banner(page)).toHaveCount(0)
    expect(await decision(page)).toMatchObject({ source: 'choice', answers: { analytics: answer, marketing: answer } })
    expect(await ranIn(page)).toEqual(answer ? ['counter'] : [])
    if (action === 'optIn') return
    await page.evaluate(() =>
      (window as unknown as Record<string, (message: object) => void>).autoconsentReceiveMessage!({ type: 'selfTest' }),
    )
    await until(messages, 'selfTestResult', { cmp: 'placet', result: true })
  })
}

type Selection = { selector: string; displayFilter?: boolean }
type OneOf = { type: string; target: Selection }
type Rules = Record<
  string,
  {
    detectors: { presentMatcher: OneOf[]; showingMatcher: OneOf[] }[]
    methods: { name: string; action: OneOf }[]
  }
>

// Its engine is not on npm. What our rule uses of its format (`css`, `displayFilter`, `click`) is carried out here as its
// README describes it; more than that would be named as unknown.
test('Consent-O-Matic’s rule: it finds the banner while it is shown, refuses, and finds none afterwards', async ({
  page,
  pages,
}) => {
  const rules = ruleFor('consent-o-matic') as Rules
  const found = (matchers: OneOf[]) =>
    page.evaluate(
      (all) =>
        all.every(({ type, target: { selector, displayFilter, ...unknown } }) => {
          if (type !== 'css' || Object.keys(unknown).length) throw new Error(`unknown: ${type} ${Object.keys(unknown)}`)
          const elements = [...document.querySelectorAll<HTMLElement>(selector)]
          return elements.some(({ offsetHeight }) => !displayFilter || offsetHeight !== 0)
        }),
      matchers,
    )
  const { detectors, methods, ...unknown } = rules.placet!
  expect([Object.keys(rules), unknown, detectors.length]).toEqual([['placet'], {}, 1])
  const [{ presentMatcher, showingMatcher }] = detectors as [(typeof detectors)[0]]

  await page.goto(pages.put('/matic.html', fixture({ body: inert('analytics', 'counter') })))
  await expect.poll(() => found(presentMatcher)).toBe(true)
  expect(await found(showingMatcher)).toBe(true)
  for (const { name, action, ...rest } of methods) {
    expect([['OPEN_OPTIONS', 'DO_CONSENT', 'SAVE_CONSENT'].includes(name), rest]).toEqual([true, {}])
    expect([action.type, Object.keys(action.target)]).toEqual(['click', ['selector']])
    await page.locator(action.target.selector).evaluate((each: HTMLElement) => each.click())
  }
  await expect(banner(page)).toHaveCount(0)
  expect(await found(presentMatcher)).toBe(false)
  expect(await decision(page)).toMatchObject({ source: 'choice', answers: { analytics: false, marketing: false } })
  expect(await cookieOf(page)).toContain('analytics:0')
  expect(await ranIn(page)).toEqual([])
})
