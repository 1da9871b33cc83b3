// Reads from PostgreSQL: converts rows to the types of a store. Long lists are read in pages, outside of transactions.
import type { Erasure, Head, StoredReceipt, StoredStatement, Store, TilePlace } from '../store.ts'
import type { Sql } from './connection.ts'
import type { Connections } from './connections.ts'

export type Row = Omit<StoredReceipt, 'index'> & { idx: number | null }
type ErasureRow = Omit<Erasure, 'index'> & { idx: number | null }
type StatementRow = Omit<StoredStatement, 'index'> & { idx: number }

/** Rows in a page of receipts, and in one of small rows, such as erasures. */
const PAGE = 500
const MANY = 1000

export type Reads = Omit<Store, 'turn' | 'setExpiry' | 'putNotices' | 'check' | 'close'>

export function prepareReads({ borrow }: Connections): Reads {
  const head: Store['head'] = (site) =>
    borrow(async (sql) => {
      const [row] = await sql<Head[]>`select site, origin, size, root, note from log_head where site = ${site}`
      return row && headFrom(row)
    })

  async function* receipts(site: string, from = 0): AsyncIterable<StoredReceipt> {
    if (from === 0) yield* inPages<StoredReceipt>(PAGE, (last) => borrow((sql) => selectPlaceless(sql, site, last)))
    // Reads up to the last row, not up to the head's size: an audit looks for rows beyond the head.
    const last = await borrow((sql) => selectLast(sql, site))
    for (let at = from; at <= last; at += PAGE) yield* await borrow((sql) => selectPage(sql, site, at))
  }

  return {
    find: (id) =>
      borrow(async (sql) => {
        const [row] = await sql<Row[]>`select ${columns(sql)} from receipt where id = ${id}`
        return row && keptFrom(row)
      }),
    sites: () =>
      borrow(async (sql) => {
        const rows = await sql<{ site: string }[]>`select site from log_head where size > 0`
        // Sorted here, because collations differ between databases.
        return rows.map(({ site }) => site).sort()
      }),
    head,
    tiles: (site, places) => borrow((sql) => selectTiles(sql, site, places)),
    receipts,
    async *all() {
      for (let site = ''; ;) {
        const [next] = await borrow(
          (sql) => sql<{ site: string | null }[]>`
          select min(site) as site from receipt where site > ${site}`,
        )
        if (!next?.site) return
        site = next.site
        yield* receipts(site)
      }
    },
    findErased: (leaf) =>
      borrow(async (sql) => {
        const [row] = await sql<ErasureRow[]>`select site, leaf, idx from erasure where leaf = ${leaf}`
        return row && erasedFrom(row)
      }),
    async *erasures(site) {
      yield* inPages<Erasure>(MANY, (last) => borrow((sql) => selectErasedPlaceless(sql, site, last)))
      yield* inPages<Erasure>(MANY, (last) => borrow((sql) => selectErasures(sql, site, last)))
    },
    statements: (site, from = 0) =>
      inPages<StoredStatement>(PAGE, (last) =>
        borrow(async (sql) => {
          const rows = await sql<StatementRow[]>`select site, idx, statement from statement
            where site = ${site} and idx >= ${last ? last.index + 1 : from} order by idx limit ${PAGE}`
          return rows.map(({ idx, ...row }) => ({ ...row, index: idx }))
        }),
      ),
    expired: (site, before, most) =>
      borrow(async (sql) => {
        const rows = await sql<Row[]>`select ${columns(sql)} from receipt
          where site = ${site} and expires < ${before} order by expires limit ${most}`
        return rows.map(keptFrom)
      }),
    countExpired: (site, before) =>
      borrow(async (sql) => {
        const [row] = await sql<{ count: number }[]>`select count(*) as count from receipt
          where site = ${site} and expires < ${before}`
        return row!.count
      }),
    withoutExpiry: (site, most) =>
      borrow(async (sql) => {
        const rows = await sql<Row[]>`select ${columns(sql)} from receipt
          where site = ${site} and expires is null limit ${most}`
        return rows.map(keptFrom)
      }),
    receiptsOf: (site, sub) =>
      inPages<StoredReceipt>(PAGE, (last) =>
        borrow(async (sql) => {
          const rows = await sql<Row[]>`select ${columns(sql)} from receipt
            where site = ${site} and sub = ${sub} and idx > ${last?.index ?? -1} order by idx limit ${PAGE}`
          return rows.map(keptFrom)
        }),
      ),
    notice: (hash) =>
      borrow(async (sql) => {
        const [row] = await sql<{ body: string }[]>`select body from notice where hash = ${hash}`
        return row && JSON.parse(row.body)
      }),
  }
}

