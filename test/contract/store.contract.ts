// What every store must do. A store passes as it is: no test here knows which one it has.
import type { LookupResult, Store, Turn } from '@placet/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { additionAfter, append, hashesOf, listOf, rowOf, SITE } from './log-keeper.ts'

export type StoreUnderTest = {
  name: string
  open(): Promise<Store>
  end?(): Promise<void>
  /** Why it cannot be tested on this machine. */
  missing?: string | undefined
}

const OTHER = 'https://b.example'

export function storeContract({ name, open, end, missing }: StoreUnderTest): void {
  describe.skipIf(missing !== undefined)(`a store (${name}${missing ? `: ${missing}` : ''})`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open()
    })
    afterEach(async () => {
      await store.close()
      await end?.()
    })

    async function glance(
      numbers: string[],
      leaves: string[] = [],
      site = SITE,
    ): Promise<Pick<Turn, 'head'> & LookupResult> {
      let seen: (Pick<Turn, 'head'> & LookupResult) | undefined
      await store.turn(site, async ({ head, lookUp }) => {
        seen = { head, ...(await lookUp({ numbers, leaves })) }
        return undefined
      })
      return seen!
    }

    describe('in a turn', () => {
      test('a site begins without a head, and goes on from the one that was written', async () => {
        expect((await glance([])).head).toBeUndefined()
        await append(store, ['1', '2'])
        const head = { site: SITE, origin: `${SITE}/log`, size: 2, note: 'note of 2' }
        expect((await glance([])).head).toMatchObject(head)
        expect(bytes((await store.head(SITE))!.root)).toEqual(bytes(hashesOf(2, 3)))
        await append(store, ['3'])
        expect(await store.head(SITE)).toMatchObject({ ...head, size: 3, note: 'note of 3' })
        expect(await listOf(store.receipts(SITE))).toEqual([rowOf('1', 0), rowOf('2', 1), rowOf('3', 2)])
      })

      test('rows come back byte for byte', async () => {
        const careful = `it's "quoted" {a,b} \\x00 \\ $1 ; -- ☃ 𝒳 null`
        const row = rowOf('1', 0, { id: `id ${careful}`, sub: careful, receipt: careful, countersignature: careful })
        await store.turn(SITE, async (turn) => additionAfter(turn, [row]))
        expect(await store.find(row.id)).toEqual(row)
        expect((await glance(['1'])).known.get('1')).toEqual(row)
      })

      test('the last tile grows, and others stay', async () => {
        await append(store, numbered(200))
        await append(store, numbered(300))
        const places = [
          { level: 0, n: 1 },
          { level: 7, n: 0 },
          { level: 0, n: 0 },
        ]
        const expected = [hashesOf(256, 300), undefined, hashesOf(0, 200)].map(bytes)
        expect((await store.tiles(SITE, places)).map(bytes)).toEqual(expected)
        let seen: unknown[] = []
        await store.turn(SITE, async ({ tiles }) => {
          seen = (await tiles(places)).map(bytes)
          return undefined
        })
        expect(seen).toEqual(expected)
        expect(await store.tiles(OTHER, places)).toEqual([undefined, undefined, undefined])
        expect(await store.tiles(SITE, [])).toEqual([])
        await append(store, numbered(301))
        expect((await store.tiles(SITE, places)).map(bytes)[0]).toEqual(bytes(hashesOf(256, 301)))
      })

      test('it is told which numbers are kept, of those it asked for and at its site', async () => {
        await append(store, ['1', '2'])
        await append(store, ['1'], { site: OTHER })
        expect([...(await glance(['2', '3'])).known]).toEqual([['2', rowOf('2', 1)]])
        expect([...(await glance(['2'], [], OTHER)).known]).toEqual([])
        expect(await store.find(rowOf('1', 0, { site: OTHER }).id)).toEqual(rowOf('1', 0, { site: OTHER }))
      })

      test('it that adds nothing leaves nothing, not even the site', async () => {
        await glance(['1'])
        expect([await store.sites(), await store.head(SITE), await listOf(store.all())]).toEqual([[], undefined, []])
      })

      test('it that fails leaves nothing, and the next one has its turn', async () => {
        await append(store, ['1'])
        const failing = store.turn(SITE, async () => {
          throw new Error('the key is gone')
        })
        await expect(failing).rejects.toThrow('the key is gone')
        expect(await append(store, ['2'])).toEqual(['2'])
        expect(await listOf(store.all())).toEqual([rowOf('1', 0), rowOf('2', 1)])
      })

      test('an addition that cannot be written whole is not written at all', async () => {
        await append(store, ['1'])
        const again = rowOf('1', 2, { id: 'another', countersignature: 'later' })
        const half = store.turn(SITE, async (turn) => additionAfter(turn, [rowOf('2', 1), again]))
        await expect(half).rejects.toThrow()
        expect(await listOf(store.all())).toEqual([rowOf('1', 0)])
        expect(await store.head(SITE)).toMatchObject({ size: 1, note: 'note of 1' })
        expect((await store.tiles(SITE, [{ level: 0, n: 0 }])).map(bytes)).toEqual([bytes(hashesOf(0, 1))])
        expect(await append(store, ['1', '2'])).toEqual(['2'])
      })

      test('what lies beyond the head is shown, too: an audit looks for it', async () => {
        await append(store, ['1'])
        await store.turn(SITE, async (turn) => ({
          ...additionAfter(turn, [rowOf('2', 1)]),
          rows: [rowOf('2', 1), rowOf('far', 2000)],
        }))
        expect(await listOf(store.receipts(SITE))).toEqual([rowOf('1', 0), rowOf('2', 1), rowOf('far', 2000)])
        expect(await listOf(store.all())).toHaveLength(3)
      })

      test('nobody sees what is not written yet', async () => {
        await append(store, ['1'])
        let seen: unknown
        await store.turn(SITE, async (turn) => {
          const addition = additionAfter(turn, [rowOf('2', 1)])
          await new Promise((resolve) => setTimeout(resolve, 5))
          seen = [await listOf(store.all()), (await store.head(SITE))?.size, await store.find(rowOf('2', 1).id)]
          return addition
        })
        expect(seen).toEqual([[rowOf('1', 0)], 1, undefined])
        expect(await store.find(rowOf('2', 1).id)).toEqual(rowOf('2', 1))
      })

      test('of fifty at once each has its own: no gap, and no place twice', async () => {
        const turns = numbered(50).map((jti) => append(store, [jti, `${jti}b`]))
        await Promise.all(turns)
        const rows = await listOf(store.receipts(SITE))
        expect(rows.map(({ index }) => index)).toEqual(Array.from({ length: 100 }, (_, index) => index))
        expect(new Set(rows.map(({ jti }) => jti)).size).toBe(100)
        expect((await store.head(SITE))?.size).toBe(100)
      })

      test('of fifty with the same number one adds it, and all others hear of it', async () => {
        const fresh = await Promise.all(Array.from({ length: 50 }, () => append(store, ['1'])))
        expect(fresh.flat()).toEqual(['1'])
        expect(await listOf(store.all())).toEqual([rowOf('1', 0)])
      })

      test('many sites take theirs side by side', async () => {
        const sites = numbered(20).map((n) => `https://shop-${n}.example`)
        await Promise.all(sites.flatMap((site) => numbered(3).map((jti) => append(store, [jti], { site }))))
        for (const site of sites) expect((await store.head(site))?.size).toBe(3)
        expect((await listOf(store.all())).length).toBe(60)
      })
    })

    test('does not know what was never kept', async () => {
      expect(await store.find('nobody')).toBeUndefined()
      expect(await store.head(SITE)).toBeUndefined()
      expect(await store.findErased('leaf')).toBeUndefined()
      expect(await store.notice('nobody')).toBeUndefined()
      expect([await listOf(store.receipts(SITE)), await listOf(store.erasures(SITE))]).toEqual([[], []])
    })

    test('sites are told in order of their names', async () => {
      const sites = ['https://b-c.example', 'https://b.example:8443', 'https://a.example', 'https://b.example']
      for (const site of sites) await append(store, ['1'], { site })
      expect(await store.sites()).toEqual([sites[2], sites[0], sites[3], sites[1]])
    })

    test('everything comes site by site, in the order of each log', async () => {
      const sites = [OTHER, SITE, 'https://a-a.example']
      // Neither numbers nor clock may decide the order.
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
      expect(await store.erase(old.id, 'old leaf', 5)).toBe(true)
      expect(await store.findErased('old leaf')).toEqual({ site: SITE, leaf: 'old leaf', erased: 5 })
    })

    test('what is erased is gone but for its place and its leaf', async () => {
      await append(store, ['1', '2', '3'])
      expect(await store.erase(rowOf('2', 1).id, 'leaf 2', 1234)).toBe(true)
      expect(await store.erase(rowOf('2', 1).id, 'leaf 2', 9999)).toBe(false)
      expect(await store.erase('nobody', 'leaf', 1)).toBe(false)
      const erased = { site: SITE, index: 1, leaf: 'leaf 2', erased: 1234 }
      expect(await store.findErased('leaf 2')).toEqual(erased)
      expect(await store.find(rowOf('2', 1).id)).toBeUndefined()
      expect(await listOf(store.receipts(SITE))).toEqual([rowOf('1', 0), rowOf('3', 2)])
      expect(await listOf(store.receipts(SITE, 1))).toEqual([rowOf('3', 2)])
      expect((await store.head(SITE))?.size).toBe(3)
      expect((await store.tiles(SITE, [{ level: 0, n: 0 }])).map(bytes)).toEqual([bytes(hashesOf(0, 3))])
      const asked = await glance(['2'], ['leaf 1', 'leaf 2'])
      expect([[...asked.known], [...asked.erased]]).toEqual([[], ['leaf 2']])
      expect([...(await glance([], ['leaf 2'], OTHER)).erased]).toEqual([])
      await store.erase(rowOf('1', 0).id, 'leaf 1', 2000)
      expect((await listOf(store.erasures(SITE))).map(({ leaf }) => leaf)).toEqual(['leaf 1', 'leaf 2'])
      expect(await listOf(store.erasures(OTHER))).toEqual([])
    })

    test('of ten who erase the same, one does', async () => {
      await append(store, ['1'])
      const done = await Promise.all(Array.from({ length: 10 }, (_, at) => store.erase(rowOf('1', 0).id, 'leaf', at)))
      expect(done.filter(Boolean)).toHaveLength(1)
      expect(await listOf(store.erasures(SITE))).toHaveLength(1)
    })

    test('keeps notices by hash, in every language they are in', async () => {
      const notices = new Map<string, unknown>([
        ['h2', { language: 'de', purposes: [{ name: 'Zählung „genau“ \u0000' }] }],
        ['h1', { language: 'en', purposes: [] }],
      ])
      await store.keepNotices(new Map())
      await store.keepNotices(notices)
      await store.keepNotices(new Map([...notices, ['h3', {}]]))
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

function bytes(of: Uint8Array | undefined): string | undefined {
  return of && Buffer.from(of).toString('hex')
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${at + 1}`)
}
