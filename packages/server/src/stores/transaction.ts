// Runs a transaction on one PostgreSQL connection, and retries it after a conflict with another one.
import { isRefusal, type Sql } from './connection.ts'
import type { Connections } from './connections.ts'

/** In milliseconds: the server's timeouts for an idle transaction, and for a statement that waits or runs. */
export type Limits = { idle: number; statement: number }

/**
 * Commits if `work` resolves with true. Rolls back if it resolves with false or rejects. `work` must await `begun` before it
 * writes; reads may be sent before. `work` may be called again.
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

// Serialization failure and deadlock: the server has rolled back the transaction.
const IN_THE_WAY = ['40001', '40P01']

async function once(sql: Sql, limits: Limits, work: (sql: Sql, begun: Promise<unknown>) => Promise<boolean>) {
  // Settings are per transaction, because poolers refuse or mix up those of sessions. synchronous_commit is set, whatever database
  // or role say, so that acknowledged receipts are on the disk and on the synchronous standby.
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
    // After any other error the connection is closed, and the server rolls back.
    if (isRefusal(cause)) await sql`rollback`
    throw cause
  }
}
