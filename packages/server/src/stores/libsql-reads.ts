// Reads from a SQLite file: converts rows to the types of a store.
import type { Erasure, Head, StoredReceipt, StoredStatement, TilePlace } from '../store.ts'
import type { Statements } from './libsql-statements.ts'

export const COLUMNS = 'site, jti, id, sub, receipt, countersignature, received, idx'
const PAGE = 500
/** Rows in a page of small rows, such as erasures. */
const MANY = 1000

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
  // One statement for all receipts of a turn: calling SQLite costs more than what it does.
  const among = 'in (select value from json_each(?))'
  const withNumbers = many<Row>(`select ${COLUMNS} from receipt where site = ? and jti ${among}`)
  const erased = many<{ leaf: string }>(`select leaf from erasure where site = ? and leaf ${among}`)
  const identity = one<Row>(`select ${COLUMNS} from receipt where id = ?`)
  const placeless = many<Row>(`select ${COLUMNS} from receipt where site = ? and idx is null order by received, jti`)
  // Rows as arrays, which are faster: an audit reads millions of them.
  const bare = `select ${COLUMNS} from receipt where site = ? and idx >= ? order by idx limit ${PAGE}`
  const page = (site: string, from: number) => (statements.get(bare, true).all(site, from) as BareRow[]).map(fromBare)
  const allSites = many<{ site: string }>('select distinct site from receipt order by site')
  const sites = many<{ site: string }>('select site from log_head order by site')
  const head = one<Head>('select site, origin, size, root, note from log_head where site = ?')
  const tile = one<{ hashes: Uint8Array }>('select hashes from tile where site = ? and level = ? and n = ?')
  const leaf = one<ErasedRow>('select * from erasure where leaf = ?')
  const expired = many<Row>(`select ${COLUMNS} from receipt where site = ? and expires < ? order by expires limit ?`)
  const countExpired = one<{ count: number }>('select count(*) as count from receipt where site = ? and expires < ?')
  const withoutExpiry = many<Row>(`select ${COLUMNS} from receipt where site = ? and expires is null limit ?`)
  const erasedPlaceless = many<ErasedRow>('select * from erasure where site = ? and idx is null order by leaf')
  const erasedPage = many<ErasedRow>(
    `select * from erasure where site = ? and (idx, leaf) > (?, ?) order by idx, leaf limit ${MANY}`,
  )
  const devicePage = many<Row>(
    `select ${COLUMNS} from receipt where site = ? and sub = ? and idx >= ? order by idx limit ${PAGE}`,
  )
  const statementPage = many<StatementRow>(
    `select site, idx, statement from statement where site = ? and idx >= ? order by idx limit ${PAGE}`,
  )
  const notice = one<{ body: string }>('select body from notice where hash = ?')

  // Read in pages, so that a slow consumer does not hold a transaction open.
  async function* receipts(site: string, from = 0): AsyncIterable<StoredReceipt> {
    if (from === 0) yield* placeless(site).map(keptFrom)
    yield* inPages((next) => page(site, next), from)
  }

  return {
    numbers: (site: string, numbers: readonly string[]) => withNumbers(site, JSON.stringify(numbers)).map(keptFrom),
    identity: (id: string) => mapped(identity(id), keptFrom),
    sites: () => sites().map(({ site }) => site),
    head: (site: string) => head(site),
    tiles: (site: string, places: readonly TilePlace[]) => places.map(({ level, n }) => tile(site, level, n)?.hashes),
    erased: (site: string, leaves: readonly string[]) => erased(site, JSON.stringify(leaves)).map(({ leaf }) => leaf),
    leaf: (hash: string) => mapped(leaf(hash), erasedFrom),
    async *erasures(site: string) {
      yield* erasedPlaceless(site).map(erasedFrom)
      for (let [idx, leaf] = [-1, '']; ;) {
        const rows = erasedPage(site, idx, leaf)
        yield* rows.map(erasedFrom)
        const last = rows.at(-1)
        if (!last || rows.length < MANY) return
        ;[idx, leaf] = [last.idx!, last.leaf]
      }
    },
    statements: (site: string, from = 0) =>
      inPages((next) => statementPage(site, next).map(({ idx, ...row }) => ({ ...row, index: idx })), from),
    expired: (site: string, before: number, most: number) => expired(site, before, most).map(keptFrom),
    countExpired: (site: string, before: number) => countExpired(site, before)!.count,
    withoutExpiry: (site: string, most: number) => withoutExpiry(site, most).map(keptFrom),
    receiptsOf: (site: string, sub: string) => inPages((next) => devicePage(site, sub, next).map(keptFrom), 0),
    receipts,
    async *all() {
      for (const { site } of allSites()) yield* receipts(site)
    },
    notice: (hash: string) => mapped(notice(hash), ({ body }): unknown => JSON.parse(body)),
  }
}

export type Reads = {
  /** The receipts of a site that have one of these numbers. */
  numbers(site: string, numbers: readonly string[]): StoredReceipt[]
  identity(id: string): StoredReceipt | undefined
  sites(): string[]
  head(site: string): Head | undefined
  tiles(site: string, places: readonly TilePlace[]): (Uint8Array | undefined)[]
  /** Those of the leaves whose receipts were erased at this site. */
  erased(site: string, leaves: readonly string[]): string[]
  /** What is left of an erased receipt, at any site. */
  leaf(leaf: string): Erasure | undefined
  erasures(site: string): AsyncIterable<Erasure>
  statements(site: string, from?: number): AsyncIterable<StoredStatement>
  receiptsOf(site: string, sub: string): AsyncIterable<StoredReceipt>
  expired(site: string, before: number, most: number): StoredReceipt[]
  countExpired(site: string, before: number): number
  withoutExpiry(site: string, most: number): StoredReceipt[]
  receipts(site: string, from?: number): AsyncIterable<StoredReceipt>
  all(): AsyncIterable<StoredReceipt>
  notice(hash: string): unknown
}

type StatementRow = Omit<StoredStatement, 'index'> & { idx: number }
type ErasedRow = Omit<Erasure, 'index'> & { idx: number | null }

async function* inPages<Item extends { index?: number }>(
  page: (from: number) => Item[],
  from: number,
): AsyncIterable<Item> {
  for (let next = from; ;) {
    const rows = page(next)
    yield* rows
    if (rows.length < PAGE) return
    next = rows.at(-1)!.index! + 1
  }
}

function erasedFrom({ idx, site, leaf }: ErasedRow): Erasure {
  return { site, leaf, ...(idx === null ? {} : { index: idx }) }
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
