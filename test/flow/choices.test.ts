// One purpose, one service at a time; and a change of mind.
import { readFile } from 'node:fs/promises'
import { center, claimsOf, decision, openCenter, untilReceipts } from './customer.ts'
import { expect, test } from './shop.ts'

const trackersOf = (hits: { tracker: string }[]) => [...new Set(hits.map(({ tracker }) => tracker))].sort()

test('single services under the details: only those trackers are told, and a change of mind stops them', async ({
  page,
  shop,
}) => {
  await page.goto(shop.shop)
  await page.locator('placet-banner').getByRole('button', { name: 'Choose' }).click()
  const face = center(page)
  const details = face.locator('section').filter({ has: page.getByRole('switch', { name: 'Shop statistics' }) })
  await details.locator('summary').click()
  await expect(details).toContainText('PostHog, Inc. (United States)')
  await details.getByRole('switch', { name: 'Amplitude' }).click()
  await face.getByRole('switch', { name: 'Embedded films' }).click()
  await face.getByRole('button', { name: 'Save my choice' }).click()
  await expect(face).toBeHidden()

  await expect.poll(() => trackersOf(shop.hits())).toEqual(['amplitude', 'video'])
  await expect(page.frameLocator('#film iframe').locator('svg').first()).toBeVisible()
  expect((await decision(page)).answers).toEqual({
    necessary: true,
    analytics: false,
    'analytics/amplitude': true,
    marketing: false,
    video: true,
  })
  const [first] = await untilReceipts(page, 'countersigned')
  expect(claimsOf(first!.receipt)).toMatchObject({
    dec: { analytics: 'refused', 'analytics/amplitude': 'given', marketing: 'refused', video: 'given' },
    ui: { m: 'center', a: 'save', t: true },
  })

  await openCenter(page)
  await face.getByRole('switch', { name: 'Embedded films' }).click()
  await face.getByRole('button', { name: 'Save my choice' }).click()
  await expect(page.locator('#film iframe')).not.toHaveAttribute('src')
  expect(page.frames()).toHaveLength(2)
  await expect(page.frameLocator('#film iframe').locator('svg')).toHaveCount(0)
  const [, second] = await untilReceipts(page, 'countersigned', 2)
  expect(claimsOf(second!.receipt)).toMatchObject({
    evt: 'withdrawn',
    seq: 2,
    prev: first!.id,
    dec: { video: 'withdrawn' },
  })

  shop.clearHits()
  await page.reload()
  await expect.poll(() => trackersOf(shop.hits())).toEqual(['amplitude'])
  await page.waitForTimeout(500)
  expect(trackersOf(shop.hits())).toEqual(['amplitude'])
})

test('a switch that was not touched is no yes', async ({ page, shop }) => {
  await page.goto(shop.shop)
  const face = await openCenter(page)
  await face.getByRole('button', { name: 'Save my choice' }).click()
  expect((await decision(page)).answers).toEqual({ necessary: true, analytics: false, marketing: false, video: false })
  await page.waitForTimeout(300)
  expect(shop.hits()).toEqual([])
})

test('“forget everything here” leaves nothing, and asks again', async ({ page, shop }) => {
  await page.goto(shop.shop)
  await page.locator('placet-banner').getByRole('button', { name: 'Accept all' }).click()
  await untilReceipts(page, 'countersigned')
  const face = await openCenter(page)
  await face.getByText('My receipts', { exact: true }).click()
  await face.getByRole('button', { name: 'Forget everything here' }).click()
  await expect
    .poll(async () => (await page.context().cookies(shop.shop)).map(({ name }) => name))
    .not.toContain('placet')
  await expect.poll(() => page.evaluate(() => window.placet.receipts())).toEqual([])
  await page.reload()
  await expect(page.locator('placet-banner')).toBeVisible()
})

test('the receipts can be taken along as a file', async ({ page, shop, browserName }) => {
  await page.addInitScript(() => {
    const { createObjectURL } = URL
    URL.createObjectURL = (blob) => {
      void (blob as Blob).text().then((text) => Object.assign(window, { taken: text }))
      return createObjectURL(blob)
    }
  })
  await page.goto(shop.shop)
  await page.locator('placet-banner').getByRole('button', { name: 'Accept all' }).click()
  const [kept] = await untilReceipts(page, 'countersigned')
  const face = await openCenter(page)
  // Playwright hears of no download in Firefox over BiDi; there, what is offered must do.
  const download = browserName === 'chromium' ? page.waitForEvent('download') : undefined
  await face.getByText('My receipts', { exact: true }).click()
  await face.getByRole('button', { name: 'Download my receipts' }).click()
  await expect.poll(() => page.evaluate(() => (window as { taken?: string }).taken)).toContain(kept!.receipt)
  if (!download) return
  expect((await download).suggestedFilename()).toBe('receipts.json')
  expect(await readFile(await (await download).path(), 'utf8')).toContain(kept!.countersignature)
})
