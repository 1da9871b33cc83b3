// What a store guarantees for a turn: one at a time, all of it or nothing, and the newest state.
import type { Store } from '../store.ts'
import { expect } from './expect.ts'
import { additionAfter, append, bytes, hashesOf, listOf, look, numbered, OTHER, rowOf, SITE } from './log-keeper.ts'
import type { Runner } from './runner.ts'

export function turnContract(store: () => Store, { describe, test }: Pick<Runner, 'describe' | 'test'>): void {
  describe('in a turn', () => {
    test('a site begins without a head, and goes on from the one that was written', async () => {
      expect((await look(store(), [])).head).toBeUndefined()
      await append(store(), ['1', '2'])
      const head = { site: SITE, origin: `${SITE}/log`, size: 2, note: 'note of 2' }
      expect((await look(store(), [])).head).toMatchObject(head)
      expect(bytes((await store().head(SITE))!.root)).toEqual(bytes(hashesOf(2, 3)))
      await append(store(), ['3'])
      expect(await store().head(SITE)).toMatchObject({ ...head, size: 3, note: 'note of 3' })
      expect(await listOf(store().receipts(SITE))).toEqual([rowOf('1', 0), rowOf('2', 1), rowOf('3', 2)])
    })

    test('rows come back byte for byte', async () => {
      const careful = `it's "quoted" {a,b} \\x00 \\ $1 ; -- ☃ 𝒳 null`
      const row = rowOf('1', 0, { id: `id ${careful}`, sub: careful, receipt: careful, countersignature: careful })
      await store().turn(SITE, async (turn) => additionAfter(turn, [row]))
      expect(await store().find(row.id)).toEqual(row)
      expect((await look(store(), ['1'])).known.get('1')).toEqual(row)
    })

    test('the last tile grows, and others stay', async () => {
      await append(store(), numbered(200))
      await append(store(), numbered(300))
      const places = [
        { level: 0, n: 1 },
        { level: 7, n: 0 },
        { level: 0, n: 0 },
      ]
      const expected = [hashesOf(256, 300), undefined, hashesOf(0, 200)].map(bytes)
      expect((await store().tiles(SITE, places)).map(bytes)).toEqual(expected)
      let seen: unknown[] = []
      await store().turn(SITE, async ({ tiles }) => {
        seen = (await tiles(places)).map(bytes)
        return undefined
      })
      expect(seen).toEqual(expected)
      expect(await store().tiles(OTHER, places)).toEqual([undefined, undefined, undefined])
      expect(await store().tiles(SITE, [])).toEqual([])
      await append(store(), numbered(301))
      expect((await store().tiles(SITE, places)).map(bytes)[0]).toEqual(bytes(hashesOf(256, 301)))
    })

    test('it sees which of the numbers it looked up are kept at its site', async () => {
      await append(store(), ['1', '2'])
      await append(store(), ['1'], { site: OTHER })
      expect([...(await look(store(), ['2', '3'])).known]).toEqual([['2', rowOf('2', 1)]])
      expect([...(await look(store(), ['2'], [], OTHER)).known]).toEqual([])
      expect(await store().find(rowOf('1', 0, { site: OTHER }).id)).toEqual(rowOf('1', 0, { site: OTHER }))
    })

    test('one that adds nothing leaves nothing, not even the site', async () => {
      await look(store(), ['1'])
      expect([await store().sites(), await store().head(SITE), await listOf(store().all())]).toEqual([
        [],
        undefined,
        [],
      ])
    })

    test('one that fails leaves nothing, and the next one has its turn', async () => {
      await append(store(), ['1'])
      const failing = store().turn(SITE, async () => {
        throw new Error('the key is gone')
      })
      await expect(failing).rejects.toThrow('the key is gone')
      expect(await append(store(), ['2'])).toEqual(['2'])
      expect(await listOf(store().all())).toEqual([rowOf('1', 0), rowOf('2', 1)])
    })

    test('an addition that cannot be written whole is not written at all', async () => {
      await append(store(), ['1'])
      const again = rowOf('1', 2, { id: 'another', countersignature: 'later' })
      const half = store().turn(SITE, async (turn) => additionAfter(turn, [rowOf('2', 1), again]))
      await expect(half).rejects.toThrow()
      expect(await listOf(store().all())).toEqual([rowOf('1', 0)])
      expect(await store().head(SITE)).toMatchObject({ size: 1, note: 'note of 1' })
      expect((await store().tiles(SITE, [{ level: 0, n: 0 }])).map(bytes)).toEqual([bytes(hashesOf(0, 1))])
      expect(await append(store(), ['1', '2'])).toEqual(['2'])
    })

    test('rows beyond the head are read, too: an audit looks for them', async () => {
      await append(store(), ['1'])
      await store().turn(SITE, async (turn) => ({
        ...additionAfter(turn, [rowOf('2', 1)]),
        rows: [rowOf('2', 1), rowOf('far', 2000)],
      }))
      expect(await listOf(store().receipts(SITE))).toEqual([rowOf('1', 0), rowOf('2', 1), rowOf('far', 2000)])
      expect(await listOf(store().all())).toHaveLength(3)
    })

    test('what is not written yet cannot be read', async () => {
      await append(store(), ['1'])
      let seen: unknown
      await store().turn(SITE, async (turn) => {
        const addition = additionAfter(turn, [rowOf('2', 1)])
        await new Promise((resolve) => setTimeout(resolve, 5))
        seen = [await listOf(store().all()), (await store().head(SITE))?.size, await store().find(rowOf('2', 1).id)]
        return addition
      })
      expect(seen).toEqual([[rowOf('1', 0)], 1, undefined])
      expect(await store().find(rowOf('2', 1).id)).toEqual(rowOf('2', 1))
    })

    test('fifty at once run one after the other: no gap, and no place twice', async () => {
      const turns = numbered(50).map((jti) => append(store(), [jti, `${jti}b`]))
      await Promise.all(turns)
      const rows = await listOf(store().receipts(SITE))
      expect(rows.map(({ index }) => index)).toEqual(Array.from({ length: 100 }, (_, index) => index))
      expect(new Set(rows.map(({ jti }) => jti)).size).toBe(100)
      expect((await store().head(SITE))?.size).toBe(100)
    })

    test('of fifty with the same number one adds it, and all others see it', async () => {
      const fresh = await Promise.all(Array.from({ length: 50 }, () => append(store(), ['1'])))
      expect(fresh.flat()).toEqual(['1'])
      expect(await listOf(store().all())).toEqual([rowOf('1', 0)])
    })

    test('turns of many sites run side by side', async () => {
      const sites = numbered(20).map((n) => `https://shop-${n}.example`)
      await Promise.all(sites.flatMap((site) => numbered(3).map((jti) => append(store(), [jti], { site }))))
      for (const site of sites) expect((await store().head(site))?.size).toBe(3)
      expect((await listOf(store().all())).length).toBe(60)
    })
  })
}
