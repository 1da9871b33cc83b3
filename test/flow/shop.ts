// What every flow begins with: the shop with its trackers and its receipt server, started once per worker, and pages of any shape.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { type Shop, startShop } from '@placet/example-shop/shop.mjs'
import { type Pages, startPages } from './pages.ts'

export { expect } from '@playwright/test'

/** `errors`: what the page threw and nobody caught. */
export const test = base.extend<{ shop: Shop; errors: string[] }, { house: Shop; pages: Pages }>({
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
