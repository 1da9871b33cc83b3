// When receipts go: a page that ends, is put aside, is drawn before anybody looks; a backend that said when to come back.
import type { Delivery } from '@placet/core/http'
import { parseCookie } from '@placet/core/cookie'
import { expect, test } from 'vitest'
import { BACKEND, claimsOf, customer } from './shop.ts'

const MINUTE = 60_000
const hide = (page: EventTarget) => page.dispatchEvent(new Event('visibilitychange'))
const leave = (page: EventTarget) => page.dispatchEvent(new Event('pagehide'))

/** A shop whose backend says no, and counts how often it was asked. */
async function waiting(retryAfter?: number, failed: 'refused' | 'unreachable' = 'refused', device = {}) {
  const visitor = customer()
  const backend = { asked: 0, kept: [] as string[], open: false }
  const transport = async (receipts: string[]): Promise<Delivery> => {
    backend.asked++
    if (!backend.open) return { failed, detail: 'not now', ...(retryAfter ? { retryAfter } : {}) }
    backend.kept.push(...receipts)
    return { results: receipts.map(() => ({ status: 201 })) }
  }
  // Nothing comes back by itself before we say so.
  const shop = visitor.open({ transport }, { device: { random: () => 1, ...device } })
  await visitor.schedule.calm()
  void shop.accept('all')
  await visitor.schedule.pass(1_000)
  return { visitor, shop, backend, transport }
}

test.each([
  ['hidden', hide],
  ['left', leave],
])('what waits for another try gets one when the page is %s, and one only', async (_, go) => {
  const { visitor, shop, backend } = await waiting()
  expect(backend.asked).toBe(1)
  backend.open = true
  // In the very task: a page that ends has no other.
  go(shop.page)
  expect(backend.asked).toBe(2)
  go(shop.page)
  leave(shop.page)
  expect(backend.asked).toBe(2)
  await visitor.schedule.calm()
  expect(backend.kept.map((receipt) => claimsOf(receipt).seq)).toEqual([1])
  // Nobody heard the answer, so it is asked for again; the backend knows the receipt.
  await visitor.rest()
  expect([backend.asked, shop.$sync.get().pending]).toEqual([3, 0])
})

test('a page that is left with nothing to send, or while it sends, sends nothing more', async () => {
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

test('an ad blocker is not bothered by leaving, only by the next visit', async () => {
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
])(
  'who was told when to come back does not come sooner by a click, online again, or on leaving%s',
  async (_, device) => {
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
  },
)

type Tab = Awaited<ReturnType<typeof waiting>>['shop']

test.each([
  ['stays', () => {}],
  ['is closed', ({ close }: Tab) => close()],
  ['is put aside', ({ page, tab }: Tab, stall: (tab: number) => void) => (leave(page), stall(tab.id))],
])('what one tab was told holds for all, and keeps nobody longer, if that tab %s', async (_, go) => {
  const { visitor, shop, backend, transport } = await waiting(10 * MINUTE)
  const other = visitor.open({ transport })
  go(shop, visitor.schedule.stall)
  backend.open = true
  await visitor.said(other.reject())
  hide(other.page)
  for (const event of ['online', 'pageshow']) other.page.dispatchEvent(new Event(event))
  await visitor.schedule.pass(8 * MINUTE)
  // A page that is opened meanwhile waits, too.
  const late = visitor.open({ transport })
  await visitor.rest()
  expect([backend.asked, other.$sync.get(), late.$sync.get()]).toEqual([1, { pending: 2 }, { pending: 2 }])
  await visitor.schedule.pass(2 * MINUTE)
  expect(backend.kept.map((receipt) => claimsOf(receipt).seq)).toEqual([1, 2])
  expect([other.$sync.get().pending, late.$sync.get().pending]).toEqual([0, 0])
})

test.each([1, 365 * 24])('a clock that is set back by %i h keeps no receipt for longer than a day', async (hours) => {
  const { visitor, shop, backend } = await waiting(10 * MINUTE)
  backend.open = true
  visitor.schedule.jump(-hours * 60 * MINUTE)
  await visitor.schedule.pass(24 * 60 * MINUTE)
  expect([backend.asked, shop.$sync.get().pending]).toEqual([2, 0])
})

test('who asks while a try is under way that fails waits like the one who tried', async () => {
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

test('what went wrong last is told until nothing waits any more', async () => {
  const { visitor, shop, backend } = await waiting()
  const told: (string | undefined)[] = []
  shop.$sync.subscribe(({ pending, lastError }) => told.push(`${pending} ${lastError}`))
  await visitor.schedule.pass(4 * MINUTE)
  backend.open = true
  await visitor.schedule.pass(10 * MINUTE)
  expect(new Set(told.slice(0, -1))).toEqual(new Set(['1 not now']))
  expect(told.at(-1)).toBe('0 undefined')
})

test('the first wait is anything from nothing to the most, as chance has it', async () => {
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

test('a page that nobody has looked at yet sends nothing, even if it is asked what there is', async () => {
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

test('a tab that dies or is put aside in the middle of sending keeps nobody else from it', async () => {
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

test('a page that comes back from where it was put aside sends what waits', async () => {
  const { visitor, shop, backend } = await waiting(undefined, 'unreachable')
  await visitor.schedule.pass(60 * MINUTE)
  leave(shop.page)
  backend.open = true
  shop.page.dispatchEvent(new Event('pageshow'))
  await visitor.rest()
  expect([backend.kept.length, shop.$sync.get().pending]).toEqual([1, 0])
})
