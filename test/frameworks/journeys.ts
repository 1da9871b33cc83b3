// What a customer does in a page made with a framework. The same for each of them.
import { accept, banner, center, cookieOf, openCenter, reject } from '../flow/customer.ts'
import { BUILT, EXAMPLE, expect, test } from './example.ts'
import { seen } from '../flow/seen.ts'
import {
  ALL,
  chart,
  choose,
  decided,
  DEFAULT,
  film,
  frame,
  go,
  noChart,
  noFilm,
  NOTHING,
  open,
  press,
  view,
  visit,
} from './shop.ts'

export function journeys(): void {
  test('first visit: one banner, and nothing runs', async ({ page, url, asked, fetched, context }) => {
    await visit(page, url)
    await expect(banner(page)).toHaveCount(1)
    await expect(decided(page)).toHaveText(DEFAULT)
    await expect(noChart(page)).toBeVisible()
    await expect(chart(page)).toHaveCount(0)
    await go(page, 'Film')
    await expect(noFilm(page)).toBeVisible()
    await expect(frame(page)).toBeHidden()
    await expect(frame(page)).not.toHaveAttribute('src')
    expect(await fetched()).toBe(false)
    expect(asked.filter((each) => each.includes('film.html'))).toEqual([])
    expect(asked.filter((each) => new URL(each).origin !== new URL(url).origin && !each.startsWith('data:'))).toEqual(
      [],
    )
    expect((await context.cookies()).filter(({ name }) => name === 'placet')).toEqual([])
  })

  test('accept: the chart is fetched and shown, the banner goes', async ({ page, url, fetched }) => {
    await visit(page, url)
    await accept(page)
    await expect(chart(page)).toBeVisible()
    await expect(noChart(page)).toHaveCount(0)
    await expect(banner(page)).toHaveCount(0)
    await expect(decided(page)).toHaveText(ALL)
    await expect(view(page)).toHaveText('none')
    expect(await fetched()).toBe(true)
  })

  test('refuse: what is held stays held, and is not fetched', async ({ page, url, fetched, asked }) => {
    await visit(page, url)
    await reject(page)
    await expect(banner(page)).toHaveCount(0)
    await expect(decided(page)).toHaveText(NOTHING)
    await expect(view(page)).toHaveText('none')
    await expect(noChart(page)).toBeVisible()
    await go(page, 'Film')
    await expect(noFilm(page)).toBeVisible()
    await expect(frame(page)).not.toHaveAttribute('src')
    expect(await fetched()).toBe(false)
    expect(asked.filter((each) => each.includes('film.html'))).toEqual([])
    expect(await cookieOf(page)).toBeDefined()
  })

  test('choose one and save: only that one runs', async ({ page, url }) => {
    await visit(page, url)
    await banner(page).getByRole('button', { name: 'Choose' }).click()
    await expect(view(page)).toHaveText('preferences')
    await center(page).getByRole('switch', { name: 'Statistics' }).check()
    await center(page).getByRole('button', { name: 'Save my choice' }).click()
    await expect(decided(page)).toHaveText('choice: analytics yes, marketing no')
    await expect(chart(page)).toBeVisible()
    await go(page, 'Film')
    await expect(noFilm(page)).toBeVisible()
    await expect(frame(page)).not.toHaveAttribute('src')
  })

  test('a frame plays on a yes, follows the framework, stops on a no, and stays the same element', async ({
    page,
    url,
  }) => {
    await visit(page, url)
    await go(page, 'Film')
    await frame(page).evaluate((element) => void Object.assign(element, { marked: true }))
    await accept(page)
    await expect(film(page)).toHaveText('Part 1')
    await expect(noFilm(page)).toHaveCount(0)
    await press(page, 'Next part')
    await expect(film(page)).toHaveText('Part 2')
    await choose(page, 'Reject all')
    await expect(frame(page)).not.toHaveAttribute('src')
    await expect(frame(page)).toBeHidden()
    await expect(film(page)).toHaveCount(0)
    await press(page, 'Next part')
    await expect(frame(page)).toHaveAttribute('data-placet-src', /film\.html\?part=3$/)
    await expect(frame(page)).not.toHaveAttribute('src')
    await choose(page, 'Accept all')
    await expect(film(page)).toHaveText('Part 3')
    expect(await frame(page).evaluate((element) => 'marked' in element)).toBe(true)
  })

  test('a frame is removed while it plays, and plays again when its route comes back', async ({ page, url }) => {
    await visit(page, url)
    await accept(page)
    await go(page, 'Film')
    await expect(film(page)).toHaveText('Part 1')
    await go(page, 'Numbers')
    await expect(frame(page)).toHaveCount(0)
    await expect(chart(page)).toBeVisible()
    await choose(page, 'Reject all')
    await go(page, 'Film')
    await expect(noFilm(page)).toBeVisible()
    await expect(frame(page)).not.toHaveAttribute('src')
    await choose(page, 'Accept all')
    await expect(film(page)).toHaveText('Part 1')
  })

  test('client navigation: the page is not loaded again, the banner stays the same element', async ({ page, url }) => {
    await visit(page, url)
    await page.evaluate(() => Object.assign(window, { sameDocument: true }))
    await banner(page).evaluate((element) => void Object.assign(element, { marked: true }))
    for (const route of ['Film', 'Choices', 'Numbers', 'Film', 'Numbers'] as const) await go(page, route)
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true)
    await expect(banner(page)).toHaveCount(1)
    expect(await banner(page).evaluate((element) => 'marked' in element)).toBe(true)
    await accept(page)
    await expect(chart(page)).toBeVisible()
    await expect(banner(page)).toHaveCount(0)
  })

  test('the preference center as a dialog follows the decision and changes it', async ({ page, url }) => {
    await visit(page, url)
    await accept(page)
    const dialog = await openCenter(page)
    await expect(view(page)).toHaveText('preferences')
    await expect(dialog.getByRole('switch', { name: 'Statistics' })).toBeChecked()
    await page.keyboard.press('Escape')
    await expect(center(page)).toHaveCount(0)
    await expect(view(page)).toHaveText('none')
    await choose(page, 'Reject all')
    await expect(chart(page)).toHaveCount(0)
    await expect(noChart(page)).toBeVisible()
    await expect(decided(page)).toHaveText(NOTHING)
    await expect((await openCenter(page)).getByRole('switch', { name: 'Statistics' })).not.toBeChecked()
  })

  test('the preference center in a route, as a custom element: it saves, goes with its route and comes back', async ({
    page,
    url,
  }) => {
    await visit(page, url)
    await accept(page)
    await go(page, 'Choices')
    const inline = page.locator('main placet-preferences')
    const marketing = inline.getByRole('switch', { name: 'Marketing' })
    await expect(marketing).toBeChecked()
    await marketing.uncheck()
    await inline.getByRole('button', { name: 'Save my choice' }).click()
    await expect(decided(page)).toHaveText('choice: analytics yes, marketing no')
    await expect(inline.getByText('Your choice is saved.')).toBeVisible()
    await go(page, 'Numbers')
    await expect(page.locator('placet-preferences')).toHaveCount(0)
    await expect(chart(page)).toBeVisible()
    await choose(page, 'Reject all')
    await go(page, 'Choices')
    await expect(inline.getByRole('switch', { name: 'Statistics' })).not.toBeChecked()
    await expect(page.locator('placet-preferences')).toHaveCount(1)
  })

  test('reload: no flash of a banner, and what was allowed runs', async ({ page, url }) => {
    await visit(page, url)
    await accept(page)
    await expect(chart(page)).toBeVisible()
    await open(page)
    await expect(chart(page)).toBeVisible()
    await expect(decided(page)).toHaveText(ALL)
    // A click later, so that whatever comes late has come.
    await go(page, 'Film')
    await expect(film(page)).toHaveText('Part 1')
    expect(await seen(page)).toMatchObject({ banners: 0, added: 0 })
  })

  test('a withdrawal has its effect before the next frame is drawn', async ({ page, url }) => {
    await visit(page, url)
    await accept(page)
    await expect(chart(page)).toBeVisible()
    const dialog = await openCenter(page)
    await dialog.getByRole('switch', { name: 'Statistics' }).uncheck()
    const left = await dialog.getByRole('button', { name: 'Save my choice' }).evaluate(async (button: HTMLElement) => {
      button.click()
      await new Promise(requestAnimationFrame)
      return document.querySelectorAll('#chart').length
    })
    expect(left).toBe(0)
    await expect(decided(page)).toHaveText('choice: analytics no, marketing yes')
  })

  test('two clicks make two receipts', async ({ page, url }) => {
    await visit(page, url)
    await accept(page)
    await choose(page, 'Reject all')
    const dialog = await openCenter(page)
    await dialog.getByText('My receipts', { exact: true }).click()
    await expect(dialog.locator('li[data-status]')).toHaveCount(2)
    await open(page)
    const again = await openCenter(page)
    await again.getByText('My receipts', { exact: true }).click()
    await expect(again.locator('li[data-status]')).toHaveCount(2)
  })

  test('strict policy: none of it is violated, and everything is styled and works', BUILT, async ({ page, url }) => {
    const { headers } = await page.request.get(url).then((response) => ({ headers: response.headers() }))
    const policy = headers['content-security-policy'] ?? ''
    expect(policy).toMatch(/(default|script)-src/)
    expect(policy).not.toMatch(/unsafe-(inline|eval|hashes)|script-src[^;]*(https?:|\*)/)
    expect(policy.includes('require-trusted-types-for')).toBe(EXAMPLE.trustedTypes)
    await visit(page, url)
    expect(await banner(page).evaluate((host) => getComputedStyle(host).position)).toBe('fixed')
    const dialog = await openCenter(page)
    await expect(dialog.getByRole('switch', { name: 'Statistics' })).toHaveCSS('inline-size', '52px')
    await dialog.getByText('My receipts', { exact: true }).click()
    await dialog.getByRole('button', { name: 'Accept all' }).click()
    await expect(chart(page)).toBeVisible()
    await go(page, 'Film')
    await expect(film(page)).toHaveText('Part 1')
    await go(page, 'Choices')
    await expect(page.locator('main placet-preferences').getByRole('switch', { name: 'Statistics' })).toBeChecked()
    // That there is none is held by every journey.
  })
}
