// Everything allowed: the trackers hear of it, the receipt is countersigned, and the next page needs nothing but placet.js.
import { accept, banner, claimsOf, cookieOf, openCenter, requestsOf, untilReceipts } from './customer.ts'
import { expect, test } from './shop.ts'

const TRACKERS = ['amplitude', 'mixpanel', 'posthog', 'video']

test('accept all: every tracker and the film start, and the center shows the countersigned receipt', async ({
  page,
  shop,
  errors,
}) => {
  await page.goto(shop.shop)
  await accept(page)
  await expect(banner(page)).toBeHidden()
  await expect.poll(() => trackersOf(shop.hits())).toEqual(TRACKERS)
  await expect(page.frameLocator('#film iframe').locator('svg').first()).toBeVisible()

  const center = await openCenter(page)
  await center.getByText('My receipts', { exact: true }).click()
  const receipt = center.locator('li[data-status]')
  await expect(receipt).toHaveCount(1)
  await expect(receipt).toHaveAttribute('data-status', 'countersigned', { timeout: 1_000 })
  await expect(receipt).toContainText('Allowed')
  await expect(receipt).toContainText('in the public log of Kiln Nine')
  for (const name of ['Shop statistics', 'Advertising measurement', 'Embedded films']) {
    await expect(center.getByRole('switch', { name })).toBeChecked()
  }
  expect(errors).toEqual([])
})

test('what the receipt says is what was clicked', async ({ page, shop }) => {
  await page.goto(shop.shop)
  await accept(page)
  const [kept] = await untilReceipts(page, 'countersigned')
  const claims = claimsOf(kept!.receipt)
  expect(claims).toMatchObject({
    evt: 'given',
    aud: shop.shop,
    jur: 'eu',
    seq: 1,
    dec: { analytics: 'given', marketing: 'given', necessary: 'exempt', video: 'given' },
    ui: { m: 'banner', a: 'accept_all', t: true },
    sig: { gpc: false, dnt: false },
    ntc: { lang: 'en', ver: '2026-11-21' },
  })
  expect(JSON.stringify(claims)).not.toMatch(/Mozilla|127\.0\.0\.1/)
  expect(claimsOf(kept!.countersignature!)).toMatchObject({ iss: shop.receipts, rcp: kept!.id, sub: claims.sub })
})

test('a returning customer downloads placet.js and nothing else of ours, and opens no database', async ({
  page,
  shop,
}) => {
  await page.goto(shop.shop)
  await accept(page)
  await untilReceipts(page, 'countersigned')
  await expect.poll(() => cookieOf(page)).toMatch(/^1\.eu\.\w+\.\w+\.1\.0\./)

  shop.clearHits()
  await page.addInitScript(() => {
    const { open } = IDBFactory.prototype
    const opened: string[] = []
    Object.assign(window, { opened })
    IDBFactory.prototype.open = function (name, version) {
      opened.push(name)
      return open.call(this, name, version)
    }
  })
  await page.goto('about:blank')
  const requests = requestsOf(page)
  await page.goto(shop.shop)
  await expect.poll(() => trackersOf(shop.hits())).toEqual(TRACKERS)
  await page.waitForTimeout(2_000)
  expect(requests.filter((url) => url.includes('/placet'))).toEqual([`${shop.shop}/placet/placet.js`])
  expect(requests.filter((url) => url.startsWith(shop.receipts))).toEqual([])
  expect(await page.evaluate(() => (window as unknown as { opened: string[] }).opened)).not.toContain('placet')
  await expect(banner(page)).toHaveCount(0)
})

function trackersOf(hits: { tracker: string; kind: string }[]): string[] {
  return [...new Set(hits.filter(({ kind }) => kind === 'hit').map(({ tracker }) => tracker))].sort()
}
