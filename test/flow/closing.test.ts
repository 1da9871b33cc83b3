// Closing the preference center answers nothing: an open question is shown again, and focus returns to where it was.
import type { Page, Route } from '@playwright/test'
import { accept, banner, center, decision, hearProblems, openCenter, problemsOf, ranIn, reject } from './customer.ts'
import { CONFIG, fixture, inert } from './pages.ts'
import { expect, test } from './shop.ts'

const BODY = inert('analytics', 'counter')
const choose = (page: Page) => banner(page).getByRole('button', { name: 'Choose' })
const ownButton = (page: Page) => page.locator('main [data-placet-open]')

const WAYS: [string, (page: Page) => Promise<void>][] = [
  ['Escape', (page) => page.keyboard.press('Escape')],
  ['✕', (page) => center(page).getByRole('button', { name: 'Close' }).click()],
]

/** One visible, usable banner; no center; no decision. */
async function isAsked(page: Page): Promise<void> {
  await expect(banner(page)).toHaveCount(1)
  await expect(banner(page)).toBeVisible()
  await expect(center(page)).toHaveCount(0)
  expect(await decision(page)).toMatchObject({ source: 'default', seq: 0 })
  expect(await page.context().cookies()).toEqual([])
  expect(await ranIn(page)).toEqual([])
  for (const button of await banner(page).getByRole('button').all()) await button.click({ trial: true })
}

/** Neither view, also not a moment later. */
async function isLeftAlone(page: Page): Promise<void> {
  await expect(center(page)).toHaveCount(0)
  await page.waitForTimeout(300)
  await expect(center(page)).toHaveCount(0)
  await expect(banner(page)).toHaveCount(0)
}

for (const [way, close] of WAYS) {
  test(`${way} after Choose on a first visit: the banner is back, focus on Choose`, async ({ page, pages, errors }) => {
    await page.goto(pages.put('/closing.html', fixture({ body: BODY })))
    for (let time = 0; time < 2; time++) {
      await choose(page).click()
      await expect(center(page)).toBeVisible()
      await expect(banner(page)).toHaveCount(0)
      await close(page)
      await isAsked(page)
      await expect(choose(page)).toBeFocused()
    }
    await accept(page)
    await expect.poll(() => ranIn(page)).toEqual(['counter'])
    await isLeftAlone(page)
    expect(errors).toEqual([])
  })

  test(`${way} after a button of the page on a first visit: the banner is back, focus on that button`, async ({
    page,
    pages,
  }) => {
    await page.goto(pages.put('/closing.html', fixture({ body: BODY })))
    await expect(banner(page)).toBeVisible()
    await ownButton(page).click()
    await expect(center(page)).toBeVisible()
    await close(page)
    await isAsked(page)
    await expect(ownButton(page)).toBeFocused()
    await reject(page)
    await isLeftAlone(page)
  })

  test(`${way} with unsaved switches: none of them is saved or remembered`, async ({ page, pages }) => {
    await page.goto(pages.put('/closing.html', fixture({ body: BODY })))
    await choose(page).click()
    await center(page).getByRole('switch', { name: 'Statistics' }).click()
    await expect(center(page).getByRole('switch', { name: 'Statistics' })).toBeChecked()
    await close(page)
    await isAsked(page)
    await choose(page).click()
    await expect(center(page).getByRole('switch', { name: 'Statistics' })).not.toBeChecked()
    await center(page).getByRole('button', { name: 'Save my choice' }).click()
    expect((await decision(page)).answers).toEqual({ analytics: false, marketing: false })
    await isLeftAlone(page)
  })

  test(`${way} after a decision: no banner, the decision holds`, async ({ page, pages }) => {
    await page.goto(pages.put('/closing.html', fixture({ body: BODY })))
    await accept(page)
    await openCenter(page)
    await center(page).getByRole('switch', { name: 'Advertising' }).click()
    await close(page)
    await isLeftAlone(page)
    await expect(ownButton(page)).toBeFocused()
    expect(await decision(page)).toMatchObject({ seq: 1, answers: { analytics: true, marketing: true } })
    await page.reload()
    await openCenter(page)
    await close(page)
    await isLeftAlone(page)
  })

  test(`${way} under opt-out: no banner, focus on the reopen button`, async ({ page, pages }) => {
    await page.goto(pages.put('/closing.html', fixture({ config: { ...CONFIG, regime: 'us' } })))
    const control = page.locator('placet-reopen button')
    await control.click()
    await expect(center(page)).toBeVisible()
    await close(page)
    await isLeftAlone(page)
    await expect(control).toBeFocused()
  })

  test(`${way} after a center that was opened before the script had loaded: the banner is shown`, async ({
    page,
    pages,
  }) => {
    const head = '<script>window.placet = [["show", "preferences"]]</script>'
    const tag = '<script async src="/placet/placet.js"></script>'
    await page.goto(pages.put('/closing.html', fixture({ head, tag, body: BODY })))
    await expect(center(page)).toBeVisible()
    await close(page)
    await isAsked(page)
  })
}

