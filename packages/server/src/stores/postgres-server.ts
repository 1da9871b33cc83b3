// Reads the settings of a PostgreSQL server that matter to a store: the durability of commits, and the distribution of tables.
import { isRefusal, type Sql } from './connection.ts'

export type Server = {
  /** Settings that make commits less than durable, as sentences. */
  faults: string[]
  /** The tables are distributed by site: some sites can be unavailable while others are not. */
  spread: boolean
}

type Row = { fsync: string | null; full_page_writes: string | null; spread: boolean }

export async function readServer(sql: Sql): Promise<Server> {
  try {
    const [row] = await sql<Row[]>`
      select current_setting('fsync', true) as fsync, current_setting('full_page_writes', true) as full_page_writes,
        exists (select from pg_extension where extname = 'citus')
          or exists (select from pg_partitioned_table where partrelid = to_regclass('tile')) as spread`
    return { faults: faultsOf(row!), spread: row!.spread }
  } catch (cause) {
    // Engines that only speak PostgreSQL's protocol may lack parts of its catalog.
    if (isRefusal(cause)) return { faults: [], spread: false }
    throw cause
  }
}

/** Warnings go to stderr, unless the process handles them itself. */
export function warnOf({ faults }: Server, where: string): void {
  for (const fault of faults)
    process.emitWarning(`${where}: ${fault}`, { type: 'PlacetWarning', code: 'store-not-durable' })
}

function faultsOf({ fsync, full_page_writes }: Row): string[] {
  return [
    ...(fsync === 'off'
      ? ['fsync is off. A crash can lose receipts that were acknowledged, or the whole database. Switch it on.']
      : []),
    ...(full_page_writes === 'off'
      ? ['full_page_writes is off. Unless its file system never writes half a page, a crash can damage the tables.']
      : []),
  ]
}
