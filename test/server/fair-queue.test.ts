// Who is served next, where some bring much and others little.
import { expect, test } from 'vitest'
import { createFairQueue } from '../../packages/server/src/verify/fair-queue.ts'
import { limitPerAddress } from '../../packages/server/src/limits/rate-limit.ts'

test('connections are served in turn, one item each, however much one of them brings', () => {
  const queue = createFairQueue<string>()
  for (const item of ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1']) queue.push(item, item[0])
  expect(queue.take(4)).toEqual(['a1', 'b1', 'c1', 'a2'])
  queue.push('d1', 'd')
  expect(queue.take(9)).toEqual(['b2', 'a3', 'd1', 'a4'])
  expect([queue.size(), queue.take(1)]).toEqual([0, []])
})

test('where it is full, the newest of who has most makes room for who has less, and for nobody else', () => {
  const queue = createFairQueue<string>()
  for (const item of ['a1', 'a2', 'a3', 'b1', 'b2']) queue.push(item, item[0])
  expect(queue.displace('c')).toBe('a3')
  expect(queue.displace('a')).toBeUndefined()
  expect(queue.displace('b')).toBeUndefined()
  expect(queue.displace('c')).toBe('a2')
  expect(queue.size()).toBe(3)
  expect(queue.take(9)).toEqual(['a1', 'b1', 'b2'])
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
