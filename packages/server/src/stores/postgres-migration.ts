// Migrates a PostgreSQL database, while other processes may be doing the same.
import { isRefusal, type Sql } from './connection.ts'
import { openConnections } from './connections.ts'
import { MIGRATION_TABLE, requireNewest, stepsAfter } from './migrations.ts'
import { readServer, type Server } from './postgres-server.ts'
import { transaction } from './transaction.ts'

/** Applies each step in a transaction of its own. @throws ServerError `store-newer`, or the server's own error */
export async function migratePostgres(url: string, where: string): Promise<Server> {
  const connections = openConnections(url, 1, DAY)
  try {
    const last = await connections.borrow(lastStep)
    // If nothing is left to do, a database user without the right to create tables is sufficient.
    if (last === undefined) await connections.borrow(makeTable)
    if (last === undefined || stepsAfter(last, where).length > 0) {
      while (await transaction(connections, { idle: DAY, statement: 0 }, (sql, begun) => takeNext(sql, begun, where)));
    }
    return await connections.borrow(readServer)
  } finally {
    await connections.close()
  }
}

/** @throws ServerError `store-older`, `store-newer`, or the server's own error */
export async function requireNewestPostgres(url: string, where: string): Promise<void> {
  const connections = openConnections(url, 1, 60_000)
  try {
    requireNewest((await connections.borrow(lastStep)) ?? 0, where)
  } finally {
    await connections.close()
  }
}

/** Milliseconds: a step on a large table can take long. */
const DAY = 86_400_000

async function lastStep(sql: Sql): Promise<number | undefined> {
  try {
    const [row] = await sql<{ last: number | null }[]>`select max(n) as last from migration`
    return row?.last ?? 0
  } catch (cause) {
    if (isRefusal(cause, '42P01')) return undefined
    throw cause
  }
}

// If two processes create the table at once, one of them finds its type or name taken.
async function makeTable(sql: Sql): Promise<void> {
  try {
    await sql.unsafe(MIGRATION_TABLE)
  } catch (cause) {
    if (!isRefusal(cause, '23505', '42P07', '42710')) throw cause
  }
}

// Row 0 is the lock for migrations. It is written, not only locked: in a database that gives each transaction a snapshot of its
// beginning, a process that has waited is then refused, and starts again.
async function takeNext(sql: Sql, begun: Promise<unknown>, where: string): Promise<boolean> {
  await begun
  await sql`insert into migration (n, name, at) values (0, 'lock', ${Date.now()})
    on conflict (n) do update set at = excluded.at`
  const [step] = stepsAfter((await lastStep(sql)) ?? 0, where)
  if (!step) return false
  await sql.unsafe(step.sql)
  await sql`insert into migration (n, name, at) values (${step.n}, ${step.name}, ${Date.now()})`
  return true
}
