// The store that forgets everything when the process ends: for tests and for trying things out.
import type { Addition, Erased, Head, Kept, Store } from '../store.ts'

/** What is kept of one site. */
type Shelf = {
  head?: Head
  byNumber: Map<string, Kept>
  tiles: Map<string, Uint8Array>
  erased: Map<string, Erased>
  /** The turn under way, and those that wait. */
  turns: Promise<unknown>
}

export function createMemoryStore(): Store {
  const shelves = new Map<string, Shelf>()
  const byIdentity = new Map<string, Kept>()
  const notices = new Map<string, string>()

  function shelfOf(site: string): Shelf {
    const shelf = shelves.get(site) ?? {
      byNumber: new Map(),
      tiles: new Map(),
      erased: new Map(),
      turns: Promise.resolve(),
    }
    shelves.set(site, shelf)
    return shelf
  }

  function write(shelf: Shelf, { rows, tiles, head }: Addition): void {
    const twice = rows.find(({ jti }) => shelf.byNumber.has(jti))
    if (twice) throw new Error(`${twice.jti} is kept already at ${head.site}`)
    for (const row of rows) {
      shelf.byNumber.set(row.jti, row)
      byIdentity.set(row.id, row)
    }
    for (const { level, n, hashes } of tiles) shelf.tiles.set(`${level}/${n}`, hashes)
    shelf.head = head
  }

  function tilesOf(shelf: Shelf | undefined): Store['tiles'] {
    return async (_, places) => places.map(({ level, n }) => shelf?.tiles.get(`${level}/${n}`))
  }

  function rowsOf(site: string): Kept[] {
    const rows = [...(shelves.get(site)?.byNumber.values() ?? [])]
    return rows.sort((one, other) => (one.index ?? -1) - (other.index ?? -1))
  }

  return {
    turn(site, work) {
      const shelf = shelfOf(site)
      const turn = shelf.turns.then(async () => {
        const addition = await work({
          head: shelf.head,
          look: async ({ numbers, leaves }) => ({
            known: new Map(numbers.flatMap((jti) => shelf.byNumber.get(jti) ?? []).map((row) => [row.jti, row])),
            erased: new Set(leaves.filter((leaf) => shelf.erased.has(leaf))),
          }),
          tiles: (places) => tilesOf(shelf)(site, places),
        })
        if (addition) write(shelf, addition)
      })
      shelf.turns = turn.catch(() => undefined)
      return turn
    },
    find: async (id) => byIdentity.get(id),
    latest: async (site, sub) =>
      rowsOf(site)
        .reverse()
        .find((row) => row.sub === sub),
    sites: async () => [...shelves].flatMap(([site, { head }]) => (head ? [site] : [])).sort(),
    head: async (site) => shelves.get(site)?.head,
    tiles: (site, places) => tilesOf(shelves.get(site))(site, places),
    async *receipts(site, from = 0) {
      yield* rowsOf(site).filter(({ index }) => from === 0 || (index !== undefined && index >= from))
    },
    async *all() {
      for (const site of [...shelves.keys()].sort()) yield* rowsOf(site)
    },
    async erase(id, leaf, now) {
      const row = byIdentity.get(id)
      if (!row) return false
      byIdentity.delete(id)
      const { byNumber, erased } = shelfOf(row.site)
      byNumber.delete(row.jti)
      erased.set(leaf, { site: row.site, leaf, erased: now, ...(row.index === undefined ? {} : { index: row.index }) })
      return true
    },
    findErased: async (leaf) => [...shelves.values()].map(({ erased }) => erased.get(leaf)).find(Boolean),
    async *erasures(site) {
      yield* [...(shelves.get(site)?.erased.values() ?? [])].sort(
        (one, other) => (one.index ?? -1) - (other.index ?? -1),
      )
    },
    async keepNotices(told) {
      for (const [hash, notice] of told) notices.set(hash, JSON.stringify(notice))
    },
    async notice(hash) {
      const text = notices.get(hash)
      return text === undefined ? undefined : JSON.parse(text)
    },
    check: async () => {},
    close: async () => {},
  }
}
