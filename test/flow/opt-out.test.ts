// Where the law is opt-out: on by default, an opt-out control on every page, and Global Privacy Control is heard first.
import type { Page } from '@playwright/test'
import { banner, center, claimsOf, decision, openCenter, ranIn, receipts } from './customer.ts'
import { CONFIG, fixture, inert } from './pages.ts'
import { expect, test } from './shop.ts'

const US = fixture({ config: { ...CONFIG, regime: 'us' }, body: inert('marketing', 'advertising') })
const reopen = (page: Page) => page.locator('placet-reopen').getByRole('button', { name: 'Privacy choices' })

const honoured = (page: Page) => center(page).getByText('Your browser sends Global Privacy Control. It is honoured')

async function sendGpc(page: Page): Promise<void> {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true }))
}

test('opt-out: on by default, no banner, a control on the page; an objection holds', async ({ page, pages }) => {
  await page.goto(pages.put('/us.html', US))
  await expect.poll(() => ranIn(page)).toEqual(['advertising'])
  await expect(banner(page)).toHaveCount(0)
  expect(await decision(page)).toMatchObject({ regime: 'us', source: 'default', answers: { marketing: true } })
  expect(await page.context().cookies()).toEqual([])
  await reopen(page).click()
  await expect(center(page).getByRole('switch', { name: 'Advertising' })).toBeChecked()
  await expect(honoured(page)).toBeHidden()
  await center(page).getByRole('button', { name: 'Reject all' }).click()
  await expect.poll(() => receipts(page)).toHaveLength(1)
  expect(claimsOf((await receipts(page))[0]!.receipt)).toMatchObject({ jur: 'us', dec: { marketing: 'objected' } })
  await page.reload()
  await expect(reopen(page)).toBeVisible()
  expect(await ranIn(page)).toEqual([])
})

test('opt-out with GPC: off before any tag, nothing is written, the center says that it is honoured', async ({
  page,
  pages,
}) => {
  await sendGpc(page)
  await page.goto(pages.put('/us.html', US))
  await expect(reopen(page)).toBeVisible()
  expect(await ranIn(page)).toEqual([])
  expect(await decision(page)).toMatchObject({ source: 'signal', answers: { analytics: false, marketing: false } })
  expect(await page.context().cookies()).toEqual([])
  expect(await page.evaluate(() => indexedDB.databases())).toEqual([])
  await reopen(page).click()
  await expect(honoured(page)).toBeVisible()
  await expect(center(page).getByRole('switch', { name: 'Advertising' })).not.toBeChecked()
})

test('GPC that is switched on later speaks against the yes of before, and the receipt says so', async ({
  page,
  pages,
}) => {
  const url = pages.put('/us.html', US)
  await page.goto(url)
  await expect(reopen(page)).toBeVisible()
  await page.evaluate(() => window.placet.accept('all'))
  await expect.poll(() => receipts(page)).toHaveLength(1)
  await sendGpc(page)
  await page.goto(url)
  await expect.poll(() => receipts(page)).toHaveLength(2)
  expect(await ranIn(page)).toEqual([])
  expect(await decision(page)).toMatchObject({ seq: 2, answers: { analytics: false, marketing: false } })
  const [first, second] = await receipts(page)
  expect(claimsOf(second!.receipt)).toMatchObject({
    evt: 'signal',
    sig: { gpc: true },
    prev: first!.id,
    dec: { analytics: 'withdrawn', marketing: 'withdrawn' },
    ui: { t: false },
  })
  await page.reload()
  await page.waitForTimeout(500)
  expect(await receipts(page)).toHaveLength(2)
})

test('a yes that was said with GPC on has answered it: it stands', async ({ page, pages }) => {
  await sendGpc(page)
  await page.goto(pages.put('/us.html', US))
  await reopen(page).click()
  await center(page).getByRole('switch', { name: 'Advertising' }).click()
  await center(page).getByRole('button', { name: 'Save my choice' }).click()
  await expect.poll(() => receipts(page)).toHaveLength(1)
  expect(claimsOf((await receipts(page))[0]!.receipt)).toMatchObject({ evt: 'given', sig: { gpc: true } })
  await page.reload()
  await expect.poll(() => ranIn(page)).toEqual(['advertising'])
  expect(await receipts(page)).toHaveLength(1)
})

test('opt-in with GPC: nothing changes, one is asked, and the receipt notes the signal', async ({ page, shop }) => {
  await sendGpc(page)
  await page.goto(shop.shop)
  await banner(page).getByRole('button', { name: 'Reject all' }).click()
  await expect.poll(() => receipts(page)).toHaveLength(1)
  expect(claimsOf((await receipts(page))[0]!.receipt)).toMatchObject({ evt: 'refused', sig: { gpc: true } })
})

for (const regime of ['eu', 'us'] as const) {
  const html = fixture({ config: { ...CONFIG, regime } })

  test(`${regime}: a browser that sends no GPC is not said to send it, whatever was decided`, async ({
    page,
    pages,
  }) => {
    await page.goto(pages.put('/no-gpc.html', html))
    for (const decide of ['nothing', 'reject', 'accept'] as const) {
      await page.evaluate((decide) => {
        if (decide === 'reject') void window.placet.reject()
        if (decide === 'accept') void window.placet.accept('all')
      }, decide)
      const face = await openCenter(page)
      await expect(face.getByRole('switch', { name: 'Advertising' })).toBeVisible()
      await expect(honoured(page)).toBeHidden()
      await expect(face.getByText('Global Privacy Control').filter({ visible: true })).toHaveCount(0)
    }
  })

  test(`${regime}: GPC is said to be honoured until something was allowed all the same`, async ({ page, pages }) => {
    await sendGpc(page)
    await page.goto(pages.put('/gpc.html', html))
    await openCenter(page)
    await expect(honoured(page)).toBeVisible()
    await center(page).getByRole('button', { name: 'Reject all' }).click()
    await openCenter(page)
    await expect(honoured(page)).toBeVisible()
    await center(page).getByRole('switch', { name: 'Advertising' }).click()
    await center(page).getByRole('button', { name: 'Save my choice' }).click()
    await openCenter(page)
    await expect(center(page).getByRole('switch', { name: 'Advertising' })).toBeChecked()
    await expect(honoured(page)).toBeHidden()
  })
}
