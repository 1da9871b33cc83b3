// A developer saves a file while the page is open.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { accept, banner } from '../flow/customer.ts'
import { DEVELOPMENT, EXAMPLE, expect, test } from './example.ts'
import { seen } from '../flow/seen.ts'
import { ALL, chart, choose, decided, noChart, visit } from './shop.ts'

export function hotReplacement(): void {
  test('a component is edited: one banner, then a decision that is kept', DEVELOPMENT, async ({ page, url }) => {
    const { file, from, to } = EXAMPLE.edit
    const heading = page.getByRole('heading', { level: 1 })
    await editing(file, async (before, save) => {
      await visit(page, url)
      await save(before.replace(from, to))
      await expect(heading).toHaveText(to, { timeout: 20_000 })
      await expect(page.locator('placet-banner:popover-open')).toBeVisible()
      await expect(banner(page)).toHaveCount(1)
      await accept(page)
      await expect(chart(page)).toBeVisible()
      await save(before)
      await expect(heading).toHaveText(from, { timeout: 20_000 })
      await expect(chart(page)).toBeVisible()
      await expect(decided(page)).toHaveText(ALL)
      await expect(banner(page)).toHaveCount(0)
      await choose(page, 'Reject all')
      await expect(noChart(page)).toBeVisible()
    })
  })

  test(
    'the file that starts the consent is edited: the old one is stopped, and one answers',
    DEVELOPMENT,
    async ({ page, url }) => {
      await editing(EXAMPLE.edit.provider, async (before, save) => {
        await visit(page, url)
        const starts = async () => (await seen(page)).events.filter((name) => name === 'ready').length
        const started = await starts()
        await page.evaluate(() => Object.assign(window, { sameDocument: true }))
        await save(`${before}// edited\n`)
        // Replaced in the page, or the page was loaded again.
        const isNew = async () => {
          const since = (await page.evaluate(() => 'sameDocument' in window)) ? started : 0
          return (await starts()) > since
        }
        await expect.poll(() => isNew().catch(() => false), { timeout: 20_000 }).toBe(true)
        await expect(page.locator('placet-banner:popover-open')).toBeVisible()
        await expect(banner(page)).toHaveCount(1)
        await accept(page)
        await expect(chart(page)).toBeVisible()
        await expect(decided(page)).toHaveText(ALL)
        const events = async () => (await seen(page)).events.filter((name) => name === 'decision' || name === 'receipt')
        await expect.poll(events).toEqual(['decision', 'receipt'])
      })
    },
  )
}

/** Whatever happens, the file is in the end as it was. */
async function editing(
  file: string,
  run: (before: string, save: (text: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const path = join(EXAMPLE.folder, file)
  const before = await readFile(path, 'utf8')
  try {
    await run(before, (text) => writeFile(path, text))
  } finally {
    await writeFile(path, before)
  }
}
