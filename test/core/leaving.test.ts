// When receipts are sent: on a page that ends, is frozen or is prerendered, and after a backend has asked for a pause.
import type { Delivery } from '@placet/core/http'
import { parseCookie } from '@placet/core/cookie'
import { expect, test } from 'vitest'
import { BACKEND, claimsOf, customer } from './shop.ts'

const MINUTE = 60_000
const hide = (page: EventTarget) => page.dispatchEvent(new Event('visibilitychange'))
const leave = (page: EventTarget) => page.dispatchEvent(new Event('pagehide'))

/** A shop whose backend refuses, and counts the requests. */
async function waiting(retryAfter?: number, failed: 'refused' | 'unreachable' = 'refused', device = {}) {
  const visitor = customer()
  const backend = { asked: 0, kept: [] as string[], open: false }
  const transport = async (receipts: string[]): Promise<Delivery> => {
    backend.asked++
    if (!backend.open) return { failed, detail: 'not now', ...(retryAfter ? { retryAfter } : {}) }
    backend.kept.push(...receipts)
    return { results: receipts.map(() => ({ status: 201 })) }
  }
  // No retry runs before the test lets time pass.
  const shop = visitor.open({ transport }, { device: { random: () => 1, ...device } })
  await visitor.schedule.calm()
  void shop.accept('all')
  await visitor.schedule.pass(1_000)
  return { visitor, shop, backend, transport }
}

test.each([
  ['hidden', hide],
  ['left', leave],
])('a batch that waits for a retry is sent once when the page is %s', async (_, go) => {
  const { visitor, shop, backend } = await waiting()
  expect(backend.asked).toBe(1)
  backend.open = true
  // In the same task: a page that ends has no other.
  go(shop.page)
  expect(backend.asked).toBe(2)
  go(shop.page)
  leave(shop.page)
  expect(backend.asked).toBe(2)
  await visitor.schedule.calm()
  expect(backend.kept.map((receipt) => claimsOf(receipt).seq)).toEqual([1])
  // The answer was lost, so the receipt is sent again; the backend already has it.
  await visitor.rest()
  expect([backend.asked, shop.$sync.get().pending]).toEqual([3, 0])
})

test('a page that is left sends nothing if nothing waits, or if a request is under way', async () => {
  const visitor = customer()
  const shop = visitor.open({ backend: BACKEND })
  await visitor.said(shop.accept('all'))
  hide(shop.page)
  leave(shop.page)
  void shop.reject()
  for (let turns = 0; turns < 200 && visitor.network.sent.length < 2; turns++) {
    hide(shop.page)
    leave(shop.page)
    await visitor.schedule.letOneGo()
  }
  await visitor.rest()
  expect(visitor.network.sent.length).toBe(2)
})

test('after three unreachable tries leaving sends nothing; the next visit does', async () => {
  const { visitor, shop, backend } = await waiting(undefined, 'unreachable')
  await visitor.schedule.pass(60 * MINUTE)
  expect(backend.asked).toBe(3)
  hide(shop.page)
  leave(shop.page)
  expect(backend.asked).toBe(3)
})

const blocked = async () => Promise.reject(new Error('private mode'))

test.each([
  ['', {}],
  [', nor where its vault is in memory', { store: blocked }],
])('after Retry-After no click, `online` or leaving sends sooner%s', async (_, device) => {
  const { visitor, shop, backend } = await waiting(10 * MINUTE, 'refused', device)
  backend.open = true
  hide(shop.page)
  leave(shop.page)
  for (const event of ['online', 'pageshow']) shop.page.dispatchEvent(new Event(event))
  await visitor.said(shop.reject())
  await visitor.schedule.pass(8 * MINUTE)
  expect([backend.asked, shop.$sync.get()]).toEqual([1, { pending: 2, lastError: 'not now' }])
  await visitor.schedule.pass(2 * MINUTE)
  expect([backend.kept.length, shop.$sync.get()]).toEqual([2, { pending: 0, lastAnswer: expect.any(Number) }])
})

type Tab = Awaited<ReturnType<typeof waiting>>['shop']

test.each([
  ['stays', () => {}],
  ['is closed', ({ close }: Tab) => close()],
  ['is put aside', ({ page, tab }: Tab, stall: (tab: number) => void) => (leave(page), stall(tab.id))],
])('a pause that one tab received applies to all tabs, and no longer, if that tab %s', async (_, go) => {
  const { visitor, shop, backend, transport } = await waiting(10 * MINUTE)
  const other = visitor.open({ transport })
  go(shop, visitor.schedule.stall)
  backend.open = true
  await visitor.said(other.reject())
  hide(other.page)
  for (const event of ['online', 'pageshow']) other.page.dispatchEvent(new Event(event))
  await visitor.schedule.pass(8 * MINUTE)
  // A page opened meanwhile waits, too.
  const late = visitor.open({ transport })
  await visitor.rest()
  expect([backend.asked, other.$sync.get(), late.$sync.get()]).toEqual([1, { pending: 2 }, { pending: 2 }])
  await visitor.schedule.pass(2 * MINUTE)
  expect(backend.kept.map((receipt) => claimsOf(receipt).seq)).toEqual([1, 2])
  expect([other.$sync.get().pending, late.$sync.get().pending]).toEqual([0, 0])
})

