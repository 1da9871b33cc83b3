// Any function that sends receipts is a transport: what it resolves with, or throws, is an answer.
import { batch } from '@placet/core/batch'
import { expect, test } from 'vitest'
import { claimsOf, customer } from './shop.ts'

test('who resolves with nothing has kept all', async () => {
  expect(await batch(async () => {})(['a', 'b'])).toEqual({ results: [{ status: 201 }, { status: 201 }] })
})

test('who answers each is believed for each', async () => {
  const answers = [{ status: 201, countersignature: 'x.y.z' }, { status: 422 }]
  expect(await batch(async () => answers)(['a', 'b'])).toEqual({ results: answers })
})

test('who throws was not reached; who says when to come back refused', async () => {
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

test('who answers too few, or something else, has answered none', async () => {
  for (const answers of [[], [{ status: 201 }], {}, { data: true }])
    expect(await batch(async () => answers as never)(['a', 'b'])).toMatchObject({ failed: 'unreachable' })
})

test('a sender of smaller limits gets smaller parts, in order; where one part fails, the others stay answered', async () => {
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

test('who never ends is given up: no other tab would ever send', async () => {
  let told: AbortSignal | undefined
  const hanging = batch((_, signal) => ((told = signal), new Promise<never>(() => {})), { patience: 1 })
  expect(await hanging(['a'])).toMatchObject({ failed: 'unreachable', detail: expect.stringContaining('TimeoutError') })
  expect(told?.aborted).toBe(true)
})

test('a function that says when to come back is not called sooner: not by a click, not online again', async () => {
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

test('a shop that sends its receipts by a function of its own has them all there, once, in order', async () => {
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
