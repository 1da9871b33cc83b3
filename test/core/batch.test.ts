// batch() makes a transport from any function that sends receipts. What it resolves with, or throws, becomes the
// answers.
import { batch } from '@placet/core/batch'
import { expect, test } from 'vitest'
import { claimsOf, customer } from './shop.ts'

test('a sender that resolves with nothing has kept all receipts', async () => {
  expect(await batch(async () => {})(['a', 'b'])).toEqual({ results: [{ status: 201 }, { status: 201 }] })
})

test('the answers of a sender are returned, one per receipt', async () => {
  const answers = [{ status: 201, countersignature: 'x.y.z' }, { status: 422 }]
  expect(await batch(async () => answers)(['a', 'b'])).toEqual({ results: answers })
})

test('an error means unreachable; an error with retryAfter means refused', async () => {
  const throwing = (cause: unknown) => batch(async () => Promise.reject(cause))(['a'])
  expect(await throwing(new Error('no route'))).toEqual({ failed: 'unreachable', detail: 'Error: no route' })
  const busy = Object.assign(new Error('slow down'), { retryAfter: 20_000 })
  expect(await throwing(busy)).toEqual({ failed: 'refused', detail: 'Error: slow down', retryAfter: 20_000 })
  let sent = 0
  const later = batch(async () => (sent++ ? Promise.reject(busy) : undefined), { most: 1 })
  expect(await later(['a', 'b'])).toMatchObject({
    failed: 'refused',
    retryAfter: 20_000,
    results: [{ status: 201 }, {}],
  })
  for (const retryAfter of ['20', -1, Number.NaN, null])
    expect(await throwing({ retryAfter, toString: () => 'odd' })).toEqual({ failed: 'unreachable', detail: 'odd' })
  const sudden = batch(() => {
    throw new Error('at once')
  })
  expect(await sudden(['a'])).toMatchObject({ failed: 'unreachable' })
})

test('too few answers, or anything but a list, mean unreachable', async () => {
  for (const answers of [[], [{ status: 201 }], {}, { data: true }])
    expect(await batch(async () => answers as never)(['a', 'b'])).toMatchObject({ failed: 'unreachable' })
})

test('smaller limits make smaller parts, in order; if one part fails, earlier answers are kept', async () => {
  const parts: string[][] = []
  const byTwo = batch(async (receipts) => void parts.push(receipts), { most: 2 })
  expect(await byTwo(['a', 'b', 'c', 'd', 'e'])).toEqual({ results: [1, 2, 3, 4, 5].map(() => ({ status: 201 })) })
  expect(parts).toEqual([['a', 'b'], ['c', 'd'], ['e']])

  const bySize = batch(async (receipts) => void parts.push(receipts), { bytes: 80 })
  parts.length = 0
  await bySize(['aaaaa', 'bbbbb', 'c'.repeat(200), 'd'])
  expect(parts).toEqual([['aaaaa', 'bbbbb'], ['c'.repeat(200)], ['d']])

  let calls = 0
  const breaking = batch(async () => (++calls === 2 ? Promise.reject(new Error('gone')) : undefined), { most: 2 })
  const statuses = [201, 201, 503, 503, 503].map((status) => ({ status }))
  expect(await breaking(['a', 'b', 'c', 'd', 'e'])).toEqual({
    failed: 'refused',
    detail: 'Error: gone',
    results: statuses,
  })
})

test('a sender that never settles is aborted', async () => {
  let told: AbortSignal | undefined
  const hanging = batch((_, signal) => ((told = signal), new Promise<never>(() => {})), { patience: 1 })
  expect(await hanging(['a'])).toMatchObject({ failed: 'unreachable', detail: expect.stringContaining('TimeoutError') })
  expect(told?.aborted).toBe(true)
})

test('after retryAfter the sender is not called sooner: not by a click, not by `online`', async () => {
  const visitor = customer()
  const calls: number[] = []
  const transport = batch(async (receipts) => {
    calls.push(receipts.length)
    if (calls.length === 1) throw Object.assign(new Error('slow down'), { retryAfter: 600_000 })
  })
  const shop = visitor.open({ transport })
  await visitor.said(shop.accept('all'))
  await visitor.said(shop.reject())
  shop.page.dispatchEvent(new Event('online'))
  await visitor.schedule.pass(570_000)
  expect([calls, shop.$sync.get()]).toEqual([[1], { pending: 2, lastError: 'Error: slow down' }])
  await visitor.schedule.pass(30_000)
  expect([calls, shop.$sync.get().pending]).toEqual([[1, 2], 0])
})

test('a shop with its own sender receives every receipt once, in order', async () => {
  const visitor = customer()
  const queue: string[] = []
  let broken = true
  const transport = batch(
    async (receipts) => {
      if (broken) throw new Error('the queue is away')
      queue.push(...receipts)
    },
    { most: 2 },
  )
  const shop = visitor.open({ transport })
  for (const act of [shop.accept('all'), shop.reject(), shop.accept('all')]) await visitor.said(act)
  broken = false
  shop.page.dispatchEvent(new Event('online'))
  await visitor.rest()
  expect(queue.map((receipt) => claimsOf(receipt).dec.marketing)).toEqual(['given', 'withdrawn', 'given'])
  expect((await visitor.said(shop.receipts())).map(({ status }) => status)).toEqual(Array(3).fill('acknowledged'))
})