test.each([1, 365 * 24])('a clock that is set back by %i h delays no receipt by more than a day', async (hours) => {
  const { visitor, shop, backend } = await waiting(10 * MINUTE)
  backend.open = true
  visitor.schedule.jump(-hours * 60 * MINUTE)
  await visitor.schedule.pass(24 * 60 * MINUTE)
  expect([backend.asked, shop.$sync.get().pending]).toEqual([2, 0])
})

test('flushes that wait for a failing try share its pause', async () => {
  const visitor = customer()
  let asked = 0
  let fail = () => {}
  const transport = async (): Promise<Delivery> => {
    asked++
    await new Promise<void>((come) => (fail = come))
    return { failed: 'refused', detail: 'no' }
  }
  const shop = visitor.open({ transport }, { device: { random: () => 1 } })
  await visitor.said(shop.accept('all'))
  for (const event of ['online', 'pageshow']) shop.page.dispatchEvent(new Event(event))
  void shop.reject()
  await visitor.schedule.pass(100)
  fail()
  await visitor.schedule.pass(3_000)
  expect(asked).toBe(1)
  await visitor.schedule.pass(1_000)
  expect(asked).toBe(2)
})

test('$sync contains the last error until nothing is pending', async () => {
  const { visitor, shop, backend } = await waiting()
  const told: (string | undefined)[] = []
  shop.$sync.subscribe(({ pending, lastError }) => told.push(`${pending} ${lastError}`))
  await visitor.schedule.pass(4 * MINUTE)
  backend.open = true
  await visitor.schedule.pass(10 * MINUTE)
  expect(new Set(told.slice(0, -1))).toEqual(new Set(['1 not now']))
  expect(told.at(-1)).toBe('0 undefined')
})

test('the first pause is random between 0 and 4 s', async () => {
  for (const [random, after] of [
    [0, 0],
    [0.25, 1_000],
    [1, 4_000],
  ] as const) {
    const visitor = customer()
    const at: number[] = []
    const transport = async (): Promise<Delivery> => (
      at.push(visitor.schedule.now()),
      { failed: 'refused', detail: 'no' }
    )
    const shop = visitor.open({ transport }, { device: { random: () => (at.length > 1 ? 1 : random) } })
    await visitor.schedule.calm()
    void shop.accept('all')
    await visitor.schedule.pass(5_000)
    expect(Math.round((at[1]! - at[0]!) / 100) * 100).toBe(after)
  }
})

test('a prerendered page sends nothing, even after receipts() was called', async () => {
  const visitor = customer('offline')
  const before = visitor.open({ backend: BACKEND })
  await visitor.said(before.accept('all'))
  before.close()
  visitor.network.weather = 'online'
  visitor.network.sent.length = 0
  const activation = new EventTarget()
  const document = {
    documentElement: { lang: 'en' },
    prerendering: true,
    addEventListener: activation.addEventListener.bind(activation),
    cookie: visitor.jar.read(),
  }
  const shop = visitor.open({ backend: BACKEND }, { page: { document } })
  expect(await visitor.said(shop.receipts())).toHaveLength(1)
  for (const event of ['pageshow', 'online', 'pagehide']) shop.page.dispatchEvent(new Event(event))
  await visitor.rest()
  expect(visitor.network.sent).toEqual([])
  document.prerendering = false
  activation.dispatchEvent(new Event('prerenderingchange'))
  await visitor.rest()
  expect(visitor.network.sent).toHaveLength(1)
})

test('a tab that is closed or frozen while it sends does not block the others', async () => {
  const visitor = customer()
  const [one, other] = [visitor.open({ backend: BACKEND }), visitor.open({ backend: BACKEND })]
  await visitor.rest()
  void one.accept('all')
  while (visitor.network.sent.length === 0) await visitor.schedule.letOneGo()
  one.close()
  other.page.dispatchEvent(new Event('online'))
  await visitor.said(other.reject())
  expect([other.$sync.get().pending, await visitor.stored(), parseCookie(visitor.cookie())?.pending]).toEqual([
    0,
    2,
    false,
  ])
})

test('a page restored from the back/forward cache sends pending receipts', async () => {
  const { visitor, shop, backend } = await waiting(undefined, 'unreachable')
  await visitor.schedule.pass(60 * MINUTE)
  leave(shop.page)
  backend.open = true
  shop.page.dispatchEvent(new Event('pageshow'))
  await visitor.rest()
  expect([backend.kept.length, shop.$sync.get().pending]).toEqual([1, 0])
})