test('a click that moves no focus, as by assistive technology: focus returns to the clicked button', async ({
  page,
  pages,
}) => {
  await page.goto(pages.put('/closing.html', fixture()))
  for (const button of [choose(page), ownButton(page)]) {
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await button.evaluate((it: HTMLElement) => it.click())
    await expect(center(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(banner(page)).toBeVisible()
    await expect(button).toBeFocused()
  }
})

test('after a new version of the notice, closing the center shows the banner again', async ({ page, pages }) => {
  await page.goto(pages.put('/closing.html', fixture()))
  await accept(page)
  await page.goto(pages.put('/closing.html', fixture({ config: { ...CONFIG, version: '2' } })))
  await choose(page).click()
  await expect(center(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(center(page)).toHaveCount(0)
  await expect(banner(page)).toBeVisible()
  await reject(page)
  await isLeftAlone(page)
})

test('decided in another tab while the center was open: closing shows no banner', async ({ page, pages, context }) => {
  const url = pages.put('/closing.html', fixture())
  await page.goto(url)
  await choose(page).click()
  await expect(center(page)).toBeVisible()
  const other = await context.newPage()
  await other.goto(url)
  await reject(other)
  await expect.poll(async () => (await decision(page)).seq).toBe(1)
  await page.bringToFront()
  await page.keyboard.press('Escape')
  await isLeftAlone(page)
})

test('forgotten in the center: it stays open, and when it is closed the banner asks anew, once', async ({
  page,
  pages,
}) => {
  await page.goto(pages.put('/closing.html', fixture()))
  await accept(page)
  await expect.poll(() => page.evaluate(async () => (await window.placet.receipts()).length)).toBe(1)
  await openCenter(page)
  await center(page).getByText('My receipts').click()
  await center(page).getByRole('button', { name: 'Forget everything here' }).click()
  await expect.poll(async () => (await decision(page)).source).toBe('default')
  await expect(center(page)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(banner(page)).toHaveCount(1)
  await isAsked(page)
})

for (const chunk of ['center', 'text-en-center']) {
  test(`${chunk} cannot be loaded: the banner stays and can be answered`, async ({ page, pages, errors }) => {
    await hearProblems(page)
    await page.route(`**/placet-${chunk}.js`, (route) => route.fulfill({ status: 404, body: 'not here' }))
    await page.goto(pages.put('/closing.html', fixture({ body: BODY })))
    for (const button of [choose(page), ownButton(page)]) {
      await button.click()
      await expect.poll(() => problemsOf(page)).toContain('chunk-unavailable')
      await page.evaluate(() => (window.problems = []))
      await isAsked(page)
      await expect(button).toBeFocused()
      expect(await page.evaluate(() => window.placet.$view.get())).toBe('banner')
    }
    await accept(page)
    await expect.poll(() => ranIn(page)).toEqual(['counter'])
    await ownButton(page).click()
    await expect.poll(() => problemsOf(page)).toContain('chunk-unavailable')
    await isLeftAlone(page)
    expect(errors).toEqual([])
  })
}

test('while the center is still loading the banner stays, and its answer counts', async ({ page, pages, errors }) => {
  const held: Route[] = []
  await page.route('**/placet-center.js', (route) => void held.push(route))
  await page.goto(pages.put('/closing.html', fixture({ body: BODY })))
  await choose(page).click()
  await expect.poll(() => held.length).toBe(1)
  await page.waitForTimeout(300)
  await expect(banner(page)).toBeVisible()
  await reject(page)
  await expect(banner(page)).toHaveCount(0)
  await held[0]!.continue()
  await isLeftAlone(page)
  expect(await decision(page)).toMatchObject({ seq: 1, answers: { analytics: false, marketing: false } })
  expect(errors).toEqual([])
})
