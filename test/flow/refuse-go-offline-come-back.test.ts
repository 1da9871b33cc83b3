// The receipt server is away: decisions hold all the same, and their receipts arrive when it is back, in order, once.
import { createHash } from 'node:crypto'
import { accept, banner, bundles, claimsOf, cookieOf, decision, receipts, reject, untilReceipts } from './customer.ts'
import { expect, test } from './shop.ts'

const pendingIn = (page: Parameters<typeof cookieOf>[0]) => cookieOf(page).then((value) => value?.split('.')[5])

test('refuse, withdraw and accept while the server is away; it comes back and countersigns all, in order', async ({
  page,
  shop,
  request,
  errors,
}) => {
  await shop.stopReceipts()
  await page.goto(shop.shop)
  await reject(page)
  await untilReceipts(page, 'pending', 1)
  expect(await pendingIn(page)).toBe('1')
  await page.evaluate(() => window.placet.accept('all'))
  await expect.poll(() => shop.hits().length).toBeGreaterThan(2)
  await page.evaluate(() => window.placet.withdraw(['marketing']))
  const kept = await untilReceipts(page, 'pending', 3)
  expect(await pendingIn(page)).toBe('1')
  expect((await decision(page)).answers).toMatchObject({ analytics: true, marketing: false })
  for (const { id } of kept) expect(await readAt(`${shop.receipts}/receipts/${id}`)).toBe(0)

  await shop.startReceipts()
  await page.reload()
  const signed = await untilReceipts(page, 'countersigned', 3)
  await expect.poll(() => pendingIn(page)).toBe('0')
  expect(signed.map(({ id }) => id)).toEqual(kept.map(({ id }) => id))
  expect(signed.map(({ event }) => event)).toEqual(['refused', 'given', 'withdrawn'])
  const places = signed.map(({ index }) => index!)
  expect(places).toEqual([...places].sort((one, other) => one - other))
  for (const { id, receipt, countersignature } of signed) {
    const held = (await (
      await request.get(`${shop.receipts}/receipts/${id}`, { headers: bearer(receipt) })
    ).json()) as Record<string, unknown>
    expect(held).toMatchObject({ status: 'kept', receipt, countersignature })
  }
  // Firefox reports here, too, that nobody answered: nothing was thrown.
  expect(errors.filter((each) => !each.startsWith('Cross-Origin Request Blocked'))).toEqual([])

  async function readAt(url: string): Promise<number> {
    return request.get(url).then(
      (answer) => answer.status(),
      () => 0,
    )
  }
})

test('the event `online` is enough: no reload is needed, and nothing is sent twice', async ({ page, shop }) => {
  await shop.stopReceipts()
  await page.goto(shop.shop)
  await accept(page)
  await untilReceipts(page, 'pending', 1)
  await shop.startReceipts()
  const posts: string[] = []
  page.on(
    'request',
    (sent) => sent.method() === 'POST' && sent.url().startsWith(shop.receipts) && posts.push(sent.url()),
  )
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  const [kept] = await untilReceipts(page, 'countersigned', 1)
  await page.evaluate(() => window.dispatchEvent(new Event('online')))
  await page.waitForTimeout(500)
  expect(posts).toHaveLength(1)
  expect((await bundles(page))[0]).toMatchObject({ receipt: kept!.receipt, countersignature: kept!.countersignature })
})

test('the next visit sends what the last one could not, even when it is closed at once', async ({
  page,
  shop,
  context,
}) => {
  await shop.stopReceipts()
  await page.goto(shop.shop)
  await accept(page)
  // Whatever was signed by then: the tab is gone in the task after the click.
  await page.close({ runBeforeUnload: false })
  await shop.startReceipts()
  const next = await context.newPage()
  await next.goto(shop.shop)
  await expect(banner(next)).toHaveCount(0)
  const [kept] = await untilReceipts(next, 'countersigned', 1)
  expect(claimsOf(kept!.receipt)).toMatchObject({ seq: 1 })
  expect(await receipts(next)).toHaveLength(1)
})

test('a page that is left while its receipt waits for another try sends it on its way out', async ({
  page,
  shop,
  request,
}) => {
  // Waits as long as chance allows: four seconds after the first failure, eight after the second.
  await page.addInitScript(() => (Math.random = () => 1))
  await shop.stopReceipts()
  await page.goto(shop.shop)
  await accept(page)
  const [kept] = await untilReceipts(page, 'pending', 1)
  await expect.poll(() => page.evaluate(() => window.placet.$sync.get().lastError)).toContain('TypeError')
  await shop.startReceipts()
  await page.goto('about:blank')
  const headers = bearer(kept!.receipt)
  const held = () => request.get(`${shop.receipts}/receipts/${kept!.id}`, { headers }).then((answer) => answer.status())
  await expect.poll(held).toBe(200)
})

/** What opens a receipt at its backend (docs/protocol.md, Reading). */
function bearer(receipt: string): { authorization: string } {
  return { authorization: `Bearer ${createHash('sha256').update(`placet-read:${receipt}`).digest('base64url')}` }
}
