// What a PostgreSQL server says of itself that a store must know: what it makes of a commit, and how it keeps its tables.
import { isRefusal, type Sql } from './connection.ts'

export type Server = {
  /** What makes a commit less than durable, as sentences. */
  faults: string[]
  /** The tables are spread by site: some sites can be out of reach while others are not. */
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
    // An engine that only speaks the language need not have all of the catalog.
    if (isRefusal(cause)) return { faults: [], spread: false }
    throw cause
  }
}

/** On stderr, unless the process listens for warnings itself. */
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
