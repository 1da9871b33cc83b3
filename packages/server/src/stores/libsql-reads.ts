// How a SQLite file is read: rows into what a store speaks of.
import type { Erasure, Head, StoredReceipt, TilePlace } from '../store.ts'
import type { Statements } from './libsql-statements.ts'

export const COLUMNS = 'site, jti, id, sub, receipt, countersignature, received, idx'
const PAGE = 500

type Row = Omit<StoredReceipt, 'index'> & { idx: number | null }

export function prepareReads(statements: Statements): Reads {
  const one =
    <Result>(sql: string): ((...values: unknown[]) => Result | undefined) =>
    (...values) =>
      statements.get(sql).get(...values) as Result | undefined
  const many =
    <Result>(sql: string): ((...values: unknown[]) => Result[]) =>
    (...values) =>
      statements.get(sql).all(...values) as Result[]
  const number = one<Row>(`select ${COLUMNS} from receipt where site = ? and jti = ?`)
  const identity = one<Row>(`select ${COLUMNS} from receipt where id = ?`)
  const placeless = many<Row>(`select ${COLUMNS} from receipt where site = ? and idx is null order by received, jti`)
  // Bare rows: an audit reads millions of them.
  const bare = `select ${COLUMNS} from receipt where site = ? and idx >= ? order by idx limit ${PAGE}`
  const page = (site: string, from: number) => (statements.get(bare, true).all(site, from) as BareRow[]).map(fromBare)
  const allSites = many<{ site: string }>('select distinct site from receipt order by site')
  const sites = many<{ site: string }>('select site from log_head order by site')
  const head = one<Head>('select site, origin, size, root, note from log_head where site = ?')
  const tile = one<{ hashes: Uint8Array }>('select hashes from tile where site = ? and level = ? and n = ?')
  const erased = one<ErasedRow>('select * from erasure where site = ? and leaf = ?')
  const leaf = one<ErasedRow>('select * from erasure where leaf = ?')
  const erasures = many<ErasedRow>('select * from erasure where site = ? order by idx')
  const notice = one<{ body: string }>('select body from notice where hash = ?')

  // In pages: a reader must not hold a transaction open while it takes its time.
  async function* receipts(site: string, from = 0): AsyncIterable<StoredReceipt> {
    if (from === 0) yield* placeless(site).map(keptFrom)
    for (let next = from; ;) {
      const rows = page(site, next)
      yield* rows
      if (rows.length < PAGE) return
      next = rows.at(-1)!.index! + 1
    }
  }

  return {
    number: (site: string, jti: string) => mapped(number(site, jti), keptFrom),
    identity: (id: string) => mapped(identity(id), keptFrom),
    sites: () => sites().map(({ site }) => site),
    head: (site: string) => head(site),
    tiles: (site: string, places: readonly TilePlace[]) => places.map(({ level, n }) => tile(site, level, n)?.hashes),
    erased: (site: string, hash: string) => erased(site, hash) !== undefined,
    leaf: (hash: string) => mapped(leaf(hash), erasedFrom),
    async *erasures(site: string) {
      yield* erasures(site).map(erasedFrom)
    },
    receipts,
    async *all() {
      for (const { site } of allSites()) yield* receipts(site)
    },
    notice: (hash: string) => mapped(notice(hash), ({ body }): unknown => JSON.parse(body)),
  }
}

export type Reads = {
  number(site: string, jti: string): StoredReceipt | undefined
  identity(id: string): StoredReceipt | undefined
  sites(): string[]
  head(site: string): Head | undefined
  tiles(site: string, places: readonly TilePlace[]): (Uint8Array | undefined)[]
  /** Whether the leaf's receipt was erased at this site; and what is left of it at whichever. */
  erased(site: string, leaf: string): boolean
  leaf(leaf: string): Erasure | undefined
  erasures(site: string): AsyncIterable<Erasure>
  receipts(site: string, from?: number): AsyncIterable<StoredReceipt>
  all(): AsyncIterable<StoredReceipt>
  notice(hash: string): unknown
}

type ErasedRow = Omit<Erasure, 'index'> & { idx: number | null }

function erasedFrom({ idx, site, leaf, erased }: ErasedRow): Erasure {
  return { site, leaf, erased, ...(idx === null ? {} : { index: idx }) }
}

// In the order of COLUMNS.
type BareRow = [
  site: string,
  jti: string,
  id: string,
  sub: string,
  receipt: string,
  countersignature: string,
  received: number,
  index: number,
]

function fromBare([site, jti, id, sub, receipt, countersignature, received, index]: BareRow): StoredReceipt {
  return { site, jti, id, sub, receipt, countersignature, received, index }
}

function keptFrom({ idx, site, jti, id, sub, receipt, countersignature, received }: Row): StoredReceipt {
  const row = { site, jti, id, sub, receipt, countersignature, received }
  return idx === null ? row : { ...row, index: idx }
}

function mapped<From, To>(value: From | undefined, to: (value: From) => To): To | undefined {
  return value === undefined ? undefined : to(value)
}
