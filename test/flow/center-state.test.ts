// What a customer has done in the preference center survives everything that changes around it.
import type { Page } from '@playwright/test'
import { center, openCenter } from './customer.ts'
import { fixture } from './pages.ts'
import { expect, test } from './shop.ts'

const advertising = (page: Page) => center(page).getByRole('switch', { name: 'Advertising' })

test('focus, open details, scroll position and unsaved switches survive a decision and its receipt', async ({
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
