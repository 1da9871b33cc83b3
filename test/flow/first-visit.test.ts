// I1 Before a decision nothing is written to the device and no gated host is contacted.
import type { Page } from '@playwright/test'
import { accept, banner, claimsOf, cookieOf, decision, reject, requestsOf, untilReceipts } from './customer.ts'
import { expect, test } from './shop.ts'

/** Counts every way to write to a device, also those that leave nothing behind. */
async function watchWrites(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const writes: string[] = []
    Object.assign(window, { writes })
    const hear = (owner: object, name: string) => {
      const method = (owner as Record<string, (...given: unknown[]) => unknown>)[name]!
      Object.assign(owner, {
        [name](this: unknown, ...given: unknown[]) {
          writes.push(name)
          return method.apply(this, given)
        },
      })
    }
    hear(IDBFactory.prototype, 'open')
    hear(Storage.prototype, 'setItem')
    hear(CacheStorage.prototype, 'open')
    const cookie = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')!
    Object.defineProperty(Document.prototype, 'cookie', {
      ...cookie,
      set(value: string) {
        writes.push('cookie')
        cookie.set!.call(this, value)
      },
    })
  })
}

const writesOf = (page: Page) => page.evaluate(() => (window as unknown as { writes: string[] }).writes)

/** Names of what this page's origin has on the device. */
function keptBy(page: Page): Promise<string[]> {
  return page.evaluate(async () => [
    ...document.cookie.split('; ').filter(Boolean),
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map(({ name }) => name!),
    ...(await caches.keys()),
  ])
}

test('I1: before a choice nothing is written, and nobody but the shop is contacted', async ({ page, shop }) => {
  await watchWrites(page)
  const requests = requestsOf(page)
  await page.goto(shop.shop)
  await expect(banner(page)).toBeVisible()
  await page.getByRole('button', { name: /Fog cup/ }).scrollIntoViewIfNeeded()
  // Longer than the idle work and the prefetch of the preference center.
  await page.waitForTimeout(2_000)
  expect(await writesOf(page)).toEqual([])
  expect(await keptBy(page)).toEqual([])
  expect(await page.context().cookies()).toEqual([])
  expect(requests.length).toBeGreaterThan(5)
  expect(requests.filter((url) => new URL(url).origin !== shop.shop)).toEqual([])
  expect(shop.hits()).toEqual([])
  expect(await decision(page)).toMatchObject({ source: 'default', seq: 0 })
})

test('I1: who refuses is not contacted either, keeps one cookie and no key', async ({ page, shop }) => {
  const requests = requestsOf(page)
  await page.goto(shop.shop)
  await reject(page)
  await expect(banner(page)).toBeHidden()
  const [kept] = await untilReceipts(page, 'countersigned')
  expect(claimsOf(kept!.receipt)).toMatchObject({
    evt: 'refused',
    kp: 'once',
    ui: { m: 'banner', a: 'reject_all', t: true },
  })
  expect(claimsOf(kept!.receipt)).not.toHaveProperty('prev')
  expect(await entries(page)).toEqual(['decision', 'notice', 'receipt'])

  await page.reload()
  await page.waitForTimeout(1_000)
  await expect(banner(page)).toBeHidden()
  expect(shop.hits()).toEqual([])
  const origins = new Set(requests.map((url) => new URL(url).origin))
  expect([...origins].sort()).toEqual([shop.shop, shop.receipts].sort())
  const cookies = await page.context().cookies()
  expect(cookies.map(({ name, value }) => [name, value.replace(/^1\.eu\.\w+\.\w+/, '')])).toEqual([
    ['placet', '.1.0.analytics:0.marketing:0.video:0'],
  ])
})

test('who allows something gets one key, which nobody can read', async ({ page, shop }) => {
  await page.goto(shop.shop)
  await accept(page)
  await untilReceipts(page, 'countersigned')
  expect(await entries(page)).toEqual(['decision', 'head', 'key', 'notice', 'receipt'])
  const failure = await page.evaluate(async () => {
    const key = (await new Promise((found) => {
      const request = indexedDB.open('placet')
      request.addEventListener('success', () => {
        const get = request.result.transaction('vault').objectStore('vault').get('key')
        get.addEventListener('success', () => found(get.result))
      })
    })) as CryptoKeyPair
    return crypto.subtle.exportKey('jwk', key.privateKey).then(
      () => 'exported',
      (cause: DOMException) => cause.name,
    )
  })
  expect(failure).toBe('InvalidAccessError')
  expect(await cookieOf(page)).toMatch(/\.1\.0\.analytics:1\.marketing:1\.video:1$/)
})

/** The kinds of entries in the vault. */
function entries(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((found) => {
        const request = indexedDB.open('placet')
        request.addEventListener('success', () => {
          const keys = request.result.transaction('vault').objectStore('vault').getAllKeys()
          keys.addEventListener('success', () => {
            request.result.close()
            found([...new Set(keys.result.map((key) => String(key).split(':')[0]!))].sort())
          })
        })
      }),
  )
}
