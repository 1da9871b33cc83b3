// Two tabs, one customer: what is decided in one holds in the other, at once or when it comes back.
import type { Page } from '@playwright/test'
import { accept, banner, cookieOf, decision, ranIn, receipts } from './customer.ts'
import { fixture, inert } from './pages.ts'
import { expect, test } from './shop.ts'

test('the second tab hears the decision: its banner closes and its gates open', async ({ page, pages, context }) => {
  const url = pages.put('/tabs.html', fixture({ body: inert('analytics', 'counter') }))
  const second = await context.newPage()
  for (const tab of [page, second]) {
    await tab.goto(url)
    await expect(banner(tab)).toBeVisible()
  }
  await accept(page)
  await expect(banner(second)).toHaveCount(0)
  await expect.poll(() => ranIn(second)).toEqual(['counter'])
  expect(await decision(second)).toEqual(await decision(page))
})

test('a refusal in one tab closes what the other had opened', async ({ page, pages, context }) => {
  const frame = '<iframe data-placet-purpose="marketing" data-placet-src="/framed.html"></iframe>'
  pages.put('/framed.html', 'framed')
  const url = pages.put('/tabs-frame.html', fixture({ body: frame }))
  await page.goto(url)
  await accept(page)
  const second = await context.newPage()
  await second.goto(url)
  await expect(page.locator('iframe')).toHaveAttribute('src', '/framed.html')
  await second.evaluate(() => window.placet.withdraw())
  await expect(page.locator('iframe')).not.toHaveAttribute('src')
  expect(await decision(page)).toMatchObject({ seq: 2, answers: { marketing: false } })
})

test('two tabs that decide at the same time end up with one truth, and one receipt for each click', async ({
  page,
  pages,
  context,
}) => {
  const url = pages.put('/tabs-tie.html', fixture())
  const second = await context.newPage()
  for (const tab of [page, second]) {
    await tab.goto(url)
    await expect(banner(tab)).toBeVisible()
  }
  const click = (tab: Page, what: 'accept' | 'reject') =>
    tab.evaluate((what) => void (what === 'accept' ? window.placet.accept('all') : window.placet.reject()), what)
  await Promise.all([click(page, 'accept'), click(second, 'reject')])
  await expect.poll(async () => (await receipts(page)).length).toBeGreaterThanOrEqual(2)
  await expect.poll(() => cookieOf(page)).toMatch(/^1\.eu\.\w+\.\w+\.\d\.0\./)
  expect(await decision(second)).toEqual(await decision(page))
  const kept = await receipts(page)
  expect(new Set(kept.map(({ position }) => position)).size).toBe(kept.length)
  // The newest receipt says what holds. Number 2 may be that of two: of a click that was overtaken, and of what holds.
  const said = kept.at(-1)!.dec.analytics!
  expect(['given', 'renewed'].includes(said)).toBe((await decision(page)).answers.analytics)
  const answers = Object.values((await decision(page)).answers)
    .map(Number)
    .join('')
  expect((await cookieOf(page))!.replace(/\D*:/g, '').slice(-2)).toBe(answers)
})

test('going back: the page knows what was decided meanwhile', async ({ page, pages, context, browserName }) => {
  test.skip(browserName === 'firefox', 'Playwright loses a page that Firefox takes out of its cache; see the next test')
  const url = pages.put('/cached.html', fixture({ body: inert('analytics', 'counter') }))
  const elsewhere = pages.put('/elsewhere.html', fixture({ tag: '', config: null }))
  await page.goto(url)
  await expect(banner(page)).toBeVisible()
  await page.goto(elsewhere)
  const second = await context.newPage()
  await second.goto(url)
  await accept(second)
  await page.goBack()
  await expect(banner(page)).toHaveCount(0)
  await expect.poll(() => ranIn(page)).toEqual(['counter'])
})

test('pagehide and pageshow: the decision of another tab is read again, even if it was not heard', async ({
  page,
  pages,
  context,
}) => {
  const url = pages.put('/hidden.html', fixture({ body: inert('analytics', 'counter') }))
  await page.goto(url)
  await expect(banner(page)).toBeVisible()
  // Engines may keep pages out of the cache while they are driven; these are the events it would send.
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })))
  const second = await context.newPage()
  await second.goto(url)
  await accept(second)
  await expect.poll(() => cookieOf(second)).toContain('analytics:1')
  expect(await ranIn(page)).toEqual([])
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
  expect(await ranIn(page)).toEqual(['counter'])
  await expect(banner(page)).toHaveCount(0)
})
