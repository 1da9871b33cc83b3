// The example that is driven, and what each journey holds: no error or warning on the console, nothing thrown, no violation of
// the page's policy, and never two banners.
import { test as base } from '@playwright/test'
import { expect } from '@playwright/test'
import { accept, openCenter } from '../flow/customer.ts'
import { seen, watch } from '../flow/seen.ts'

export { expect }
export const MODES = ['built', 'development'] as const
export type Mode = (typeof MODES)[number]
/** For a journey of one mode: development servers need what a strict policy forbids, and a built page has no hot replacement. */
export const BUILT = { tag: '@built' }
export const DEVELOPMENT = { tag: '@development' }
type Example = {
  folder: string
  edit: { file: string; from: string; to: string; provider: string }
  /** Journeys that this framework cannot have, with the reason. */
  lacks: Record<string, string>
  serverRendered: boolean
  /** Without our elements. */
  ownInterface: boolean
  trustedTypes: boolean
  urls: Partial<Record<Mode, string>>
}

const NONE: Example = {
  folder: '',
  edit: { file: '', from: '', to: '', provider: '' },
  lacks: {},
  serverRendered: false,
  ownInterface: false,
  trustedTypes: false,
  urls: {},
}
/** Given by frameworks/run.mjs. */
export const EXAMPLE: Example = process.env.PLACET_EXAMPLE ? (JSON.parse(process.env.PLACET_EXAMPLE) as Example) : NONE

/** `fetched()`: whether the chart's code has come. `asked`: every URL. `faults`: what the console and the page said. */
export const test = base.extend<
  { mode: Mode; url: string; asked: string[]; fetched: () => Promise<boolean>; faults: string[] },
  { warm: (url: string) => Promise<void> }
>({
  mode: ['built', { option: true }],
  // A development server prepares what a page needs when it is first asked for it, and may load the page again.
  warm: [
    async ({ browser }, use) => {
      let done = false
      await use(async (url) => {
        if (done) return
        done = true
        const page = await browser.newPage()
        await page.goto(url)
        await expect(page.locator('#decision')).toBeVisible({ timeout: 60_000 })
        if (EXAMPLE.ownInterface) return page.close()
        await expect(page.locator('placet-banner:popover-open')).toBeVisible({ timeout: 30_000 })
        await openCenter(page)
        await page.keyboard.press('Escape')
        await accept(page)
        await expect(page.locator('#chart')).toBeVisible({ timeout: 30_000 })
        await page.close()
      })
    },
    { scope: 'worker' },
  ],
  url: async ({ mode, warm }, use) => {
    const url = EXAMPLE.urls[mode]!
    if (mode === 'development') await warm(url)
    await use(url)
  },
  asked: async ({ context }, use) => {
    const urls: string[] = []
    context.on('request', (request) => urls.push(request.url()))
    await use(urls)
  },
  fetched: async ({ context }, use) => {
    const scripts: Promise<string>[] = []
    context.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response.text().catch(() => ''))
    })
    await use(async () => (await Promise.all(scripts)).some((code) => code.includes('You have been here for')))
  },
  faults: [
    async ({ page, context }, use, info) => {
      const reason = EXAMPLE.lacks[info.title]
      info.skip(reason !== undefined, reason ?? '')
      const faults: string[] = []
      context.on('weberror', (error) => faults.push(String(error.error())))
      context.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) faults.push(message.text())
      })
      await context.addInitScript(watch)
      await context.addInitScript(tellViolations)
      await use(faults)
      expect(faults).toEqual([])
      expect((await seen(page)).banners, 'banners in one drawn frame').toBeLessThan(2)
    },
    { auto: true },
  ],
})

/** Runs before the page's own scripts. */
function tellViolations(): void {
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
    console.error(`policy: ${violatedDirective} ${blockedURI} ${sample}`),
  )
}
