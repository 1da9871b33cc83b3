// A turn in PostgreSQL: one transaction that locks the site's head row and touches no other site.
import type { Addition, Lookup, Head, LookupResult, Turn } from '../store.ts'
import type { Sql } from './connection.ts'
import type { Connections } from './connections.ts'
import { columns, headFrom, keptFrom, type Row, selectTiles } from './postgres-reads.ts'
import { BYTEAS } from './postgres-values.ts'
import { type Limits, transaction } from './transaction.ts'

/** @see Store.turn */
export async function takeTurn(
  connections: Connections,
  limits: Limits,
  site: string,
  work: (turn: Turn) => Promise<Addition | undefined>,
): Promise<void> {
  await transaction(connections, limits, async (sql, begun) => {
    const { head } = (await lock(sql, begun, site)) ?? (await lockFirst(sql, site))
    const addition = await work({
      head,
      lookUp: (lookup) => lookUp(sql, site, lookup),
      tiles: (places) => selectTiles(sql, site, places),
    })
    if (addition) await write(sql, site, head?.size ?? 0, addition)
    return addition !== undefined
  })
}

// Each statement sees what was committed before it began, so statements after the lock see the previous turn.
async function lock(sql: Sql, begun: Promise<unknown>, site: string): Promise<Pick<Turn, 'head'> | undefined> {
  const [, heads] = await Promise.all([
    begun,
    sql<Head[]>`select site, origin, size, root, note from log_head where site = ${site} for update`,
  ])
  return heads[0] && { head: headFrom(heads[0]) }
}

// A site's first turn needs a row to lock. An empty row counts as no head. If the turn adds nothing, the row is rolled back.
async function lockFirst(sql: Sql, site: string): Promise<Pick<Turn, 'head'>> {
  const inserted = sql`insert into log_head (site, origin, size, root, note) values (${site}, '', 0, '', '')
    on conflict (site) do nothing`
  const locked = await lock(sql, inserted, site)
  if (!locked) throw new Error(`The log of ${site} has no head that can be locked.`)
  return locked
}

// Numbers come before leaves, so that a receipt erased in between is found by its leaf. Rows are looked up one by one (lateral,
// limit): with outdated statistics, the server's planner would otherwise read all rows of a site.
async function lookUp(sql: Sql, site: string, { numbers, leaves }: Lookup): Promise<LookupResult> {
  const [known, erased] = await Promise.all([
    sql<Row[]>`select found.* from unnest(${[...numbers]}::text[]) as asked (jti) cross join lateral (
        select ${columns(sql)} from receipt where receipt.site = ${site} and receipt.jti = asked.jti limit 1
      ) as found`,
    sql<{ leaf: string }[]>`select found.* from unnest(${[...leaves]}::text[]) as asked (leaf) cross join lateral (
        select leaf from erasure where erasure.site = ${site} and erasure.leaf = asked.leaf limit 1
      ) as found`,
  ])
  return {
    known: new Map(known.map(keptFrom).map((row) => [row.jti, row])),
    erased: new Set(erased.map(({ leaf }) => leaf)),
  }
}

async function write(sql: Sql, site: string, size: number, addition: Addition): Promise<void> {
  const { rows, tiles, head } = addition
  const erasing = erase(sql, site, addition)
  const all = <Key extends keyof Addition['rows'][number]>(key: Key) => rows.map((row) => row[key] ?? null)
  const [, inserted, , advanced] = await Promise.all([
    erasing,
    sql`insert into receipt (site, jti, id, sub, receipt, countersignature, received, idx, expires)
      select ${site}::text, * from unnest(
        ${all('jti')}::text[], ${all('id')}::text[], ${all('sub')}::text[], ${all('receipt')}::text[],
        ${all('countersignature')}::text[], ${all('received')}::bigint[], ${all('index')}::bigint[],
        ${all('expires')}::bigint[]
      ) on conflict (site, jti) do nothing returning jti`,
    sql`insert into tile (site, level, n, hashes)
      select ${site}::text, * from unnest(
        ${tiles.map(({ level }) => level)}::smallint[], ${tiles.map(({ n }) => n)}::bigint[],
        ${sql.typed(
          tiles.map(({ hashes }) => hashes),
          BYTEAS,
        )}::bytea[]
      ) on conflict (site, level, n) do update set hashes = excluded.hashes`,
    sql`update log_head set origin = ${head.origin}, size = ${head.size}, root = ${head.root}, note = ${head.note}
      where site = ${site} and size = ${size}`,
  ])
  // `count` is not used: here Citus counts the rows given, not the rows inserted.
  if (inserted.length !== rows.length) throw new Error(`A number is already stored at ${site}.`)
  if (advanced.count !== 1) throw new Error(`The log of ${site} grew under a turn.`)
}

// Sent only if there is something to erase, so that an accept needs no further round trip.
async function erase(sql: Sql, site: string, { statements = [], erased = [] }: Addition): Promise<void> {
  if (statements.length + erased.length === 0) return
  const [removed] = await Promise.all([
    sql`delete from receipt where site = ${site} and jti = any(${erased.map(({ jti }) => jti)}::text[]) returning jti`,
    sql`insert into erasure (site, leaf, idx)
      select ${site}::text, * from unnest(
        ${erased.map(({ leaf }) => leaf)}::text[], ${erased.map(({ index }) => index ?? null)}::bigint[]
      ) on conflict (site, leaf) do nothing`,
    sql`insert into statement (site, idx, statement)
      select ${site}::text, * from unnest(
        ${statements.map(({ index }) => index)}::bigint[], ${statements.map(({ statement }) => statement)}::text[]
      )`,
  ])
  if (removed.length !== erased.length) throw new Error(`A receipt to erase is not stored at ${site}.`)
}
