// The example by npm import, built by vite as its README says, and opened.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { accept, banner, openCenter, receipts } from './customer.ts'
import { configTag, TAG } from './pages.ts'
import { expect, test as base } from './shop.ts'

const EXAMPLE = dirname(fileURLToPath(import.meta.resolve('@placet/example-bundler/package.json')))

// Built once per worker, into a folder of its own, and put among the pages.
const test = base.extend<object, { built: string[] }>({
  built: [
    async ({ pages }, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'placet-bundler-'))
      const vite = join(EXAMPLE, 'node_modules/vite/bin/vite.js')
      execFileSync(process.execPath, [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'], {
        cwd: EXAMPLE,
      })
      const files = (await readdir(folder, { recursive: true })).filter((name) => /\.\w+$/.test(name))
      for (const file of files) pages.put(`/${file}`, await readFile(join(folder, file), 'utf8'))
      await use(files)
      await rm(folder, { recursive: true })
    },
    { scope: 'worker', timeout: 60_000 },
  ],
})

test('asks, opens its gate on a yes, and signs a receipt that stays here', async ({ page, pages, built, errors }) => {
  await page.goto(`${pages.origin}/index.html`)
  await expect(banner(page)).toBeVisible()
  await expect(page.locator('#state')).toHaveText('default {"analytics":false}')
  await expect(page.locator('#ran li')).toHaveCount(0)
  await accept(page)
  await expect(page.locator('#ran li')).toHaveText(['analytics'])
  const center = await openCenter(page)
  await center.getByText('My receipts', { exact: true }).click()
  await expect(center.locator('li[data-status="local"]')).toContainText('signed, kept here only')
  await page.reload()
  await expect(page.locator('#ran li')).toHaveText(['analytics'])
  await expect(page.locator('#state')).toHaveText('choice {"analytics":true}')
  expect(errors).toEqual([])
  expect(built.filter((name) => name.endsWith('.js')).length).toBeGreaterThan(3)
})

test('beside the script tag on the same page: each asks, one answer is enough, a script runs once, one receipt', async ({
  page,
  pages,
  built,
  errors,
}) => {
  expect(built).toContain('index.html')
  const { config } = (await import(join(EXAMPLE, 'placet.config.js'))) as { config: object }
  const html = await (await fetch(`${pages.origin}/index.html`)).text()
  await page.goto(pages.put('/both-ways.html', html.replace('<title>', `${configTag(config)}${TAG}<title>`)))
  await expect(page.locator('#state')).toHaveText('default {"analytics":false}')
  await expect(banner(page)).toHaveCount(2)
  await banner(page).last().getByRole('button', { name: 'Accept all' }).click()
  await expect(banner(page)).toHaveCount(0)
  await expect(page.locator('#state')).toHaveText('choice {"analytics":true}')
  await expect(page.locator('#ran li')).toHaveText(['analytics'])
  await expect.poll(async () => (await receipts(page)).length).toBe(1)
  await page.reload()
  await expect(page.locator('#state')).toHaveText('choice {"analytics":true}')
  await expect(page.locator('#ran li')).toHaveText(['analytics'])
  await expect(banner(page)).toHaveCount(0)
  expect(await receipts(page)).toHaveLength(1)
  expect(errors).toEqual([])
})

test('the tags of Google are told "denied" before they are told the decision', async ({ page, pages, built }) => {
  expect(built).toContain('index.html')
  await page.goto(`${pages.origin}/index.html`)
  await accept(page)
  const told = await page.evaluate(() =>
    (window as unknown as { dataLayer: ArrayLike<unknown>[] }).dataLayer.map((each) => {
      const [, what, types] = Array.from(each) as [string, string, Record<string, string>]
      return [what, types.analytics_storage, types.ad_storage]
    }),
  )
  expect(told).toEqual([
    ['default', 'denied', 'denied'],
    ['update', 'granted', 'denied'],
  ])
})
