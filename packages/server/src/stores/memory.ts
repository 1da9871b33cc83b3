// A store in memory, for tests and trials. Its data is lost when the process ends.
import type { Addition, Erasure, Head, StoredReceipt, StoredStatement, Store } from '../store.ts'

/** The data of one site. */
type SiteData = {
  head?: Head
  byNumber: Map<string, StoredReceipt>
  tiles: Map<string, Uint8Array>
  erased: Map<string, Erasure>
  statements: StoredStatement[]
  expires: Map<string, number>
  /** Resolves after the current turn and those that wait. */
  turns: Promise<unknown>
}

export function createMemoryStore(): Store {
  const sites = new Map<string, SiteData>()
  const byIdentity = new Map<string, StoredReceipt>()
  const notices = new Map<string, string>()

  function siteAt(site: string): SiteData {
    const data = sites.get(site) ?? {
      byNumber: new Map(),
      tiles: new Map(),
      erased: new Map(),
      statements: [],
      expires: new Map(),
      turns: Promise.resolve(),
    }
    sites.set(site, data)
    return data
  }

  function write(data: SiteData, { rows, tiles, head, statements = [], erased = [] }: Addition): void {
    const twice = rows.find(({ jti }) => data.byNumber.has(jti))
    if (twice) throw new Error(`${twice.jti} is kept already at ${head.site}`)
    if (erased.some(({ jti }) => !data.byNumber.has(jti)))
      throw new Error(`A receipt to erase is not stored at ${head.site}`)
    for (const { expires, ...row } of rows) {
      if (expires !== undefined) data.expires.set(row.jti, expires)
      data.byNumber.set(row.jti, row)
      byIdentity.set(row.id, row)
    }
    for (const { level, n, hashes } of tiles) data.tiles.set(`${level}/${n}`, hashes)
    for (const { jti, ...left } of erased) {
      byIdentity.delete(data.byNumber.get(jti)!.id)
      data.byNumber.delete(jti)
      data.expires.delete(jti)
      data.erased.set(left.leaf, left)
    }
    data.statements.push(...statements)
    data.head = head
  }

  function tilesOf(data: SiteData | undefined): Store['tiles'] {
    return async (_, places) => places.map(({ level, n }) => data?.tiles.get(`${level}/${n}`))
  }

  function rowsOf(site: string): StoredReceipt[] {
    const rows = [...(sites.get(site)?.byNumber.values() ?? [])]
    return rows.sort((one, other) => (one.index ?? -1) - (other.index ?? -1))
  }

  function expired(site: string, before: number): StoredReceipt[] {
    const { expires, byNumber } = siteAt(site)
    const due = [...expires].filter(([, at]) => at < before).sort(([, one], [, other]) => one - other)
    return due.map(([jti]) => byNumber.get(jti)!)
  }

  return {
    turn(site, work) {
      const data = siteAt(site)
      const turn = data.turns.then(async () => {
        const addition = await work({
          head: data.head,
          lookUp: async ({ numbers, leaves }) => ({
            known: new Map(numbers.flatMap((jti) => data.byNumber.get(jti) ?? []).map((row) => [row.jti, row])),
            erased: new Set(leaves.filter((leaf) => data.erased.has(leaf))),
          }),
          tiles: (places) => tilesOf(data)(site, places),
        })
        if (addition) write(data, addition)
      })
      data.turns = turn.catch(() => undefined)
      return turn
    },
    find: async (id) => byIdentity.get(id),
    sites: async () => [...sites].flatMap(([site, { head }]) => (head ? [site] : [])).sort(),
    head: async (site) => sites.get(site)?.head,
    tiles: (site, places) => tilesOf(sites.get(site))(site, places),
    async *receipts(site, from = 0) {
      yield* rowsOf(site).filter(({ index }) => from === 0 || (index !== undefined && index >= from))
    },
    async *all() {
      for (const site of [...sites.keys()].sort()) yield* rowsOf(site)
    },
    async *receiptsOf(site, sub) {
      yield* rowsOf(site).filter((row) => row.sub === sub)
    },
    expired: async (site, before, most) => expired(site, before).slice(0, most),
    countExpired: async (site, before) => expired(site, before).length,
    withoutExpiry: async (site, most) =>
      rowsOf(site)
        .filter(({ jti }) => !siteAt(site).expires.has(jti))
        .slice(0, most),
    async setExpiry(site, dates) {
      const { byNumber, expires } = siteAt(site)
      for (const { jti, expires: at } of dates) if (byNumber.has(jti)) expires.set(jti, at)
    },
    findErased: async (leaf) => [...sites.values()].map(({ erased }) => erased.get(leaf)).find(Boolean),
    async *erasures(site) {
      yield* [...(sites.get(site)?.erased.values() ?? [])].sort((one, other) => (one.index ?? -1) - (other.index ?? -1))
    },
    async *statements(site, from = 0) {
      yield* [...(sites.get(site)?.statements ?? [])].filter(({ index }) => index >= from)
    },
    async putNotices(told) {
      for (const [hash, notice] of told) notices.set(hash, JSON.stringify(notice))
    },
    async notice(hash) {
      const text = notices.get(hash)
      return text === undefined ? undefined : JSON.parse(text)
    },
    check: async () => [],
    close: async () => {},
  }
}
