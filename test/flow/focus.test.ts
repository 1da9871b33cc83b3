// Focus goes back to where it was when the banner has been answered, whatever was answered and where.
import type { Page } from '@playwright/test'
import { accept, banner, center, decision, reject } from './customer.ts'
import { fixture } from './pages.ts'
import { expect, test } from './shop.ts'

const search = (page: Page) => page.locator('#search')
const choose = (page: Page) => banner(page).getByRole('button', { name: 'Choose' })

async function isBack(page: Page): Promise<void> {
  await expect(banner(page)).toHaveCount(0)
  await expect(center(page)).toHaveCount(0)
  await expect(search(page)).toBeFocused()
}

test('answered by pointer while writing into a field: one writes on, at the same place', async ({ page, pages }) => {
  await page.goto(pages.put('/write-on.html', fixture()))
  await search(page).pressSequentially('tea')
  await page.evaluate(() => scrollTo({ top: 700, behavior: 'instant' }))
  await reject(page)
  await isBack(page)
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(700)
  await page.keyboard.type('pot')
  await expect(search(page)).toHaveValue('teapot')
})

test('answered by keyboard: focus is on what had it before Tab reached the banner', async ({ page, pages }) => {
  await page.goto(pages.put('/tab-on.html', fixture()))
  await expect(banner(page)).toBeVisible()
  await page.locator('#page-button').focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(banner(page).getByRole('button', { name: 'Accept all' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(banner(page)).toHaveCount(0)
  await expect(page.locator('#page-button')).toBeFocused()
})

test('answered in the center that Choose had opened, and in the banner after the center was closed', async ({
  page,
  pages,
}) => {
  const url = pages.put('/through-center.html', fixture())
  await page.goto(url)
  await expect(banner(page)).toBeVisible()
  await search(page).focus()
  await choose(page).click()
  await center(page).getByRole('switch', { name: 'Statistics' }).first().click()
  await center(page).getByRole('button', { name: 'Save my choice' }).click()
  await isBack(page)
  expect((await decision(page)).answers).toMatchObject({ analytics: true, marketing: false })

  await page.context().clearCookies()
  await page.evaluate(() => window.placet.forget())
  await expect(banner(page)).toBeVisible()
  await search(page).focus()
  await choose(page).click()
  await expect(center(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(choose(page)).toBeFocused()
  await reject(page)
  await isBack(page)
})

test('answered in another tab, or what had focus is gone: no error, and no focus is lost or taken', async ({
  page,
  pages,
  context,
  errors,
}) => {
  const url = pages.put('/elsewhere-focus.html', fixture())
  await page.goto(url)
  await expect(banner(page)).toBeVisible()
  await search(page).focus()
  await choose(page).focus()
  const second = await context.newPage()
  await second.goto(url)
  await accept(second)
  await second.close()
  await page.bringToFront()
  await isBack(page)

  await page.evaluate(() => window.placet.forget())
  await expect(banner(page)).toBeVisible()
  await choose(page).focus()
  await search(page).evaluate((field) => field.remove())
  await reject(page)
  await expect(banner(page)).toHaveCount(0)
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true)

  // Focus that is elsewhere stays there.
  await page.evaluate(() => window.placet.forget())
  await choose(page).focus()
  await page.locator('#page-button').focus()
  await page.evaluate(() => window.placet.reject())
  await expect(banner(page)).toHaveCount(0)
  await expect(page.locator('#page-button')).toBeFocused()
  expect(errors).toEqual([])
})
