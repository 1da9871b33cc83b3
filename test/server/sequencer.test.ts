// How receipts get their places: one turn for many, no gap, nothing twice, and nothing kept in memory that was not written.
import { consistencyHolds, fromBase64url, parseCheckpoint, receiptIdentity, verify } from '@placet/receipt'
import { generateKeys, type Keyring, keyringFrom, type Store } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { beforeAll, describe, expect, test } from 'vitest'
import { erase } from '../../packages/server/src/contract/log-keeper.ts'
import { createSequencer } from '../../packages/server/src/log/sequencer.ts'
import { receipt, SITE } from './device.ts'
import * as oracle from './merkle-oracle.ts'
import { add, addAll, candidate, gated, levelsOf, type Standing, watched } from './sequencing.ts'

const OTHER = 'https://other.example'
const ISSUER = 'https://keeper.example/consent'
let keys: Keyring
let receipts: string[]

beforeAll(async () => {
  keys = keyringFrom(await generateKeys())
  receipts = await Promise.all(Array.from({ length: 40 }, () => receipt()))
})

describe('a log', () => {
  test('gives places from 0 on, in the order in which receipts came, and proves each', async () => {
    const store = watched(createMemoryStore())
    const sequencer = createSequencer(store, { issuer: ISSUER, keys })
    const placed = await addAll(sequencer, receipts)
    expect(placed.map(({ kept }) => kept.index)).toEqual(receipts.map((_, index) => index))
    expect(store.turns.length).toBeLessThan(4)
    for (const { kept, proof } of placed) {
      const { receipt, countersignature } = kept
      const verdict = await verify({ receipt, countersignature, proof: proof! }, { keys: keys.jwks() })
      expect(verdict).toMatchObject({ valid: true, level: 'logged', findings: [] })
      expect(verdict.countersignature).toMatchObject({
        log: 'keeper.example/consent/log/shop.example',
        idx: kept.index,
      })
    }
  })

  test('grows: every checkpoint is the beginning of every later one', async () => {
    const store = createMemoryStore()
    const sequencer = createSequencer(store, { issuer: ISSUER, keys })
    const notes: string[] = []
    for (const jws of receipts.slice(0, 9)) {
      await add(sequencer, jws)
      notes.push((await store.head(SITE))!.note)
    }
    const identities = await Promise.all(receipts.slice(0, 9).map(receiptIdentity))
    const leaves = identities.map((identity) => oracle.leaf(fromBase64url(identity)!))
    const second = (await store.head(SITE))!
    for (const note of notes.slice(0, -1)) {
      const first = parseCheckpoint(note)!
      const path = oracle.proof(first.size, leaves)
      expect(await consistencyHolds({ first, second, path })).toBe(true)
    }
  })

  test('answers a receipt that it has with the place and the countersignature it had, and writes nothing', async () => {
    const store = watched(createMemoryStore())
    const sequencer = createSequencer(store, { issuer: ISSUER, keys })
    const [first] = await addAll(sequencer, receipts.slice(0, 3))
    const before = await store.head(SITE)
    const again = await add(sequencer, receipts[0]!)
    expect(again).toMatchObject({ fresh: false, kept: first!.kept })
    expect(store.turns.at(-1)).toBe(0)
    expect(await store.head(SITE)).toEqual(before)
    expect(again.proof).toContain(before!.note)
  })

  test('of one receipt a hundred times at once, one is fresh and all have its place', async () => {
    const sequencer = createSequencer(createMemoryStore(), { issuer: ISSUER, keys })
    const placed = await addAll(
      sequencer,
      Array.from({ length: 100 }, () => receipts[0]!),
    )
    expect(placed.filter(({ fresh }) => fresh)).toHaveLength(1)
    expect(new Set(placed.map(({ kept }) => kept.countersignature)).size).toBe(1)
  })

  test('is one for each site', async () => {
    const store = createMemoryStore()
    const sequencer = createSequencer(store, { issuer: ISSUER, keys })
    const elsewhere = await receipt({ aud: OTHER })
    expect((await add(sequencer, receipts[0]!)).kept.index).toBe(0)
    expect((await add(sequencer, elsewhere, OTHER)).kept.index).toBe(0)
    expect(await store.sites()).toEqual([OTHER, SITE])
  })

  test('knows what was erased, and does not take it again', async () => {
    const store = createMemoryStore()
    const sequencer = createSequencer(store, { issuer: ISSUER, keys })
    const { id, leaf } = await candidate(receipts[0]!)
    await add(sequencer, receipts[0]!)
    await add(sequencer, receipts[1]!)
    await erase(store, id, Buffer.from(leaf).toString('base64url'))
    expect(await sequencer.add(SITE, await candidate(receipts[0]!))).toBe('erased')
    // The next one stands where it would have stood.
    expect((await add(sequencer, receipts[2]!)).kept.index).toBe(2)
  })
})

