// Checks that receipts can be stored in PostgreSQL now, by a trial write to a row that is no receipt.
import type { Connections } from './connections.ts'
import { transaction } from './transaction.ts'

/** Milliseconds for one write, and for all writes of one check. */
const PATIENCE = 2000

/** The sites, of those given, whose tables cannot be written. @throws the first cause if none can be written */
export async function findUnwritable(connections: Connections, sites: readonly string[]): Promise<string[]> {
  const unwritable: string[] = []
  let first: unknown
  const until = performance.now() + PATIENCE
  for (const site of sites) {
    if (performance.now() > until) break
    await tryWrite(connections, site).catch((cause: unknown) => {
      first ??= cause
      unwritable.push(site)
    })
  }
  if (unwritable.length === sites.length) throw first
  return unwritable
}

// Writes a tile below all levels: one row per site, overwritten each time. No turn waits for this row.
function tryWrite(connections: Connections, site: string): Promise<unknown> {
  return transaction(connections, { idle: PATIENCE, statement: PATIENCE }, async (sql, begun) => {
    await begun
    await sql`insert into tile (site, level, n, hashes) values (${site}, -1, 0, '')
      on conflict (site, level, n) do update set hashes = excluded.hashes`
    return true
  })
}
