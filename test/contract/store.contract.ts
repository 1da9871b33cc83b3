// What every store must do. A store passes as it is: no test here knows which one it has.
import type { Kept, Store } from '@placet/server/stores/memory'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

export type StoreUnderTest = { name: string; open(): Promise<Store>; end?(): Promise<void> }

export function kept(jti: string, more: Partial<Kept> = {}): Kept {
  const site = more.site ?? 'https://a.example'
  return {
    site,
    jti,
    id: `id of ${jti} at ${site}`,
    receipt: `r${jti}`,
    countersignature: `c${jti}`,
    received: 1_795_262_400_123,
    ...more,
  }
}

export function storeContract({ name, open, end }: StoreUnderTest): void {
  describe(`a store (${name})`, () => {
    let store: Store
    beforeEach(async () => {
      store = await open()
    })
    afterEach(async () => {
      await store.close()
      await end?.()
    })

    test('gives back what was kept, byte for byte', async () => {
      const row = kept('1', { receipt: 'eyJ.☃\'"--', countersignature: 'a.b.c' })
      expect(await store.keep([row])).toEqual([{ fresh: true, kept: row }])
      expect(await store.find(row.id)).toEqual(row)
    })

    test('does not know what was never kept', async () => {
      expect(await store.find('nobody')).toBeUndefined()
      expect(await store.notice('nobody')).toBeUndefined()
      expect(await list(store)).toEqual([])
    })

    test('keeps the first under a number and answers every later one with it', async () => {
      const first = kept('1')
      const second = kept('1', { id: 'another', countersignature: 'later' })
      await store.keep([first])
      expect(await store.keep([second])).toEqual([{ fresh: false, kept: first }])
      expect(await list(store)).toEqual([first])
      expect(await store.find('another')).toBeUndefined()
    })

    test('the same number twice inside one batch is kept once', async () => {
      const [one, two] = await store.keep([kept('1'), kept('1', { countersignature: 'later' })])
      expect(one!.fresh).toBe(true)
      expect(two).toEqual({ fresh: false, kept: kept('1') })
    })

    test('the same number at two sites is two receipts', async () => {
      const rows = [kept('1'), kept('1', { site: 'https://b.example' })]
      expect((await store.keep(rows)).map(({ fresh }) => fresh)).toEqual([true, true])
    })

    test('of a hundred at once, one is first and all hear of it', async () => {
      const tries = Array.from({ length: 100 }, (_, index) =>
        store.keep([kept('1', { countersignature: `c${index}` })]),
      )
      const answers = (await Promise.all(tries)).flat()
      expect(answers.filter(({ fresh }) => fresh)).toHaveLength(1)
      expect(new Set(answers.map((answer) => answer.kept.countersignature)).size).toBe(1)
      expect(await list(store)).toHaveLength(1)
    })

    test('an empty batch is kept, too', async () => {
      expect(await store.keep([])).toEqual([])
    })

    test('goes through everything in the order in which it was kept', async () => {
      const rows = Array.from({ length: 1203 }, (_, index) =>
        // Neither numbers nor sites nor clock may decide the order.
        kept(`${(index * 7919) % 1203}`, { site: `https://${'cab'[index % 3]}.example`, received: 5_000_000 - index }),
      )
      await store.keep(rows.slice(0, 700))
      await store.keep(rows.slice(700))
      expect(await list(store)).toEqual(rows)
    })

    test('keeps notices by hash, in every language they are in', async () => {
      const notices = new Map<string, unknown>([
        ['h1', { language: 'de', purposes: [{ name: 'Zählung „genau“' }] }],
        ['h2', { language: 'en', purposes: [] }],
      ])
      await store.keepNotices(notices)
      await store.keepNotices(notices)
      for (const [hash, notice] of notices) expect(await store.notice(hash)).toEqual(notice)
    })
  })
}

export async function list(store: Store): Promise<Kept[]> {
  const rows: Kept[] = []
  for await (const row of store.all()) rows.push(row)
  return rows
}
