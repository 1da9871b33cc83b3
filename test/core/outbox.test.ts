// How receipts are sent to a backend: in order, in batches, again after a failure, never again after an answer.
import { type Delivery, http, type ItemAnswer } from '@placet/core/http'
import { parseCookie } from '@placet/core/cookie'
import { expect, test, vi } from 'vitest'
import { BACKEND, claimsOf, customer } from './shop.ts'

const SECOND = 1_000
const answering = (answer: (receipt: string) => ItemAnswer) => {
  const batches: string[][] = []
  const transport = async (receipts: string[]): Promise<Delivery> => {
    batches.push(receipts)
    return { results: receipts.map(answer) }
  }
  return { batches, transport, seqs: () => batches.map((batch) => batch.map((receipt) => claimsOf(receipt).seq)) }
}
const failing = (failed: 'unreachable' | 'refused', retryAfter?: number) => {
  const at: number[] = []
  return {
    at,
    of: (now: () => number) => async (): Promise<Delivery> => (
      at.push(now()),
      { failed, detail: 'no', ...(retryAfter ? { retryAfter } : {}) }
    ),
  }
}

test('a receipt is countersigned by the backend, kept there once, and the next page opens no vault', async () => {
  const visitor = customer()
  const shop = visitor.open({ backend: BACKEND })
  const standings: string[] = []
  shop.on('receipt', ({ status }) => standings.push(status))
  const recorded = shop.accept('all')
  expect(parseCookie(visitor.cookie())?.pending).toBe(true)
  expect((await visitor.said(recorded))?.status).toBe('pending')
  expect([standings, await visitor.stored(), shop.$sync.get()]).toEqual([
    ['pending', 'countersigned'],
    1,
    { pending: 0, lastAnswer: expect.any(Number) },
  ])
  expect(parseCookie(visitor.cookie())?.pending).toBe(false)
  const load = vi.fn(async () => Promise.reject(new Error('not needed')))
  visitor.open({ backend: BACKEND }, { load })
  await visitor.rest()
  expect(load).not.toHaveBeenCalled()
})

test('decisions made offline are sent in order once the browser is online', async () => {
  const visitor = customer('offline')
  const { batches, seqs, transport } = answering(() => ({ status: 201 }))
  let offline = true
  const shop = visitor.open({
    transport: async (receipts) => (offline ? { failed: 'unreachable', detail: 'no' } : transport(receipts)),
  })
  for (const act of [() => shop.accept('all'), () => shop.reject(), () => shop.accept('all')]) await visitor.said(act())
  expect([shop.$sync.get().pending, batches.length, parseCookie(visitor.cookie())?.pending]).toEqual([3, 0, true])
  offline = false
  visitor.network.weather = 'online'
  shop.page.dispatchEvent(new Event('online'))
  await visitor.rest()
  expect(seqs()).toEqual([[1, 2, 3]])
  expect([
    (await visitor.said(shop.receipts())).map(({ status }) => status),
    parseCookie(visitor.cookie())?.pending,
  ]).toEqual([Array(3).fill('acknowledged'), false])
})

test('what waits to be sent is sent, though the cookie was lost and came back from the vault meanwhile', async () => {
  const visitor = customer('offline')
  const first = visitor.open({ backend: BACKEND })
  await visitor.said(first.accept('all'))
  first.close()
  visitor.jar.evict()
  const second = visitor.open({ backend: BACKEND })
  await visitor.rest()
  second.close()
  visitor.network.weather = 'online'
  visitor.open({ backend: BACKEND })
  await visitor.rest()
  expect(await visitor.stored()).toBe(1)
})

test('at most 50 receipts and 60,000 bytes go at once', async () => {
  const visitor = customer()
  const shop = visitor.open({ transport: async () => ({ failed: 'unreachable', detail: 'no' }) })
  for (let clicks = 0; clicks < 70; clicks++) void (clicks % 2 ? shop.reject() : shop.accept('all'))
  await visitor.rest()
  shop.close()
  const { batches, seqs, transport } = answering(() => ({ status: 201 }))
  visitor.open({ transport })
  await visitor.rest()
  expect(seqs().flat()).toEqual(Array.from({ length: 70 }, (_, at) => at + 1))
  for (const batch of batches) {
    expect(batch.length).toBeLessThanOrEqual(50)
    expect(JSON.stringify({ v: 1, sentAt: 1_795_262_400, receipts: batch }).length).toBeLessThanOrEqual(60_000)
  }
  expect(batches.length).toBeLessThanOrEqual(3)
})

