// A shop and a customer’s browser. No code of ours is replaced: page, device and network are passed in.
import type { Config } from '@placet/core'
import type { Options } from '@placet/core'
import { makeBrowser } from '../property/browser/browser.ts'
import { BACKEND } from '../property/browser/backend.ts'
import { openTab, type Unlike } from '../property/browser/tab.ts'

export { BACKEND }

const about = { data: ['pages'], reason: 'To learn.', benefit: 'A better shop.', recipients: [], retention: 'P1Y' }

export const SHOP = {
  version: '1',
  controller: { name: 'Shop', contact: 'privacy@shop.example' },
  purposes: [
    { ...about, id: 'necessary', name: 'Cart', basis: 'exempt' },
    {
      ...about,
      id: 'analytics',
      name: { en: 'Statistics', de: 'Statistik' },
      basis: 'consent',
      services: [
        { id: 'ga', name: 'GA' },
        { id: 'matomo', name: 'Matomo' },
      ],
    },
    { ...about, id: 'marketing', name: 'Ads', basis: 'consent' },
    { ...about, id: 'measure', name: 'Measuring', basis: 'legitimate-interest' },
  ],
} satisfies Config

export function customer(weather?: 'offline') {
  const browser = makeBrowser(() => 0)
  if (weather) browser.network.weather = weather
  let tabs = 0
  return {
    ...browser,
    browser,
    /** Opens the shop in a new tab. `rest` waits until no work is left. */
    open(options: Partial<Options> = {}, unlike: Unlike = {}) {
      const tab = openTab(browser, ++tabs, { ...SHOP, ...options }, unlike)
      const problems: string[] = []
      const first = tab.consent.$problem.get()
      if (first) problems.push(first.code)
      tab.consent.on('problem', ({ code }) => problems.push(code))
      return { ...tab.consent, tab, page: tab.page, problems, close: () => browser.kill(tab.id) }
    },
    rest: () => browser.schedule.pass(10_000),
    /** The result of a promise once no work is left. */
    async said<Value>(promise: Promise<Value>): Promise<Value> {
      await browser.schedule.pass(10_000)
      return promise
    },
    cookie: () => browser.jar.read().split('=')[1] ?? '',
    kept: async (prefix = '') => [...(await browser.database.entries())].filter(([key]) => key.startsWith(prefix)),
    async stored(): Promise<number> {
      let count = 0
      for await (const _ of browser.network.store.all()) count++
      return count
    },
  }
}

/** A trusted click, which only a browser can create; all events of happy-dom are untrusted. */
export function trusted(): Event {
  const event = new Event('click')
  Object.defineProperty(event, 'isTrusted', { value: true })
  return event
}

export const claimsOf = (receipt: string | undefined): Record<string, any> =>
  JSON.parse(Buffer.from(receipt!.split('.')[1]!, 'base64url').toString())
