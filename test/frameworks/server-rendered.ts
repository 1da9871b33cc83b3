// What a framework that renders on a server has besides: the banner in the first HTML, as a form that answers without script.
import type { Browser, Page } from '@playwright/test'
import { accept, banner, openCenter, reject } from '../flow/customer.ts'
import { expect, test } from './example.ts'
import { seen } from '../flow/seen.ts'
import { ALL, chart, decided, DEFAULT, film, go, noFilm, NOTHING, open, visit } from './shop.ts'

const ours = (page: Page) => page.locator('placet-banner:popover-open')
const form = (page: Page) => page.locator('placet-banner > form')

export function serverRendered(): void {
  test('the banner is in the first HTML until there is an answer, and so is what the server knows', async ({
    page,
    url,
  }) => {
    const html = async (): Promise<string> => {
      const answer = await page.request.get(url)
      expect(answer.headers()['cache-control']).toMatch(/no-store/)
      return answer.text()
    }
    const before = await html()
    expect(before.match(/<placet-banner /g)).toHaveLength(1)
    expect(before).toContain(DEFAULT)
    await visit(page, url)
    await accept(page)
    await expect(decided(page)).toHaveText(ALL)
    const after = await html()
    expect(after).not.toContain('<placet-banner')
    expect(after).toContain(ALL)
  })

  test('the page’s own banner takes the place of the server’s: one is seen in every frame, and none is announced', async ({
    page,
    url,
  }) => {
    await page.addInitScript(() => {
      const shown = { least: 9, most: 0 }
      Object.assign(window, { shown })
      const count = (): void => {
        const all = [...document.querySelectorAll('placet-banner')].filter((each) => each.checkVisibility()).length
        shown.most = Math.max(shown.most, all)
        if (document.readyState !== 'loading') shown.least = Math.min(shown.least, all)
        requestAnimationFrame(count)
      }
      requestAnimationFrame(count)
    })
    await page.goto(url)
    await expect(ours(page)).toBeVisible()
    await expect(form(page)).toHaveCount(0)
    // Longer than an announcement would take.
    await page.evaluate(() => new Promise((resume) => setTimeout(resume, 300)))
    await expect(banner(page).getByRole('status')).toHaveText('')
    expect(await page.evaluate(() => Reflect.get(window, 'shown') as unknown)).toEqual({ least: 1, most: 1 })
  })

  for (const [name, answer, said] of [
    ['accept', accept, ALL],
    ['refuse', reject, NOTHING],
  ] as const) {
    test(`without JavaScript, ${name}: the form leads back to the page, which has no banner`, async ({
      browser,
      url,
    }) => {
      const page = await withoutScript(browser)
      const film = `${url}film`
      await page.goto(film)
      expect(await banner(page).evaluate((host) => getComputedStyle(host).position)).toBe('fixed')
      await answer(page)
      await expect(decided(page)).toHaveText(said)
      expect(page.url()).toBe(film)
      await expect(banner(page)).toHaveCount(0)
      await expect(noFilm(page)).toHaveCount(said === ALL ? 0 : 1)
      await page.context().close()
    })
  }

  test('a click that comes before any script answers, too, and is signed late', async ({ page, url }) => {
    let go = (): void => {}
    const waits = new Promise<void>((resolve) => {
      go = resolve
    })
    await page.route('**/*', async (route) => {
      if (route.request().resourceType() === 'script') await waits
      await route.continue().catch(() => {})
    })
    await page.goto(url, { waitUntil: 'commit' })
    await expect(form(page)).toBeVisible()
    await accept(page)
    await expect(decided(page)).toHaveText(ALL)
    go()
    await expect(chart(page)).toBeVisible()
    await expect.poll(async () => (await seen(page)).events).toContain('receipt')
    const center = await openCenter(page)
    await center.getByText('My receipts', { exact: true }).click()
    await expect(center.locator('li[data-status]')).toHaveCount(1)
    expect((await seen(page)).banners).toBe(0)
  })

  test('after an answer, no navigation brings the server’s banner back', async ({ page, url }) => {
    await visit(page, url)
    await go(page, 'Film')
    await page.locator('nav').getByText('Numbers', { exact: true }).hover()
    await accept(page)
    await expect(film(page)).toHaveText('Part 1')
    for (const route of ['Numbers', 'Choices', 'Film'] as const) await go(page, route)
    await page.goBack()
    // Astro's router throws when a transition is skipped by the next one.
    await expect(page.getByRole('heading', { name: 'Choices', level: 2 })).toBeVisible()
    await page.goBack()
    await expect(page.getByRole('heading', { name: 'Numbers', level: 2 })).toBeVisible()
    await expect(chart(page)).toBeVisible()
    await expect(banner(page)).toHaveCount(0)
    await open(page)
    await expect(banner(page)).toHaveCount(0)
  })
}

async function withoutScript(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false })
  return context.newPage()
}
