// One transaction on one PostgreSQL connection: begun, kept or undone, and tried again where another was in the way.
import { isRefusal, type Sql } from './connection.ts'
import type { Connections } from './connections.ts'

/** In milliseconds: how long the server lets a transaction stand idle, and how long it lets a statement wait or run. */
export type Limits = { idle: number; statement: number }

/**
 * Commits where `work` resolves with true, undoes everything where it does not or throws. `begun` must be awaited before
 * anything is written; what is only read may be sent along with it. `work` may be called again.
 */
export async function transaction(
  connections: Connections,
  limits: Limits,
  work: (sql: Sql, begun: Promise<unknown>) => Promise<boolean>,
): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await connections.borrow((sql) => once(sql, limits, work))
    } catch (cause) {
      if (attempt === ATTEMPTS || !isRefusal(cause, ...IN_THE_WAY)) throw cause
      await new Promise((resolve) => setTimeout(resolve, 2 ** attempt))
    }
  }
}

const ATTEMPTS = 10

// Serialization failure and deadlock: the server undid it all.
const IN_THE_WAY = ['40001', '40P01']

async function once(sql: Sql, limits: Limits, work: (sql: Sql, begun: Promise<unknown>) => Promise<boolean>) {
  // Settings of the transaction, not of the session: poolers between us and the server refuse or mix up the latter. Whatever a
  // database or role says of synchronous_commit, what is answered here is on the disk, and on the synchronous standby.
  const begun = Promise.all([
    sql.unsafe('begin isolation level read committed'),
    sql`select set_config('idle_in_transaction_session_timeout', ${String(limits.idle)}, true),
               set_config('statement_timeout', ${String(limits.statement)}, true),
               set_config('synchronous_commit', case current_setting('synchronous_commit')
                 when 'remote_apply' then 'remote_apply' else 'on' end, true)`,
  ])
  begun.catch(() => {})
  try {
    const keep = await work(sql, begun)
    await begun
    await (keep ? sql`commit` : sql`rollback`)
    return keep
  } catch (cause) {
    // After anything but a refusal the connection is closed, and the server undoes what it was told.
    if (isRefusal(cause)) await sql`rollback`
    throw cause
  }
}
