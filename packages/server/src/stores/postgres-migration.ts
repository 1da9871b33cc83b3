// Brings a PostgreSQL database to the newest tables, while other processes may be doing the same.
import { isRefusal, type Sql } from './connection.ts'
import { openConnections } from './connections.ts'
import { MIGRATION_TABLE, requireNewest, stepsAfter } from './migrations.ts'
import { readServer, type Server } from './postgres-server.ts'
import { transaction } from './transaction.ts'

/** Takes each step in a transaction of its own. @throws ServerError `store-newer`, and what the server refuses */
export async function migratePostgres(url: string, where: string): Promise<Server> {
  const connections = openConnections(url, 1, DAY)
  try {
    const last = await connections.borrow(lastStep)
    // Where nothing is left to do, a user who may not make tables will do.
    if (last === undefined) await connections.borrow(makeTable)
    if (last === undefined || stepsAfter(last, where).length > 0) {
      while (await transaction(connections, { idle: DAY, statement: 0 }, (sql, begun) => takeNext(sql, begun, where)));
    }
    return await connections.borrow(readServer)
  } finally {
    await connections.close()
  }
}

/** @throws ServerError `store-older`, `store-newer`, and what the server refuses */
export async function requireNewestPostgres(url: string, where: string): Promise<void> {
  const connections = openConnections(url, 1, 60_000)
  try {
    requireNewest((await connections.borrow(lastStep)) ?? 0, where)
  } finally {
    await connections.close()
  }
}

/** Milliseconds: a table can be so large that a step takes long. */
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

// Two processes that make one table at once: for one of them its type or its name is taken already.
async function makeTable(sql: Sql): Promise<void> {
  try {
    await sql.unsafe(MIGRATION_TABLE)
  } catch (cause) {
    if (!isRefusal(cause, '23505', '42P07', '42710')) throw cause
  }
}

// Whoever holds row 0 is the one who takes steps. It is written, not only locked: where a transaction sees nothing newer than
// its beginning, whoever waited is then refused, and begins again.
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
