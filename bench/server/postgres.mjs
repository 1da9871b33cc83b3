// The PostgreSQL of the tests, for a run: durable (fsync on), in a temporary folder, on loopback.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import postgres from 'postgres'

const TEST = join(import.meta.dirname, '../../test')

/** `database()` makes a fresh one, its URL; undefined where this machine has no PostgreSQL. */
export async function startPostgres() {
  // It is written in TypeScript; what runs the tests can read it.
  const vitest = createRequire(join(TEST, 'package.json')).resolve('vitest/package.json')
  const { runnerImport } = await import(createRequire(vitest).resolve('vite'))
  const { module } = await runnerImport(join(TEST, 'postgres/cluster.ts'), { configFile: false, logLevel: 'error' })
  if (!module.missingPostgres) return module.startCluster()
  console.log(`Without PostgreSQL: ${module.missingPostgres}`)
  return undefined
}

/** What two processes made of one log: dense, and nothing twice. @throws Error where it is not */
export async function checkLog(url) {
  const sql = postgres(url, { max: 1 })
  const [{ rows, places, last, size }] = await sql`
    select count(*)::int as rows, count(distinct idx)::int as places, max(idx)::int as last,
           (select max(size)::int from log_head) as size
    from receipt`
  await sql.end()
  if (rows !== places || last !== rows - 1 || size !== rows) {
    throw new Error(`the log is not one: ${JSON.stringify({ rows, places, last, size })}`)
  }
  return rows
}
