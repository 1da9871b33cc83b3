// A customer's own agent acts for her: DuckDuckGo's autoconsent, with no rule about us, finds the banner and refuses.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { banner, claimsOf, decision, untilReceipts } from './customer.ts'
import { expect, test } from './shop.ts'

// Not one of its entry points, so it is found by its path.
const AGENT = readFileSync(
  join(import.meta.dirname, '../node_modules/@duckduckgo/autoconsent/dist/autoconsent.playwright.js'),
  'utf8',
)

for (const lang of ['en', 'de']) {
  test(`autoconsent’s heuristic refuses for the customer, on a page in ${lang}`, async ({ page, shop }) => {
    const messages: { type: string; cmp?: string; result?: boolean }[] = []
    const config = {
      enabled: true,
      autoAction: 'optOut',
      disabledCmps: [],
      enablePrehide: false,
      enableCosmeticRules: false,
      enableHeuristicDetection: true,
      heuristicMode: 'reject',
      detectRetries: 20,
      isMainWorld: true,
    }
    await page.exposeFunction('tellTest', (message: { type: string }) => void messages.push(message))
    await page.addInitScript((config) => {
      const agent = window as unknown as Record<string, (message: unknown) => void>
      agent.autoconsentSendMessage = (message) => {
        agent.tellTest!(message)
        if ((message as { type: string }).type !== 'init') return
        setTimeout(() => agent.autoconsentReceiveMessage!({ type: 'initResp', config, rules: { autoconsent: [] } }))
      }
    }, config)
    await page.addInitScript({ content: AGENT })
    await page.goto(`${shop.shop}/?lang=${lang}`)
    await expect
      .poll(() => messages.find(({ type }) => type === 'optOutResult'), { timeout: 15_000 })
      .toMatchObject({
        cmp: 'HEURISTIC-REJECT',
        result: true,
      })
    await expect(banner(page)).toHaveCount(0)
    expect(await decision(page)).toMatchObject({ source: 'choice', answers: { analytics: false, marketing: false } })
    const [kept] = await untilReceipts(page, 'countersigned')
    expect(claimsOf(kept!.receipt)).toMatchObject({ evt: 'refused', ui: { m: 'banner', a: 'reject_all', t: false } })
    expect(shop.hits()).toEqual([])
  })
}
