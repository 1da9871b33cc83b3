// The tables of a store, spread by site over partitions. PostgreSQL wants of a spread table what engines want that keep one
// on many machines: every key that is unique must hold the column it is spread by.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openPostgresStore } from '@placet/server/stores/postgres'
import postgres from 'postgres'

export const SHARDS = 4

/** Brings an empty database to the newest tables; each that has a site gets partitions: `receipt_0`, `receipt_1`, … */
export async function spreadBySite(url: string): Promise<void> {
  // The steps are recorded by who takes them. Then the plain tables give way to spread ones, made by the same files.
  await (await openPostgresStore(url)).close()
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const tables = await sql<{ name: string }[]>`
      select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migration'`
    for (const { name } of tables) await sql`drop table ${sql(name)}`
    for (const step of readSteps()) await sql.unsafe(spread(step))
  } finally {
    await sql.end()
  }
}

/** The partition that rows of this site lie in. */
export async function shardOf(sql: postgres.Sql, site: string): Promise<number> {
  const [row] = await sql<{ at: number }[]>`select at from generate_series(0, ${SHARDS - 1}::int) as at
    where satisfies_hash_partition('receipt'::regclass, ${SHARDS}::int, at, ${site}::text)`
  return row!.at
}

const FOLDER = resolve(import.meta.dirname, '../../packages/server/sql')

function readSteps(): string[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.sql'))
  return files.sort().map((file) => readFileSync(join(FOLDER, file), 'utf8'))
}

function spread(step: string): string {
  return step.replace(/^create table (\w+) \((.*?)\n\);/gms, (statement, table: string, columns: string) => {
    if (!/^\s*site\s/m.test(columns)) return statement
    const shards = Array.from(
      { length: SHARDS },
      (_, at) =>
        `create table ${table}_${at} partition of ${table} for values with (modulus ${SHARDS}, remainder ${at});`,
    )
    return [`create table ${table} (${columns}\n) partition by hash (site);`, ...shards].join('\n')
  })
}
