// A page takes the consent away and mounts it again: nothing is left of the first, and there is never more than one.
import type { Page } from '@playwright/test'
import { accept, banner, center, openCenter } from '../flow/customer.ts'
import { expect, test } from './example.ts'
import { seen } from '../flow/seen.ts'
import { ALL, chart, choose, decided, DEFAULT, noChart, ours, press, visit } from './shop.ts'

export function mounting(): void {
  test('unmounted, nothing of it is left, and nothing reacts', async ({ page, context, url }) => {
    await visit(page, url)
    await press(page, 'Unmount the consent')
    await expect(ours(page)).toHaveCount(0)
    await expect(page.getByText('The consent is stopped')).toBeVisible()
    const told = await page.evaluate(() => {
      const opener = Object.assign(document.createElement('button'), { textContent: 'Dead opener' })
      opener.dataset.placetOpen = ''
      document.body.append(opener)
      return window.seen.events.length
    })
    expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0)
    await acceptElsewhere(await context.newPage(), url)
    await page.bringToFront()
    await press(page, 'Dead opener')
    await page.evaluate(() => {
      for (const type of ['pagehide', 'pageshow', 'focus', 'visibilitychange', 'online']) dispatchEvent(new Event(type))
    })
    // Chances for what should not come: a task of each kind, and a drawn frame.
    await page.evaluate(() => new Promise((resume) => setTimeout(() => requestAnimationFrame(resume), 50)))
    expect((await seen(page)).events.slice(told)).toEqual([])
    await expect(ours(page)).toHaveCount(0)
  })

  test('unmounted while its dialog is open, the page is free again', async ({ page, url }) => {
    await visit(page, url)
    await openCenter(page)
    // The dialog is modal; a program may unmount it nevertheless.
    await page.getByText('Unmount the consent').evaluate((button: HTMLElement) => button.click())
    await expect(ours(page)).toHaveCount(0)
    expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(0)
    await press(page, 'Mount it again')
    await expect(banner(page)).toBeVisible()
    await expect(center(page)).toHaveCount(0)
    await expect(decided(page)).toHaveText(DEFAULT)
  })

  test('mounted again, it follows what another tab decided, and tells each event once', async ({
    page,
    context,
    url,
  }) => {
    await visit(page, url)
    await press(page, 'Unmount the consent')
    await acceptElsewhere(await context.newPage(), url)
    await page.bringToFront()
    await press(page, 'Mount it again')
    await expect(decided(page)).toHaveText(ALL)
    await expect(chart(page)).toBeVisible()
    const mounted = (await seen(page)).events.length
    await choose(page, 'Reject all')
    await expect(chart(page)).toHaveCount(0)
    await expect(noChart(page)).toBeVisible()
    // Two consents would tell each of these twice.
    const events = async () => (await seen(page)).events.slice(mounted)
    await expect.poll(events).toEqual(['view', 'decision', 'view', 'receipt'])
    await expect(ours(page)).toHaveCount(0)
  })

  test('unmounted and mounted five times at once, there is one banner, and one consent answers', async ({
    page,
    url,
  }) => {
    await visit(page, url)
    for (let times = 0; times < 5; times++)
      for (const name of ['Unmount the consent', 'Mount it again'])
        await page.getByRole('button', { name, exact: true }).evaluate((button: HTMLElement) => button.click())
    await expect(banner(page)).toHaveCount(1)
    await accept(page)
    await expect(banner(page)).toHaveCount(0)
    await expect(decided(page)).toHaveText(ALL)
    await expect(chart(page)).toHaveCount(1)
    const events = async () => (await seen(page)).events.filter((name) => name === 'decision' || name === 'receipt')
    await expect.poll(events).toEqual(['decision', 'receipt'])
  })
}

async function acceptElsewhere(tab: Page, url: string): Promise<void> {
  await visit(tab, url)
  await accept(tab)
  await expect.poll(async () => (await seen(tab)).events).toContain('receipt')
}