test('after refusals the pauses grow up to half an hour', async () => {
  const visitor = customer()
  const { at, of } = failing('refused')
  const shop = visitor.open({ transport: of(visitor.schedule.now) })
  await visitor.said(shop.accept('all'))
  await visitor.schedule.pass(4 * 3_600 * SECOND)
  const waits = at.slice(1).map((each, index) => Math.round((each - at[index]!) / SECOND))
  // device.random() is ½ here: 2 s × 2ⁿ × ½, up to 30 min × ½.
  expect(waits.slice(0, 11)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
  expect(shop.problems[0]).toBe('backend-refused')
  expect(shop.$sync.get()).toEqual({ pending: 1, lastError: 'no' })
})

test('Retry-After is respected, and one beyond the range of timers does not fire at once', async () => {
  for (const [given, waited] of [
    [20, 20],
    [90 * 86_400, 86_400],
  ] as const) {
    const visitor = customer()
    const { at, of } = failing('refused', given * SECOND)
    await visitor.said(visitor.open({ transport: of(visitor.schedule.now) }).accept('all'))
    await visitor.schedule.pass((waited + 5) * SECOND)
    expect(Math.round((at[1]! - at[0]!) / SECOND)).toBe(waited)
  }
})

test('after three unreachable tries nothing is sent until `online` or `pageshow`', async () => {
  const visitor = customer()
  const { at, of } = failing('unreachable')
  const shop = visitor.open({ transport: of(visitor.schedule.now) })
  await visitor.said(shop.accept('all'))
  await visitor.schedule.pass(24 * 3_600 * SECOND)
  expect([at.length, new Set(shop.problems)]).toEqual([3, new Set(['backend-unreachable'])])
  // Then there are three tries again.
  for (const [event, tries] of [
    ['online', 6],
    ['pageshow', 9],
  ] as const) {
    shop.page.dispatchEvent(new Event(event))
    await visitor.schedule.pass(24 * 3_600 * SECOND)
    expect(at.length).toBe(tries)
  }
})

test('after a retry succeeds, the next page opens no vault', async () => {
  const visitor = customer()
  visitor.network.weather = 'broken'
  const shop = visitor.open({ backend: BACKEND })
  await visitor.said(shop.accept('all'))
  visitor.network.weather = 'online'
  await visitor.schedule.pass(3_600 * SECOND)
  expect([await visitor.stored(), parseCookie(visitor.cookie())?.pending]).toEqual([1, false])
})

test.each([409, 410, 422])(
  'a receipt refused for good (%i) keeps the reason, and is sent again only to another backend',
  async (status) => {
    const visitor = customer()
    const refusing = answering(() => ({ status, problem: { code: 'signature-invalid', detail: 'not this key’s' } }))
    const options = { backend: BACKEND, transport: refusing.transport }
    const shop = visitor.open(options)
    await visitor.said(shop.accept('all'))
    const [kept] = await visitor.said(shop.receipts())
    expect(kept).toMatchObject({ status: 'rejected', problem: 'not this key’s' })
    expect([shop.problems, shop.$sync.get().pending]).toEqual([['receipt-rejected'], 0])
    const again = visitor.open(options)
    await visitor.said(again.reject())
    expect(refusing.seqs()).toEqual([[1], [2]])
    const other = answering(() => ({ status: 201 }))
    const moved = visitor.open({ backend: 'https://shop.example/other/receipts', transport: other.transport })
    await visitor.said(moved.accept('all'))
    expect(other.seqs()).toEqual([[1, 2, 3]])
    const [first] = await visitor.said(moved.receipts())
    expect(first).toMatchObject({ status: 'acknowledged', problem: undefined })
  },
)

test('one refused receipt does not block the others', async () => {
  const visitor = customer()
  const { transport } = answering((receipt) => ({ status: claimsOf(receipt).seq === 2 ? 422 : 201 }))
  const shop = visitor.open({ transport })
  for (const act of [shop.accept('all'), shop.reject(), shop.accept('all')]) void act
  await visitor.rest()
  expect((await visitor.said(shop.receipts())).map(({ status }) => status)).toEqual([
    'acknowledged',
    'rejected',
    'acknowledged',
  ])
})

test('a custom transport that throws counts as unreachable', async () => {
  const visitor = customer()
  const shop = visitor.open({
    transport: () => {
      throw new Error('mine')
    },
  })
  expect((await visitor.said(shop.accept('all')))?.status).toBe('pending')
  await visitor.schedule.pass(3_600 * SECOND)
  expect(new Set(shop.problems)).toEqual(new Set(['backend-unreachable']))
})

test('several tabs, one sender: nothing is sent twice', async () => {
  const visitor = customer()
  const [one, other] = [visitor.open({ backend: BACKEND }), visitor.open({ backend: BACKEND })]
  await visitor.rest()
  void one.accept('all')
  void other.reject()
  void one.accept(['analytics'])
  await visitor.rest()
  for (const { page } of [one, other]) page.dispatchEvent(new Event('online'))
  await visitor.rest()
  expect([visitor.network.sent.length, new Set(visitor.network.sent).size, await visitor.stored()]).toEqual([3, 3, 3])
})

test('forget() stops retries', async () => {
  const visitor = customer()
  visitor.network.weather = 'broken'
  const shop = visitor.open({ backend: BACKEND })
  await visitor.said(shop.accept('all'))
  await visitor.said(shop.forget())
  const sent = visitor.network.sent.length
  visitor.network.weather = 'online'
  await visitor.schedule.pass(24 * 3_600 * SECOND)
  expect([visitor.network.sent.length, shop.$sync.get(), visitor.jar.isEmpty()]).toEqual([sent, { pending: 0 }, true])
})

test('a receipt forgotten while it is sent is not dispatched and not restored', async () => {
  const visitor = customer()
  let answer = () => {}
  const transport = async (receipts: string[]): Promise<Delivery> => {
    await new Promise<void>((come) => (answer = come))
    return { results: receipts.map(() => ({ status: 201 })) }
  }
  const shop = visitor.open({ transport })
  const told: string[] = []
  shop.on('receipt', ({ status }) => told.push(status))
  await visitor.said(shop.accept('all'))
  await visitor.said(shop.forget())
  answer()
  await visitor.rest()
  expect([told, await visitor.said(shop.receipts()), shop.$sync.get().pending]).toEqual([['pending'], [], 0])
})

test('forget() deletes the pause that a backend asked for', async () => {
  const visitor = customer()
  visitor.network.weather = 'busy'
  const shop = visitor.open({ backend: BACKEND })
  await visitor.said(shop.accept('all'))
  expect(await visitor.kept('pause')).toHaveLength(1)
  await visitor.said(shop.forget())
  expect(await visitor.kept()).toEqual([])
})

test.each([0, 2])(
  'a batch that is too large is halved at once; a single receipt too large (%i) blocks no other',
  async (large) => {
    const visitor = customer('offline')
    const before = visitor.open({ backend: BACKEND })
    for (const act of ['accept', 'reject', 'accept', 'reject', 'accept']) {
      await visitor.said(act === 'accept' ? before.accept('all') : before.reject())
    }
    before.close()
    const sizes: number[] = []
    const transport = async (receipts: string[]): Promise<Delivery> => {
      sizes.push(receipts.length)
      return receipts.length > 2 || receipts.some((receipt) => claimsOf(receipt).seq === large)
        ? { failed: 'refused', detail: 'too large', tooLarge: true }
        : { results: receipts.map(() => ({ status: 201 })) }
    }
    const shop = visitor.open({ transport })
    await visitor.schedule.pass(1_000)
    expect([shop.$sync.get().pending, sizes.slice(0, 2)]).toEqual([large ? 1 : 0, [5, 2]])
  },
)

test.each([
  ['gets half at once', {}, [5, 2, 2, 1], [5, 2, 2, 1]],
  ['gets all when it said', { 'retry-after': '60' }, [5], [5, 5]],
])('a backend that answers 413 %s', async (_, headers, before60, after60) => {
  const visitor = customer('offline')
  const before = visitor.open({ backend: BACKEND })
  for (const act of [before.accept('all'), before.reject(), before.accept('all'), before.reject()]) void act
  await visitor.said(before.accept('all'))
  before.close()
  const sent: number[] = []
  const transport = http(BACKEND, async (_, init) => {
    const { receipts } = JSON.parse(String(init?.body)) as { receipts: string[] }
    sent.push(receipts.length)
    return receipts.length > 2
      ? new Response('{}', { status: 413, headers })
      : Response.json({ v: 1, results: receipts.map(() => ({ status: 201 })) })
  })
  visitor.open({ transport })
  await visitor.schedule.pass(59_000)
  expect(sent).toEqual(before60)
  await visitor.schedule.pass(2_000)
  expect(sent).toEqual(after60)
})

test('fifty receipts that have to wait block no other; after an answer that is no JSON they are sent again', async () => {
  const visitor = customer()
  const first = visitor.open({ transport: async () => ({ failed: 'unreachable', detail: 'no' }) })
  for (let clicks = 0; clicks < 53; clicks++) void (clicks % 2 ? first.reject() : first.accept('all'))
  await visitor.rest()
  first.close()
  const circular = { status: 500, self: {}, large: 1n }
  circular.self = circular
  const { transport } = answering((receipt) => (claimsOf(receipt).seq > 50 ? { status: 201 } : circular))
  const shop = visitor.open({ transport })
  await visitor.schedule.pass(1_000)
  expect([shop.$sync.get().pending, new Set(shop.problems)]).toEqual([50, new Set(['backend-refused'])])
})
