// Keeps receipts in PostgreSQL, or in what speaks its language: any number of processes may share one database.
import { ServerError } from '../errors.ts'
import type { Store } from '../store.ts'
import { openConnections, refuseConnections } from './connections.ts'
import { findUnwritable } from './postgres-check.ts'
import { migratePostgres, requireNewestPostgres } from './postgres-migration.ts'
import { prepareReads } from './postgres-reads.ts'
import { type Server, warnOf } from './postgres-server.ts'
import { takeTurn } from './postgres-turn.ts'
import { requirePostgresUrl } from './store-url.ts'
import { transaction } from './transaction.ts'

export type PostgresOptions = {
  /** Most connections for turns, and as many again for everything else and one for checks; default 8. */
  connections?: number | undefined
  /** Changes nothing, and needs no right but to select. Refused where the tables are not the newest; default false. */
  readOnly?: boolean | undefined
  /** How long a process that hangs in the middle of a turn keeps the others from that site, in milliseconds; default 10,000. */
  lease?: number | undefined
}

/**
 * Opens the database and brings its tables up to date. `url` is `postgres://user:password@host:port/database`.
 * @throws ServerError `store-malformed`, `store-unreadable`, `store-newer`, `store-older`
 */
export async function openPostgresStore(url: string, options: PostgresOptions = {}): Promise<Store> {
  requirePostgresUrl(url)
  const { connections: most = 8, lease = 10_000, readOnly = false } = options
  const { spread } = await open(url, readOnly)
  const limits = { idle: lease, statement: 30_000 }
  // Reading has connections of its own: it must not wait for turns that wait for each other.
  const turns = readOnly ? refuseConnections() : openConnections(url, most, 60_000)
  const reading = openConnections(url, most, 60_000)
  const checking = readOnly ? refuseConnections() : openConnections(url, 1, 10_000)
  const reads = prepareReads(reading)

  return {
    ...reads,
    turn: (site, work) => takeTurn(turns, limits, site, work),
    async date(site, dates) {
      await transaction(turns, limits, async (sql, begun) => {
        await begun
        await sql`update receipt set expires = dated.expires
          from unnest(${dates.map(({ jti }) => jti)}::text[], ${dates.map(({ expires }) => expires)}::bigint[])
            as dated (jti, expires)
          where receipt.site = ${site} and receipt.jti = dated.jti`
        return true
      })
    },
    async keepNotices(notices) {
      // In one order everywhere: two who insert the same in different orders would wait for each other.
      const rows = [...notices].sort(([one], [other]) => (one < other ? -1 : 1))
      await transaction(turns, limits, async (sql, begun) => {
        await begun
        await sql`insert into notice (hash, body)
          select * from unnest(${rows.map(([hash]) => hash)}::text[], ${rows.map(([, told]) => JSON.stringify(told))}::text[])
          on conflict (hash) do nothing`
        return true
      })
    },
    // Where the tables are not spread, what holds for one site holds for all.
    check: (sites = []) => findUnwritable(checking, spread && sites.length > 0 ? sites : ['']),
    async close() {
      await Promise.all([turns.close(), reading.close(), checking.close()])
    },
  }
}

async function open(url: string, readOnly: boolean): Promise<Server> {
  const where = placeOf(url)
  try {
    if (readOnly) {
      await requireNewestPostgres(url, where)
      return { faults: [], spread: false }
    }
    const server = await migratePostgres(url, where)
    warnOf(server, where)
    return server
  } catch (cause) {
    if (cause instanceof ServerError) throw cause
    const { message, code } = cause as Error & { code?: string }
    const fix = 'Check address, user and password, and that the user may make tables.'
    // The driver's complaint about a URL carries the URL, and that the password.
    const named = code === 'ERR_INVALID_URL' ? undefined : cause
    throw new ServerError('store-unreadable', `${where} cannot be opened: ${message || code}.`, fix, named)
  }
}

// Without user, password and parameters. Where a password has a slash, its end looks like a path.
function placeOf(url: string): string {
  const { host, pathname } = URL.canParse(url) ? new URL(url) : { host: '', pathname: '' }
  return /^\/[\w.-]*$/.test(pathname) ? `PostgreSQL at ${host}${pathname}` : 'PostgreSQL'
}
