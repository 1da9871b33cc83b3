// What a customer has done in the preference center survives everything that changes around it.
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { center, openCenter } from './customer.ts'
import { fixture } from './pages.ts'
import { expect, test } from './shop.ts'

const advertising = (page: Page) => center(page).getByRole('switch', { name: 'Advertising' })

declare global {
  interface Window {
    /** What was last offered to be downloaded. */
    offered?: Blob
  }
}

test('focus, open details, scroll position and unsaved switches survive a decision, its receipt and another language', async ({
  page,
  pages,
}) => {
  await page.setViewportSize({ width: 400, height: 480 })
  // In the page, because a decision closes the dialog.
  const inline = fixture().replace('<main>', '<main><placet-preferences id="here"></placet-preferences>')
  await page.goto(pages.put('/state.html', inline))
  const here = page.locator('#here')
  await here.locator('summary').first().click()
  await here.getByText('My receipts').click()
  await here.getByRole('switch', { name: 'Advertising' }).click()
  const summary = here.locator('summary').nth(1)
  await summary.focus()
  await page.evaluate(() => scrollTo(0, 120))
  await page.evaluate(() => void window.placet.decide({ analytics: true }))
  await expect(here.locator('li[data-status]')).toHaveCount(1)
  await expect(here.getByRole('switch', { name: 'Statistics' })).toBeChecked()
  await expect(here.getByRole('switch', { name: 'Advertising' })).toBeChecked()
  await expect(here.locator('details').first()).toHaveAttribute('open', '')
  await expect(summary).toBeFocused()
  expect(await page.evaluate(() => window.placet.has('marketing'))).toBe(false)

  for (const [lang, name] of [
    ['de', 'Werbung'],
    ['en', 'Advertising'],
  ] as const) {
    const top = await summary.evaluate((it) => it.getBoundingClientRect().top)
    await page.evaluate((to) => (document.documentElement.lang = to), lang)
    await expect(here.getByRole('switch', { name })).toBeChecked()
    await expect(summary).toBeFocused()
    await expect(here.locator('details').first()).toHaveAttribute('open', '')
    expect(Math.abs((await summary.evaluate((it) => it.getBoundingClientRect().top)) - top)).toBeLessThan(100)
  }

  // A second receipt comes while the download has focus: the list is drawn anew, the focus stays.
  const download = here.getByRole('button', { name: 'Download my receipts' })
  await download.focus()
  await page.evaluate(() => void window.placet.decide({ analytics: false }))
  await expect(here.locator('li[data-status]')).toHaveCount(2)
  await expect(download).toBeFocused()
})

test('the dialog keeps its scroll position and switches while a receipt gets its answer', async ({ page, pages }) => {
  await page.setViewportSize({ width: 400, height: 480 })
  await page.goto(pages.put('/scroll.html', fixture()))
  await openCenter(page)
  await advertising(page).click()
  await center(page).getByText('My receipts').click()
  await center(page).evaluate((dialog) => dialog.scrollTo(0, 150))
  await page.evaluate(() => window.placet.forget())
  await page.evaluate(() => window.placet.show('preferences'))
  await expect(advertising(page)).toBeChecked()
  expect(await center(page).evaluate((dialog) => dialog.scrollTop)).toBeGreaterThan(100)
})

test('My receipts: what each one changed, one or all to take along, and the focus stays where it was', async ({
  page,
  pages,
  browserName,
}) => {
  await page.goto(pages.put('/receipts.html', fixture()))
  await page.evaluate(async () => {
    const { createObjectURL, revokeObjectURL } = URL
    window.ran = []
    URL.createObjectURL = (blob: Blob) => ((window.offered = blob), createObjectURL(blob))
    URL.revokeObjectURL = (url) => (window.ran!.push(url), revokeObjectURL(url))
    window.placet.accept('all')
    window.placet.decide({ marketing: false })
  })
  await expect.poll(() => page.evaluate(async () => (await window.placet.receipts()).length)).toBe(2)
  await openCenter(page)
  await center(page).getByText('My receipts', { exact: true }).click()
  const [newest, oldest] = [center(page).locator('li').first(), center(page).locator('li').last()]
  await expect(newest).toContainText('Advertising: Withdrawn')
  await expect(newest).not.toContainText('Statistics')
  await expect(oldest).toContainText('Statistics: Allowed')
  const takenBy = async (name: RegExp): Promise<unknown[]> => {
    const button = center(page).getByRole('button', { name }).first()
    // Playwright hears of no download in Firefox over BiDi; there, what is offered must do.
    const coming = browserName === 'chromium' ? page.waitForEvent('download') : undefined
    await button.click()
    // Firefox gives the window's focus to its own list of downloads; the button's is kept.
    await expect.poll(() => button.evaluate((each) => each === document.activeElement)).toBe(true)
    const text = coming ? readFile(await (await coming).path(), 'utf8') : page.evaluate(() => window.offered!.text())
    return JSON.parse(await text) as unknown[]
  }
  expect(await takenBy(/^Download: /)).toHaveLength(1)
  expect(await takenBy(/^Download my receipts/)).toHaveLength(2)
  // Some browsers read the file only after the click.
  expect(await page.evaluate(() => window.ran)).toEqual([])
  await center(page).getByText('How to check this without us').click()
  await expect(center(page)).toContainText('Any JOSE library checks its signature')
})

test('About your data: who is responsible, and what is kept here', async ({ page, pages }) => {
  await page.goto(pages.put('/about.html', fixture()))
  await openCenter(page)
  await center(page).getByText('About your data').click()
  await expect(center(page).getByRole('link', { name: 'privacy@site.example' })).toBeVisible()
  await expect(center(page)).toContainText('placet and __Host-placet')
})
