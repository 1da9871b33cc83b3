// A store in PostgreSQL or a compatible database. Any number of processes may share one database.
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
  /** Maximum connections for turns, default 8. There are as many again for reading, and one for checks. */
  connections?: number | undefined
  /** Changes nothing, and needs only the right to select. Throws if the tables must be migrated first. Default false. */
  readOnly?: boolean | undefined
  /** Milliseconds that a process hanging in a turn may block the site for other processes; default 10,000. */
  lease?: number | undefined
}

/**
 * Opens the database and migrates its tables. `url` is `postgres://user:password@host:port/database`.
 * @throws ServerError `store-malformed`, `store-unreadable`, `store-newer`, `store-older`
 */
export async function openPostgresStore(url: string, options: PostgresOptions = {}): Promise<Store> {
  requirePostgresUrl(url)
  const { connections: most = 8, lease = 10_000, readOnly = false } = options
  const { spread } = await open(url, readOnly)
  const limits = { idle: lease, statement: 30_000 }
  // Reading has connections of its own, so that it does not wait for turns that wait for each other.
  const turns = readOnly ? refuseConnections() : openConnections(url, most, 60_000)
  const reading = openConnections(url, most, 60_000)
  const checking = readOnly ? refuseConnections() : openConnections(url, 1, 10_000)
  const reads = prepareReads(reading)

  return {
    ...reads,
    turn: (site, work) => takeTurn(turns, limits, site, work),
    async setExpiry(site, dates) {
      await transaction(turns, limits, async (sql, begun) => {
        await begun
        await sql`update receipt set expires = dated.expires
          from unnest(${dates.map(({ jti }) => jti)}::text[], ${dates.map(({ expires }) => expires)}::bigint[])
            as dated (jti, expires)
          where receipt.site = ${site} and receipt.jti = dated.jti`
        return true
      })
    },
    async putNotices(notices) {
      // Sorted: two transactions that insert the same rows in different orders would deadlock.
      const rows = [...notices].sort(([one], [other]) => (one < other ? -1 : 1))
      await transaction(turns, limits, async (sql, begun) => {
        await begun
        await sql`insert into notice (hash, body)
          select * from unnest(${rows.map(([hash]) => hash)}::text[], ${rows.map(([, told]) => JSON.stringify(told))}::text[])
          on conflict (hash) do nothing`
        return true
      })
    },
    // If the tables are not distributed, one trial write covers all sites.
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
    const fix = 'Check address, user and password, and that the user may create tables.'
    // The driver's error about a URL contains the URL with its password, so it is not passed on as cause.
    const named = code === 'ERR_INVALID_URL' ? undefined : cause
    throw new ServerError('store-unreadable', `${where} cannot be opened: ${message || code}.`, fix, named)
  }
}

// Omits user, password and parameters. If a password has a slash, its end looks like a path, so unusual paths are omitted, too.
function placeOf(url: string): string {
  const { host, pathname } = URL.canParse(url) ? new URL(url) : { host: '', pathname: '' }
  return /^\/[\w.-]*$/.test(pathname) ? `PostgreSQL at ${host}${pathname}` : 'PostgreSQL'
}