describe('when the store', () => {
  test('fails, nothing is acknowledged, and what is kept later stands in a log without a trace of it', async () => {
    const store = watched(createMemoryStore())
    const sequencer = createSequencer(store, { issuer: ISSUER, keys })
    await add(sequencer, receipts[0]!)
    store.told.failing = 1
    await expect(addAll(sequencer, receipts.slice(6, 8))).rejects.toThrow('the disk is full')
    expect((await store.head(SITE))!.size).toBe(1)
    const placed = await addAll(sequencer, receipts.slice(2, 5))
    expect(placed.map(({ kept }) => kept.index)).toEqual([1, 2, 3])
    expect(await levelsOf(placed, keys)).toEqual(['logged', 'logged', 'logged'])
  })

  test('asks for the work again, it is done from the head that is then the newest, with who came meanwhile', async () => {
    const inner = createMemoryStore()
    const store = watched(inner)
    const sequencer = createSequencer(store, { issuer: ISSUER, keys })
    const another = createSequencer(inner, { issuer: ISSUER, keys })
    let late: Promise<Standing> | undefined
    store.told.meanwhile = async () => {
      await add(another, receipts[9]!)
      const one = await candidate(receipts[2]!)
      late = sequencer.add(SITE, one) as Promise<Standing>
    }
    const placed = await addAll(sequencer, receipts.slice(0, 2))
    placed.push(await late!)
    expect(placed.map(({ kept }) => kept.index)).toEqual([1, 2, 3])
    expect(store.turns).toEqual([3])
    expect(await levelsOf(placed, keys)).toEqual(['logged', 'logged', 'logged'])
  })

  test('holds tiles that do not make its head, nothing is signed on top of them', async () => {
    const store = createMemoryStore()
    await add(createSequencer(store, { issuer: ISSUER, keys }), receipts[0]!)
    const damaged: Store = {
      ...store,
      turn: (site, work) => store.turn(site, (turn) => work({ ...turn, tiles: async () => [new Uint8Array(32)] })),
    }
    const sequencer = createSequencer(damaged, { issuer: ISSUER, keys })
    await expect(add(sequencer, receipts[1]!)).rejects.toThrow(/damaged/)
    expect((await store.head(SITE))!.size).toBe(1)
  })

  test('is slower than what comes, the queue has an end, and what was taken is still kept', async () => {
    const { held, release } = gated(createMemoryStore())
    const sequencer = createSequencer(held, { issuer: ISSUER, keys })
    const one = await candidate(receipts[0]!)
    const tried = Array.from({ length: 12_000 }, () =>
      sequencer.add(SITE, one).then(
        () => 'kept',
        (error) => error.message,
      ),
    )
    release()
    const said = await Promise.all(tried)
    expect(said.filter((each) => each === 'kept').length).toBeGreaterThanOrEqual(10_000)
    expect(said.at(-1)).toMatch(/wait already/)
    await sequencer.drain()
    expect(sequencer.waiting()).toBe(0)
  })
})

test('two processes on one store leave one log without a gap', async () => {
  const store = createMemoryStore()
  const both = [createSequencer(store, { issuer: ISSUER, keys }), createSequencer(store, { issuer: ISSUER, keys })]
  const placed: Standing[] = []
  for (let at = 0; at < receipts.length; at += 4) {
    const four = receipts.slice(at, at + 4)
    placed.push(...(await Promise.all(four.map((jws, index) => add(both[index % 2]!, jws)))))
  }
  const places = placed.map(({ kept }) => kept.index!).sort((one, other) => one - other)
  expect(places).toEqual(receipts.map((_, index) => index))
  expect(new Set(await levelsOf(placed, keys))).toEqual(new Set(['logged']))
})
