// Who shares a turn: whoever comes in time, and until it begins.
import { generateKeys, type Keyring, keyringFrom, type Store } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createSequencer } from '../../packages/server/src/log/sequencer.ts'
import { receipt, SITE } from './device.ts'
import { addAll, candidate, gated, levelsOf, watched } from './sequencing.ts'

const ISSUER = 'https://keeper.example/consent'
let keys: Keyring
let receipts: string[]

beforeAll(async () => {
  keys = keyringFrom(generateKeys())
  receipts = await Promise.all(Array.from({ length: 5 }, () => receipt()))
})

describe('a turn', () => {
  afterEach(() => void vi.useRealTimers())

  test('is for all who come within five milliseconds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const store = watched(createMemoryStore())
    const sequencer = createSequencer(store, { issuer: ISSUER, keys })
    const three = await Promise.all(receipts.slice(0, 3).map(candidate))
    const placed = [sequencer.add(SITE, three[0]!)]
    await vi.advanceTimersByTimeAsync(4)
    placed.push(sequencer.add(SITE, three[1]!))
    expect(store.turns).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    await Promise.all(placed)
    placed.push(sequencer.add(SITE, three[2]!))
    await vi.advanceTimersByTimeAsync(5)
    await Promise.all(placed)
    expect(store.turns).toEqual([2, 1])
  })

  test('is for no more than 1,024, and while so many wait, nobody waits for more', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const store = watched(createMemoryStore())
    const sequencer = createSequencer(store, { issuer: ISSUER, keys })
    const one = await candidate(receipts[0]!)
    const placed = Array.from({ length: 2049 }, () => sequencer.add(SITE, one))
    await vi.advanceTimersByTimeAsync(5)
    await Promise.all(placed.slice(0, 2048))
    expect([store.turns.length, sequencer.waiting()]).toEqual([2, 1])
    await vi.advanceTimersByTimeAsync(5)
    await Promise.all(placed)
  })

  test('is for all who came while another process had its own', async () => {
    const store = watched(createMemoryStore())
    const { entered, release, held } = gated(store)
    const sequencer = createSequencer(held, { issuer: ISSUER, keys })
    const early = addAll(sequencer, receipts.slice(0, 2))
    await entered
    const late = addAll(sequencer, receipts.slice(2, 5))
    await vi.waitUntil(() => sequencer.waiting() === 5)
    release()
    const placed = [...(await early), ...(await late)]
    expect(store.turns).toEqual([5])
    expect(placed.map(({ kept }) => kept.index)).toEqual([0, 1, 2, 3, 4])
    expect(new Set(await levelsOf(placed, keys))).toEqual(new Set(['logged']))
  })

  test('that never begins fails those who waited when it was asked for, and nobody who came later', async () => {
    const inner = createMemoryStore()
    let asked = 0
    const { entered, release, held } = gated({
      ...inner,
      turn: (...given) => (asked++ === 0 ? Promise.reject(new Error('no connection')) : inner.turn(...given)),
    })
    const sequencer = createSequencer(held, { issuer: ISSUER, keys })
    const failed = expect(addAll(sequencer, receipts.slice(0, 2))).rejects.toThrow('no connection')
    await entered
    const late = addAll(sequencer, receipts.slice(2, 4))
    await vi.waitUntil(() => sequencer.waiting() === 4)
    release()
    await failed
    expect((await late).map(({ kept }) => kept.index)).toEqual([0, 1])
  })

  test('that was given up and begins after all takes nobody: those who wait have a turn of their own', async () => {
    const inner = createMemoryStore()
    let late: (() => Promise<void>) | undefined
    const held: Pick<Store, 'turn'> = {
      turn(site, work) {
        if (late) return inner.turn(site, work)
        late = () => inner.turn(site, work)
        return Promise.reject(new Error('PostgreSQL does not answer.'))
      },
    }
    const sequencer = createSequencer(held, { issuer: ISSUER, keys })
    await expect(addAll(sequencer, receipts.slice(0, 2))).rejects.toThrow('does not answer')
    const two = await Promise.all(receipts.slice(2, 4).map(candidate))
    const next = two.map((each) => sequencer.add(SITE, each))
    await expect(late!()).rejects.toThrow('over')
    expect(await Promise.all(next)).toMatchObject([{ kept: { index: 0 } }, { kept: { index: 1 } }])
  })
})
