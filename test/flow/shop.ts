// What every flow begins with: the shop with its trackers and its receipt server, started once per worker, and pages of any shape.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { type Shop, startShop } from '@placet/example-shop/shop.mjs'
import { browsers } from './browser.ts'
import { type Pages, startPages } from './pages.ts'

export { expect } from '@playwright/test'

/** How a browser of a test's own is started: Chromium's arguments, Firefox's preferences. */
type OwnBrowser = { chromium?: string[]; firefox?: Record<string, string | number> }

/** Playwright cannot emulate these two in Firefox over BiDi. */
export const DARK: OwnBrowser = { firefox: { 'layout.css.prefers-color-scheme.content-override': 0 } }
export const FORCED_COLORS: OwnBrowser = { firefox: { 'browser.display.document_color_use': 2 } }

/** `errors`: what the page threw and nobody caught. */
export const test = base.extend<
  { ownBrowser: OwnBrowser; shop: Shop; errors: string[] },
  { house: Shop; pages: Pages }
>({
  ownBrowser: [{}, { option: true }],
  context: async ({ context, ownBrowser, playwright, browserName }, use) => {
    const engine = browserName as 'chromium' | 'firefox'
    const { chromium = [], firefox: firefoxUserPrefs = {} } = ownBrowser
    if (!ownBrowser[engine]) return use(context)
    const { launch } = browsers[engine]!
    const args = [...(launch.args ?? []), ...(engine === 'chromium' ? chromium : [])]
    const own = await playwright[engine].launch({ ...launch, args, firefoxUserPrefs })
    await use(await own.newContext())
    await own.close()
  },
  house: [
    async ({}, use) => {
      const dataDir = await mkdtemp(join(tmpdir(), 'placet-flow-'))
      const house = await startShop({ shopPort: 0, trackersPort: 0, receiptsPort: 0, dataDir, quiet: true })
      await use(house)
      await house.close()
      await rm(dataDir, { recursive: true, force: true })
    },
    { scope: 'worker' },
  ],
  pages: [
    async ({}, use) => {
      const pages = await startPages()
      await use(pages)
      await pages.close()
    },
    { scope: 'worker' },
  ],
  shop: async ({ house }, use) => {
    house.clearHits()
    await use(house)
    await house.startReceipts()
  },
  errors: [
    async ({ page }, use) => {
      const errors: string[] = []
      // Firefox also reports here that a file was no module: that is the network's trouble, nothing was thrown.
      page.on('pageerror', (error) => {
        if (!String(error).startsWith('Loading module from')) errors.push(String(error))
      })
      await use(errors)
    },
    { auto: true },
  ],
})
