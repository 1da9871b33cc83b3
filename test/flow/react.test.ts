// The example with React under StrictMode, which mounts everything twice in development: one consent at a time, gates by hook
// and by frame, and nothing left of a consent that was unmounted.
import type { Page } from '@playwright/test'
import { accept, banner, openCenter, requestsOf } from './customer.ts'
import { type Served, serveBuilt, serveDevelopment } from './example-react.ts'
import { seen, watch } from './seen.ts'
import { expect, test as base } from './shop.ts'

type Mode = 'built' | 'development'

// Each mode is started once per worker, when it is first asked for.
const test = base.extend<{ faults: string[] }, { example: (mode: Mode) => Promise<string> }>({
  example: [
    async ({ pages }, use) => {
      const served = new Map<Mode, Promise<Served>>()
      await use(async (mode) => {
        if (!served.has(mode)) served.set(mode, mode === 'built' ? serveBuilt(pages) : serveDevelopment())
        return (await served.get(mode)!).url
      })
      for (const each of await Promise.allSettled(served.values()))
        if (each.status === 'fulfilled') await each.value.stop()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  /** What the page threw, and what React said on the console. */
  faults: async ({ page, context, errors }, use) => {
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    await context.addInitScript(watch)
    await use(errors)
  },
})

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const chart = (page: Page) => page.locator('#chart')
const frame = (page: Page) => page.locator('iframe')
const film = (page: Page) => page.frameLocator('iframe').locator('p')
const choose = async (page: Page, name: string) => (await openCenter(page)).getByRole('button', { name }).click()

for (const mode of ['built', 'development'] as const) {
  test(`${mode}: one consent, gates that follow it by hook and by frame, through routes, a new mount and a reload`, async ({
    page,
    example,
    faults,
  }) => {
    test.slow()
    const asked = requestsOf(page)
    await page.goto(await example(mode))
    // The development server prepares its dependencies first.
    await expect(banner(page)).toBeVisible({ timeout: 30_000 })
    await expect(banner(page)).toHaveCount(1)
    await expect(page.locator('#decision')).toHaveText('default: analytics no, marketing no')
    await expect(page.locator('#view')).toHaveText('banner')
    await expect(page.getByText('The chart is here once you allow statistics.')).toBeVisible()
    expect(asked.filter((each) => /chart|film\.html/.test(each))).toEqual([])

    // The frame stays the element that React made, plays what React says next, and can be removed while it plays.
    await press(page, 'Film')
    await expect(frame(page)).not.toHaveAttribute('src')
    await frame(page).evaluate((element) => void Object.assign(element, { marked: true }))
    await accept(page)
    await expect(film(page)).toHaveText('Part 1')
    await expect(page.locator('#decision')).toHaveText('choice: analytics yes, marketing yes')
    await expect(page.locator('#view')).toHaveText('none')
    await press(page, 'Next part')
    await expect(film(page)).toHaveText('Part 2')
    await choose(page, 'Reject all')
    await expect(frame(page)).not.toHaveAttribute('src')
    await expect(film(page)).toHaveCount(0)
    await press(page, 'Next part')
    await expect(frame(page)).toHaveAttribute('data-placet-src', 'film.html?part=3')
    await expect(frame(page)).not.toHaveAttribute('src')
    await choose(page, 'Accept all')
    await expect(film(page)).toHaveText('Part 3')
    expect(await frame(page).evaluate((element) => 'marked' in element)).toBe(true)
    await press(page, 'Numbers')
    await expect(frame(page)).toHaveCount(0)
    await expect(chart(page)).toBeVisible()

    await press(page, 'Unmount the consent')
    await expect(chart(page)).toHaveCount(0)
    await press(page, 'Mount it again')
    await expect(chart(page)).toBeVisible()
    expect((await seen(page)).banners).toBe(1)

    await page.reload()
    await expect(chart(page)).toBeVisible()
    const choices = await openCenter(page)
    await expect(page.locator('#view')).toHaveText('preferences')
    // Several consents were begun; each click has one receipt.
    await choices.getByText('My receipts', { exact: true }).click()
    await expect(choices.locator('li[data-status]')).toHaveCount(3)
    await choices.getByRole('switch', { name: 'Statistics' }).uncheck()
    const left = await choices.getByRole('button', { name: 'Save my choice' }).evaluate(async (button: HTMLElement) => {
      button.click()
      await new Promise(requestAnimationFrame)
      return document.querySelectorAll('#chart').length
    })
    expect(left).toBe(0)
    await expect(page.locator('#decision')).toHaveText('choice: analytics no, marketing yes')
    expect(await seen(page)).toMatchObject({ banners: 0, added: 0 })
    expect(faults).toEqual([])
  })
}

test('unmounted, nothing of it is left and nothing reacts; mounted again, it follows what was decided meanwhile', async ({
  page,
  context,
  example,
  faults,
}) => {
  const url = await example('built')
  await page.goto(url)
  await expect(banner(page)).toBeVisible()
  await press(page, 'Unmount the consent')
  await expect(banner(page)).toHaveCount(0)
  await press(page, 'Mount it again')
  await expect(banner(page)).toHaveCount(1)
  await openCenter(page)
  // The dialog is modal; a program may unmount it nevertheless.
  await page.getByText('Unmount the consent').evaluate((button: HTMLElement) => button.click())
  const nothing = page.locator('placet-banner, placet-preferences, placet-reopen')
  await expect(nothing).toHaveCount(0)
  const told = await page.evaluate(() => {
    const opener = Object.assign(document.createElement('button'), { textContent: 'Dead opener' })
    opener.dataset.placetOpen = ''
    document.body.append(opener)
    return window.seen.events.length
  })
  expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0)

  const other = await context.newPage()
  await other.goto(url)
  await accept(other)
  await expect.poll(() => other.evaluate(() => window.seen.events)).toContain('receipt')
  await page.bringToFront()
  await press(page, 'Dead opener')
  await page.evaluate(() => {
    for (const type of ['pagehide', 'pageshow', 'focus', 'visibilitychange', 'online']) dispatchEvent(new Event(type))
  })
  await page.waitForTimeout(100)
  expect((await seen(page)).events.slice(told)).toEqual([])
  await expect(nothing).toHaveCount(0)

  await press(page, 'Mount it again')
  await expect(page.locator('#decision')).toHaveText('choice: analytics yes, marketing yes')
  await expect(chart(page)).toBeVisible()
  const mounted = (await seen(page)).events.length
  await choose(page, 'Reject all')
  await expect(chart(page)).toHaveCount(0)
  // Two consents would tell each of these twice.
  const events = async () => (await seen(page)).events.slice(mounted)
  await expect.poll(events).toEqual(['view', 'decision', 'view', 'receipt'])
  await expect(nothing).toHaveCount(0)
  expect((await seen(page)).banners).toBe(1)
  expect(faults).toEqual([])
})
