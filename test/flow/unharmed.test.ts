// I9 The page never suffers: no throw into it, no scroll lock, no stolen focus, no layout shift; a blocked banner means refused.
import type { Page } from '@playwright/test'
import { accept, banner, decision, hearProblems, problemsOf, ranIn, reject } from './customer.ts'
import { fixture, inert, TAG } from './pages.ts'
import { expect, test } from './shop.ts'

const BODY = inert('analytics', 'counter')

/** The page can be read, scrolled and used; nothing of ours was granted. */
async function isUnharmed(page: Page, errors: string[]): Promise<void> {
  await page.mouse.wheel(0, 400)
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100)
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }))
  await page.locator('#search').fill('a jug')
  await expect(page.locator('#search')).toHaveValue('a jug')
  expect(await ranIn(page)).toEqual([])
  expect(errors).toEqual([])
}

test('I9: the banner takes no focus, locks no scrolling, and moves nothing', async ({
  page,
  pages,
  errors,
  browserName,
}) => {
  pages.put('/slow-banner.html', fixture({ body: BODY }))
  await page.route('**/placet-banner.js', async (route) => {
    await new Promise((resume) => setTimeout(resume, 500))
    await route.continue()
  })
  await page.addInitScript(() => {
    const shifts: unknown[] = []
    Object.assign(window, { shifts })
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map((entry) => entry.toJSON()))).observe({
      type: 'layout-shift',
      buffered: true,
    })
  })
  await page.goto(`${pages.origin}/slow-banner.html`)
  await page.locator('#search').focus()
  await page.keyboard.type('tea')
  await expect(banner(page)).toBeVisible()
  await page.keyboard.type('pot')
  await expect(page.locator('#search')).toHaveValue('teapot')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('search')
  await isUnharmed(page, errors)
  await accept(page)
  await expect(banner(page)).toHaveCount(0)
  await page.waitForTimeout(200)
  // Only Chromium measures it; a click hides nothing, because ours is not "recent input" of a shift that never comes.
  if (browserName === 'chromium') {
    expect(await page.evaluate(() => (window as unknown as { shifts: unknown[] }).shifts)).toEqual([])
  }
})

test('I9: on a page without a field in use, the body keeps the focus', async ({ page, pages }) => {
  await page.goto(pages.put('/focus.html', fixture()))
  await expect(banner(page)).toBeVisible()
  await page.waitForTimeout(300)
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true)
  const before = await page.evaluate(() => getComputedStyle(document.body).overflow)
  expect(before).toBe('visible')
})

test('I9: cookies blocked: the decision holds in this page, and is asked again on the next', async ({
  page,
  pages,
  errors,
}) => {
  await hearProblems(page)
  await page.addInitScript(() => {
    const blocked = (): never => {
      throw new DOMException('blocked', 'SecurityError')
    }
    Object.defineProperty(Document.prototype, 'cookie', { get: blocked, set: blocked })
  })
  await page.goto(pages.put('/no-cookies.html', fixture({ body: BODY })))
  await expect(banner(page)).toBeVisible()
  await isUnharmed(page, errors)
  await accept(page)
  await expect.poll(() => ranIn(page)).toEqual(['counter'])
  expect(await problemsOf(page)).toContain('cookies-blocked')
  await expect(banner(page)).toHaveCount(0)
  expect(errors).toEqual([])
})

test('I9: in a sandboxed frame, where cookies, storage and databases all throw', async ({ page, pages, errors }) => {
  pages.put('/sandboxed.html', fixture({ body: BODY }))
  await page.goto(
    pages.put(
      '/outer.html',
      '<iframe id="box" sandbox="allow-scripts" src="/sandboxed.html" width="800" height="600"></iframe>',
    ),
  )
  const frame = page.frame({ url: /sandboxed/ })!
  const inside = page.frameLocator('#box')
  await inside.locator('placet-banner').getByRole('button', { name: 'Accept all' }).click()
  await expect(inside.locator('placet-banner')).toHaveCount(0)
  expect(await frame.evaluate(() => window.ran)).toEqual(['counter'])
  // Chromium's `indexedDB.databases()` throws there, which we catch, and leaves a second, empty rejection that nobody can.
  expect(errors.filter((error) => !error.endsWith('undefined'))).toEqual([])
})

test('I9: storage blocked: no uncaught error, and the choice holds', async ({ page, pages, errors }) => {
  await page.addInitScript(() => {
    const blocked = (): never => {
      throw new DOMException('blocked', 'SecurityError')
    }
    for (const name of ['localStorage', 'sessionStorage', 'caches'])
      Object.defineProperty(window, name, { get: blocked })
    IDBFactory.prototype.open = blocked
    IDBFactory.prototype.databases = blocked
  })
  await page.goto(pages.put('/no-storage.html', fixture({ body: BODY })))
  await expect(banner(page)).toBeVisible()
  await isUnharmed(page, errors)
  await reject(page)
  await page.reload()
  await page.waitForTimeout(500)
  await expect(banner(page)).toHaveCount(0)
  expect(errors).toEqual([])
})

for (const [what, pattern] of [
  ['the banner', '**/placet-banner.js'],
  ['the texts', '**/placet-text-*.js'],
  ['everything but placet.js', '**/placet-*.js'],
] as const) {
  test(`I9: ${what} cannot be loaded: all stays refused, the page works`, async ({ page, pages, errors }) => {
    await hearProblems(page)
    await page.route(pattern, (route) => route.fulfill({ status: 404, body: 'not here' }))
    await page.goto(pages.put('/no-chunk.html', fixture({ body: BODY })))
    await expect.poll(() => problemsOf(page)).toContain('chunk-unavailable')
    await isUnharmed(page, errors)
    await expect(banner(page)).toHaveCount(0)
    expect(await decision(page)).toMatchObject({ source: 'default', answers: { analytics: false, marketing: false } })
  })
}

test('I9: an ad blocker hides the banner: all stays refused, the page works', async ({ page, pages, errors }) => {
  const head = '<style>placet-banner{display:none!important}</style>'
  await page.goto(pages.put('/hidden-banner.html', fixture({ head, body: BODY })))
  // An extension's sheet is of the user's origin; the page's own has no power over ours. Both must leave the page in peace.
  await page.evaluate(() => document.querySelector('placet-banner')?.remove())
  await isUnharmed(page, errors)
  expect(await decision(page)).toMatchObject({ source: 'default', answers: { analytics: false, marketing: false } })
})

test('I9: an ad blocker blocks placet.js itself: nothing runs, the page works', async ({ page, pages, errors }) => {
  await page.route('**/placet.js', (route) => route.abort())
  const head = '<script>window.placet = window.placet || []; placet.push(["show", "preferences"])</script>'
  await page.goto(pages.put('/no-placet.html', fixture({ head, body: BODY })))
  await isUnharmed(page, errors)
})

test('I9: two script tags by mistake: one answer is enough, nothing runs twice', async ({ page, pages, errors }) => {
  await page.goto(pages.put('/twice.html', fixture({ tag: TAG + TAG, body: BODY })))
  // The later one is on top.
  await banner(page).last().getByRole('button', { name: 'Accept all' }).click()
  await expect(banner(page)).toHaveCount(0)
  expect(await ranIn(page)).toEqual(['counter'])
  expect(errors).toEqual([])
})
