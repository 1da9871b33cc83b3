// The example with an interface of its own on the public stores, built by vite as its README says.
import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { claimsOf } from './customer.ts'
import { expect, test as base } from './shop.ts'

const EXAMPLE = dirname(fileURLToPath(import.meta.resolve('@placet/example-headless/package.json')))

const test = base.extend<object, { url: string }>({
  url: [
    async ({ pages }, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'placet-headless-'))
      const vite = join(EXAMPLE, 'node_modules/vite/bin/vite.js')
      const options = ['--base', '/headless/', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error']
      execFileSync(process.execPath, [vite, 'build', ...options], { cwd: EXAMPLE })
      const files = (await readdir(folder, { recursive: true })).filter((name) => /\.\w+$/.test(name))
      for (const file of files) pages.put(`/headless/${file}`, await readFile(join(folder, file), 'utf8'))
      await use(`${pages.origin}/headless/index.html`)
      await rm(folder, { recursive: true })
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})

const ownBanner = (page: Page) => page.locator('#banner')
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Privacy choices' })
const decided = (page: Page) => page.locator('#decision')
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

test('own banner: asks, is closed without an answer, opens its gate on a yes, and asks no more', async ({
  page,
  url,
  errors,
}) => {
  await page.goto(url)
  await expect(ownBanner(page)).toBeVisible()
  await expect(ownBanner(page)).toContainText('Statistics and Marketing')
  await expect(decided(page)).toHaveText('default: analytics no, marketing no')
  await press(page, 'Choose')
  await expect(dialog(page)).toBeVisible()
  await expect(ownBanner(page)).toBeHidden()
  await dialog(page).getByRole('switch', { name: 'Statistics' }).check()
  await page.keyboard.press('Escape')
  await expect(dialog(page)).toBeHidden()
  await expect(ownBanner(page)).toBeVisible()
  await expect(decided(page)).toHaveText('default: analytics no, marketing no')
  await expect(page.locator('#ran li')).toHaveCount(0)
  await ownBanner(page).getByRole('button', { name: 'Accept all' }).click()
  await expect(page.locator('#ran li')).toHaveText(['analytics'])
  await expect(ownBanner(page)).toBeHidden()
  await page.reload()
  await expect(page.locator('#ran li')).toHaveText(['analytics'])
  await expect(ownBanner(page)).toBeHidden()
  expect(errors).toEqual([])
})

test('own dialog: saves what its switches say, shows the decision when it is opened, and keeps the receipts of a person', async ({
  page,
  url,
  errors,
  browserName,
}) => {
  await page.goto(url)
  await ownBanner(page).getByRole('button', { name: 'Reject all' }).click()
  await press(page, 'Privacy choices')
  const statistics = dialog(page).getByRole('switch', { name: 'Statistics' })
  await expect(statistics).not.toBeChecked()
  await expect(dialog(page).getByRole('listitem').filter({ hasText: 'refused (local)' })).toHaveCount(1)
  await statistics.check()
  await dialog(page).getByRole('button', { name: 'Save my choice' }).click()
  await expect(dialog(page)).toBeHidden()
  await expect(decided(page)).toHaveText('choice: analytics yes, marketing no')
  await press(page, 'Privacy choices')
  await expect(statistics).toBeChecked()
  expect(errors).toEqual([])
  // Playwright hears of no download in Firefox over BiDi.
  if (browserName === 'firefox') return
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog(page).getByRole('button', { name: 'Download my receipts' }).click(),
  ])
  const evidence = JSON.parse(await readFile(await download.path(), 'utf8')) as { receipt: string }[]
  expect(evidence.map(({ receipt }) => claimsOf(receipt).ui)).toEqual([
    { m: 'banner', a: 'reject_all', t: true },
    { m: 'center', a: 'save', t: true },
  ])
  expect(errors).toEqual([])
})
