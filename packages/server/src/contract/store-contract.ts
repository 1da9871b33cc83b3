// What every store must do. The tests are the same for all stores.
import type { Store } from '../store.ts'
import { expect } from './expect.ts'
import {
  additionAfter,
  append,
  bytes,
  erase,
  hashesOf,
  listOf,
  look,
  numbered,
  OTHER,
  rowOf,
  SITE,
} from './log-keeper.ts'
import type { Runner } from './runner.ts'
import { turnContract } from './turn-contract.ts'

export type StoreUnderTest = {
  name: string
  /** An empty store, for each test. */
  open(): Promise<Store>
  /** After each test, when the store is closed. */
  end?(): Promise<void>
}
/**
 * Declares the tests of a store.
 *
 * @example
 * import { afterEach, beforeEach, describe, test } from 'node:test'
 * storeContract({ name: 'mine', open: openMyStore }, { describe, test, beforeEach, afterEach })
 */
export function storeContract({ name, open, end }: StoreUnderTest, runner: Runner): void {
  const { describe, test, beforeEach, afterEach } = runner
  describe(`a store (${name})`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open()
    })
    afterEach(async () => {
      await store.close()
      await end?.()
    })

    turnContract(() => store, runner)

    test('finds nothing that was never kept', async () => {
      expect(await store.find('unknown')).toBeUndefined()
      expect(await store.head(SITE)).toBeUndefined()
      expect(await store.findErased('leaf')).toBeUndefined()
      expect(await store.notice('nobody')).toBeUndefined()
      expect([await listOf(store.receipts(SITE)), await listOf(store.erasures(SITE))]).toEqual([[], []])
    })

    test('sites are listed in order of their names', async () => {
      const sites = ['https://b-c.example', 'https://b.example:8443', 'https://a.example', 'https://b.example']
      for (const site of sites) await append(store, ['1'], { site })
      expect(await store.sites()).toEqual([sites[2], sites[0], sites[3], sites[1]])
    })

    test('everything comes site by site, in the order of each log', async () => {
      const sites = [OTHER, SITE, 'https://a-a.example']
      // The order must depend neither on numbers nor on the clock.
      const numbers = Array.from({ length: 601 }, (_, at) => `${(at * 7919) % 1203}`)
      for (const site of sites) {
        await append(store, numbers.slice(0, 250), { site, received: 5_000_000 })
        await append(store, numbers.slice(250), { site, received: 4_000_000 })
      }
      const all = await listOf(store.all())
      expect(all.length).toBe(1803)
      expect(new Set(all.map(({ site }) => site)).size).toBe(3)
      expect(all.filter(({ site }, at) => site !== all[at - 1]?.site)).toHaveLength(3)
      for (const site of sites) {
        const rows = all.filter((row) => row.site === site)
        expect(rows.map(({ jti }) => jti)).toEqual(numbers)
        expect(await listOf(store.receipts(site))).toEqual(rows)
        expect(await listOf(store.receipts(site, 590))).toEqual(rows.slice(590))
      }
      expect(await listOf(store.receipts(SITE, 601))).toEqual([])
    })

    test('receipts from before there were logs come first', async () => {
      const { index: _, ...old } = rowOf('z', 0)
      await append(store, ['1'])
      await store.turn(SITE, async ({ head }) => ({ rows: [old], tiles: [], head: head! }))
      await append(store, ['2'])
      expect(await listOf(store.receipts(SITE))).toEqual([old, rowOf('1', 0), rowOf('2', 1)])
      expect(await listOf(store.receipts(SITE, 1))).toEqual([rowOf('2', 1)])
      expect(await store.find(old.id)).toEqual(old)
      expect(await erase(store, old.id, 'old leaf')).toBe(true)
      expect(await store.findErased('old leaf')).toEqual({ site: SITE, leaf: 'old leaf' })
    })

    test('what is erased is gone but for its place and its leaf', async () => {
      await append(store, ['1', '2', '3'])
      expect(await erase(store, rowOf('2', 1).id, 'leaf 2')).toBe(true)
      expect(await erase(store, rowOf('2', 1).id, 'leaf 2')).toBe(false)
      expect(await erase(store, 'nobody', 'leaf')).toBe(false)
      const erased = { site: SITE, index: 1, leaf: 'leaf 2' }
      expect(await store.findErased('leaf 2')).toEqual(erased)
      expect(await store.find(rowOf('2', 1).id)).toBeUndefined()
      expect(await listOf(store.receipts(SITE))).toEqual([rowOf('1', 0), rowOf('3', 2)])
      expect(await listOf(store.receipts(SITE, 1))).toEqual([rowOf('3', 2)])
      expect((await store.head(SITE))?.size).toBe(3)
      expect((await store.tiles(SITE, [{ level: 0, n: 0 }])).map(bytes)).toEqual([bytes(hashesOf(0, 3))])
      const asked = await look(store, ['2'], ['leaf 1', 'leaf 2'])
      expect([[...asked.known], [...asked.erased]]).toEqual([[], ['leaf 2']])
      expect([...(await look(store, [], ['leaf 2'], OTHER)).erased]).toEqual([])
      await erase(store, rowOf('1', 0).id, 'leaf 1')
      expect((await listOf(store.erasures(SITE))).map(({ leaf }) => leaf)).toEqual(['leaf 1', 'leaf 2'])
      expect(await listOf(store.erasures(OTHER))).toEqual([])
    })

    test('of ten erasures of the same receipt, one succeeds', async () => {
      await append(store, ['1'])
      const done = await Promise.all(Array.from({ length: 10 }, () => erase(store, rowOf('1', 0).id, 'leaf')))
      expect(done.filter(Boolean)).toHaveLength(1)
      expect(await listOf(store.erasures(SITE))).toHaveLength(1)
    })

    test('what is erased, and the statement of it, are written with the rest or not at all', async () => {
      await append(store, ['1', '2', '3'])
      const erased = (jti: string, index: number) => ({ site: SITE, jti, leaf: `leaf ${jti}`, index })
      const stated = { site: SITE, index: 3, statement: 'a.b.c' }
      const erasing = (...gone: ReturnType<typeof erased>[]) =>
        store.turn(SITE, async (turn) => {
          const { head, tiles } = additionAfter(turn, [rowOf('', 3)])
          return { rows: [], head, tiles, statements: [stated], erased: gone }
        })
      await expect(erasing(erased('1', 0), erased('nobody', 1))).rejects.toThrow('to erase')
      expect([await listOf(store.statements(SITE)), (await listOf(store.receipts(SITE))).length]).toEqual([[], 3])
      expect([(await store.head(SITE))?.size, await listOf(store.erasures(SITE))]).toEqual([3, []])

      await erasing(erased('3', 2), erased('1', 0))
      expect(await listOf(store.statements(SITE))).toEqual([stated])
      expect(await listOf(store.statements(SITE, 4))).toEqual([])
      expect(await listOf(store.statements(OTHER))).toEqual([])
      expect((await listOf(store.erasures(SITE))).map(({ index }) => index)).toEqual([0, 2])
      expect((await listOf(store.receipts(SITE))).map(({ jti }) => jti)).toEqual(['2'])
      expect((await store.head(SITE))?.size).toBe(4)
    })

    test('a device’s receipts come in the order of the log, however many, and no other’s', async () => {
      await append(store, numbered(1100), { sub: 'urn:one' })
      await append(store, ['x'], { sub: 'urn:two' })
      await append(store, ['y'], { sub: 'urn:one' })
      await append(store, ['z'], { sub: 'urn:one', site: OTHER })
      const found = await listOf(store.receiptsOf(SITE, 'urn:one'))
      expect(found.map(({ jti }) => jti)).toEqual([...numbered(1100), 'y'])
      expect(await listOf(store.receiptsOf(SITE, 'urn:three'))).toEqual([])
    })

    test('erasures come by place, in pages of any number', async () => {
      const many = numbered(1050)
      await append(store, many)
      await store.turn(SITE, async ({ head }) => ({
        ...{ rows: [], tiles: [], head: head! },
        erased: many.map((jti, index) => ({ site: SITE, jti, leaf: `leaf ${jti}`, index })),
      }))
      expect((await listOf(store.erasures(SITE))).map(({ index }) => index)).toEqual(many.map((_, at) => at))
    })

    test('keeps notices by hash, in every language they are in', async () => {
      const notices = new Map<string, unknown>([
        ['h2', { language: 'de', purposes: [{ name: 'Zählung „genau“ \u0000' }] }],
        ['h1', { language: 'en', purposes: [] }],
      ])
      await store.putNotices(new Map())
      await store.putNotices(notices)
      await store.putNotices(new Map([...notices, ['h3', {}]]))
      for (const [hash, notice] of notices) expect(await store.notice(hash)).toEqual(notice)
      expect(await store.notice('h3')).toEqual({})
    })

    test('says that receipts would be kept, by a write that leaves nothing to be seen and does not grow', async () => {
      for (let at = 0; at < 20; at += 1) expect(await store.check([SITE, OTHER])).toEqual([])
      expect([await store.check(), await store.check([])]).toEqual([[], []])
      expect([await store.sites(), await store.head(SITE), await listOf(store.all())]).toEqual([[], undefined, []])
      expect(await append(store, ['1'])).toEqual(['1'])
      expect(await store.check([SITE])).toEqual([])
      expect(await store.sites()).toEqual([SITE])
    })
  })
}