export function keptFrom({ idx, site, jti, id, sub, receipt, countersignature, received }: Row): StoredReceipt {
  const row = { site, jti, id, sub, receipt, countersignature, received }
  return idx === null ? row : { ...row, index: idx }
}

/** An empty row counts as no head: it exists only as the lock of a site's first turn. */
export function headFrom({ site, origin, size, root, note }: Head): Head | undefined {
  return size === 0 ? undefined : { site, origin, size, root, note }
}

/** In the order of the places; undefined for a missing tile. */
export async function selectTiles(
  sql: Sql,
  site: string,
  places: readonly TilePlace[],
): Promise<(Uint8Array | undefined)[]> {
  if (places.length === 0) return []
  const rows = await sql<{ level: number; n: number; hashes: Uint8Array }[]>`
    select found.* from unnest(${places.map(({ level }) => level)}::smallint[], ${places.map(({ n }) => n)}::bigint[])
      as asked (level, n) cross join lateral (
        select level, n, hashes from tile
        where tile.site = ${site} and tile.level = asked.level and tile.n = asked.n limit 1
      ) as found`
  const found = new Map(rows.map(({ level, n, hashes }) => [`${level}/${n}`, hashes]))
  return places.map(({ level, n }) => found.get(`${level}/${n}`))
}

// The highest place; below all places if there is none.
async function selectLast(sql: Sql, site: string): Promise<number> {
  const [row] = await sql<{ idx: number }[]>`select idx from receipt
    where site = ${site} and idx is not null order by idx desc limit 1`
  return row?.idx ?? -1
}

// Uses a range of places, not a limit: with outdated statistics, the server's planner would read and sort all rows of a site.
async function selectPage(sql: Sql, site: string, from: number): Promise<StoredReceipt[]> {
  const rows = await sql<Row[]>`select ${columns(sql)} from receipt
    where site = ${site} and idx >= ${from} and idx < ${from + PAGE} order by idx`
  return rows.map(keptFrom)
}

async function selectPlaceless(sql: Sql, site: string, last: StoredReceipt | undefined): Promise<StoredReceipt[]> {
  const rows = await sql<Row[]>`select ${columns(sql)} from receipt
    where site = ${site} and idx is null and (received, jti) > (${last?.received ?? -1}, ${last?.jti ?? ''})
    order by received, jti limit ${PAGE}`
  return rows.map(keptFrom)
}

async function selectErasedPlaceless(sql: Sql, site: string, last: Erasure | undefined): Promise<Erasure[]> {
  const rows = await sql<ErasureRow[]>`select site, leaf, idx from erasure
    where site = ${site} and idx is null and leaf > ${last?.leaf ?? ''} order by leaf limit ${MANY}`
  return rows.map(erasedFrom)
}

async function selectErasures(sql: Sql, site: string, last: Erasure | undefined): Promise<Erasure[]> {
  const rows = await sql<ErasureRow[]>`select site, leaf, idx from erasure
    where site = ${site} and (idx, leaf) > (${last?.index ?? -1}, ${last?.leaf ?? ''})
    order by idx, leaf limit ${MANY}`
  return rows.map(erasedFrom)
}

async function* inPages<Item>(size: number, page: (last: Item | undefined) => Promise<Item[]>): AsyncIterable<Item> {
  for (let last: Item | undefined; ;) {
    const items = await page(last)
    yield* items
    if (items.length < size) return
    last = items.at(-1)
  }
}

function erasedFrom({ idx, site, leaf }: ErasureRow): Erasure {
  return { site, leaf, ...(idx === null ? {} : { index: idx }) }
}

export function columns(sql: Sql): ReturnType<Sql> {
  return sql`site, jti, id, sub, receipt, countersignature, received, idx`
}
