// Who is served next, where some bring much and others little.
import { expect, test } from 'vitest'
import { createFairQueue } from '../../packages/server/src/verify/fair-queue.ts'
import { limitPerAddress } from '../../packages/server/src/limits/rate-limit.ts'

// A batch of so many; each of another connection, where none is given.
const from = (size: number, connection: object = {}) => ({ connection, size })

test('of batches that wait, one is finished before the next is begun', () => {
  const queue = createFairQueue<string>()
  const [a, b] = [from(3), from(3)]
  for (const [item, batch] of [
    ['a1', a],
    ['b1', b],
    ['a2', a],
    ['b2', b],
  ] as const)
    queue.push(item, batch)
  expect(queue.dequeue(3)).toEqual(['a1', 'a2', 'b1'])
  queue.push('a3', a)
  queue.push('b3', b)
  expect(queue.dequeue(9)).toEqual(['a3', 'b2', 'b3'])
  expect([queue.size(), queue.dequeue(1)]).toEqual([0, []])
})

test('a receipt that comes alone waits for no large batch, not even for one that is being served', () => {
  const queue = createFairQueue<string>()
  for (const name of ['a', 'b']) {
    const batch = from(50)
    for (let n = 1; n <= 50; n++) queue.push(`${name}${n}`, batch)
  }
  queue.dequeue(10)
  queue.push('alone', from(1))
  expect(queue.dequeue(2)).toEqual(['alone', 'a11'])
})

test('a large batch is served although receipts keep coming one by one', () => {
  const queue = createFairQueue<string>()
  const large = from(5)
  for (let n = 1; n <= 5; n++) queue.push(`large${n}`, large)
  const served: string[] = []
  for (let n = 0; n < 20; n++) {
    for (const connection of [{}, {}]) queue.push('small', from(1, connection))
    served.push(...queue.dequeue(2))
  }
  // Each of three would have had five after fifteen; a batch that is served whole ends at most its own length later.
  expect(served).toContain('large5')
  expect(served.indexOf('large5')).toBeLessThan(20)
})

test('a connection gains nothing by bringing many batches at once', () => {
  const queue = createFairQueue<string>()
  const greedy = {}
  for (let n = 1; n <= 100; n++) queue.push('greedy', from(1, greedy))
  queue.push('other', from(1))
  queue.push('another', from(2))
  expect(queue.dequeue(4)).toEqual(['greedy', 'other', 'greedy', 'another'])
})

test('where it is full, the newest of the connection that has most makes room for another that has less', () => {
  const queue = createFairQueue<string>()
  const [a, b, c] = [{}, {}, {}]
  for (const [item, connection] of [
    ['a1', a],
    ['a2', a],
    ['a3', a],
    ['b1', b],
    ['b2', b],
  ] as const) {
    queue.push(item, from(1, connection))
  }
  expect(queue.displace(c)).toBe('a3')
  expect(queue.displace(a)).toBeUndefined()
  expect(queue.displace(b)).toBeUndefined()
  expect(queue.displace(c)).toBe('a2')
  expect(queue.size()).toBe(3)
  expect(queue.dequeue(9)).toEqual(['a1', 'b1', 'b2'])
})

test('one address has so many receipts waiting; it may bring one batch, and another address is not touched', () => {
  const room = limitPerAddress(60)
  const leave = room.enter('192.0.2.1', 50)
  expect(() => room.enter('192.0.2.1', 11)).toThrow('60 receipts of one address wait already')
  room.enter('192.0.2.1', 10)()
  room.enter('192.0.2.2', 100)()
  leave()
  room.enter('192.0.2.1', 100)()
  for (const off of [limitPerAddress(false).enter('192.0.2.1', 1e6), room.enter(undefined, 1e6)]) off()
})
