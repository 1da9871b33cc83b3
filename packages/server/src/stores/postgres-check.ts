// Whether receipts that come now would be kept in PostgreSQL: tried by a write like theirs, into a row that stands for none.
import type { Connections } from './connections.ts'
import { transaction } from './transaction.ts'

/** Milliseconds for one write, and for all that one check tries. */
const PATIENCE = 2000

/** Sites, of those given, whose tables cannot be written. @throws the first cause where none can be */
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

// A tile below all levels. One row a site, which is written anew each time and which no turn waits for.
function tryWrite(connections: Connections, site: string): Promise<unknown> {
  return transaction(connections, { idle: PATIENCE, statement: PATIENCE }, async (sql, begun) => {
    await begun
    await sql`insert into tile (site, level, n, hashes) values (${site}, -1, 0, '')
      on conflict (site, level, n) do update set hashes = excluded.hashes`
    return true
  })
}
