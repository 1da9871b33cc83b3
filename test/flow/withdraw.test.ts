// I8 Withdrawal works without key, network and IndexedDB.
import type { Page } from '@playwright/test'
import {
  accept,
  banner,
  claimsOf,
  cookieOf,
  decision,
  hearProblems,
  openCenter,
  problemsOf,
  ranIn,
  receipts,
} from './customer.ts'
import { fixture, inert } from './pages.ts'
import { expect, test } from './shop.ts'

const BODY = `${inert('analytics', 'counter')}<iframe data-placet-purpose="marketing" data-placet-src="/film.html"></iframe>`

/** Allows all, then withdraws all in the center: the gates close, and the next page finds them closed. */
async function allowThenWithdraw(page: Page, url: string, before = async () => {}): Promise<void> {
  await hearProblems(page)
  await page.goto(url)
  await accept(page)
  await expect.poll(() => ranIn(page)).toEqual(['counter'])
  await expect(page.locator('iframe')).toHaveAttribute('src', '/film.html')
  const center = await openCenter(page)
  await before()
  await center.getByRole('button', { name: 'Reject all' }).click()
  await expect(center).toBeHidden()
  await expect(page.locator('iframe')).not.toHaveAttribute('src')
  expect(await decision(page)).toMatchObject({ answers: { analytics: false, marketing: false }, seq: 2 })
  expect(await cookieOf(page)).toMatch(/analytics:0\.marketing:0$/)
}

async function isRefusedNext(page: Page): Promise<void> {
  await page.reload()
  await page.waitForTimeout(300)
  expect(await ranIn(page)).toEqual([])
  await expect(page.locator('iframe')).not.toHaveAttribute('src')
  expect((await decision(page)).answers).toEqual({ analytics: false, marketing: false })
}

test.beforeEach(({ pages }) => {
  pages.put('/film.html', 'a film')
})

test('I8: without network', async ({ page, pages, context, errors }) => {
  const url = pages.put('/withdraw.html', fixture({ body: BODY, config: undefined }))
  await allowThenWithdraw(page, url, () => context.setOffline(true))
  await context.setOffline(false)
  await isRefusedNext(page)
  // The page may be left before it has signed; then the next one does, once it is sure that the first is gone.
  const events = async () => (await receipts(page)).map(({ event }) => event)
  await expect.poll(events, { timeout: 15_000 }).toEqual(['given', 'withdrawn'])
  const kept = await receipts(page)
  expect(claimsOf(kept[1]!.receipt)).toMatchObject({ prev: kept[0]!.id, seq: 2 })
  expect(errors).toEqual([])
})

test('I8: where IndexedDB throws', async ({ page, pages, errors }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('blocked', 'SecurityError')
    }
  })
  await allowThenWithdraw(page, pages.put('/withdraw.html', fixture({ body: BODY })))
  expect(await problemsOf(page)).toContain('vault-blocked')
  await isRefusedNext(page)
  expect(errors).toEqual([])
})

test('I8: where there is no IndexedDB at all', async ({ page, pages, errors }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'indexedDB', { value: undefined })
  })
  await allowThenWithdraw(page, pages.put('/withdraw.html', fixture({ body: BODY })))
  await isRefusedNext(page)
  expect(errors).toEqual([])
})

test('I8: where IndexedDB never answers', async ({ page, pages, errors }) => {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest
  })
  await allowThenWithdraw(page, pages.put('/withdraw.html', fixture({ body: BODY })))
  await isRefusedNext(page)
  expect(errors).toEqual([])
})

test('I8: without a key: WebCrypto signs nothing', async ({ page, pages, errors }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })
  })
  await allowThenWithdraw(page, pages.put('/withdraw.html', fixture({ body: BODY })))
  expect(await problemsOf(page)).toContain('vault-failed')
  await isRefusedNext(page)
  expect(errors).toEqual([])
})

test('I8: where the vault chunk cannot be loaded', async ({ page, pages, errors }) => {
  await page.route('**/placet-vault.js', (route) => route.abort())
  await allowThenWithdraw(page, pages.put('/withdraw.html', fixture({ body: BODY })))
  expect(await problemsOf(page)).toContain('chunk-unavailable')
  await isRefusedNext(page)
  await expect(banner(page)).toHaveCount(0)
  expect(errors).toEqual([])
})
