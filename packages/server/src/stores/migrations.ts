// Migrations: numbered SQL files, the same for SQLite and PostgreSQL, each applied once and in order.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type Database from 'libsql'
import { ServerError } from '../errors.ts'

/** One file of `sql/`. */
export type Step = { n: number; name: string; sql: string }

/** The applied steps; `at` is in milliseconds since 1970. */
export const MIGRATION_TABLE =
  'create table if not exists migration (n integer not null primary key, name text not null, at bigint not null)'

/** The steps to apply after number `last`. @throws ServerError `store-newer`, `store-unreadable` */
export function stepsAfter(last: number, where: string): Step[] {
  const steps = readSteps()
  if (last > steps.length) {
    throw new ServerError('store-newer', `${where} was written by a newer Placet.`, 'Update @placet/server.')
  }
  return steps.slice(last)
}

/** For a read-only store. @throws ServerError `store-older`, `store-newer` */
export function requireNewest(last: number, where: string): void {
  if (stepsAfter(last, where).length === 0) return
  const fix = 'Start the server of this version on it once, or read it with the version that wrote it.'
  throw new ServerError(
    'store-older',
    `${where} has tables of an older Placet, and a read-only store is not migrated.`,
    fix,
  )
}

/** The number of the last step applied to a file. */
export function lastStepOf(db: Database.Database): number {
  // All versions of Placet have stored it in user_version, and versions without the table check it there.
  return (db.prepare('pragma user_version').get() as { user_version: number }).user_version
}

/** Applies each step in a transaction of its own. Another process that opens the file meanwhile waits. */
export function migrateLibsql(db: Database.Database, where: string): void {
  const takeNext = db.transaction((): boolean => {
    const [step] = stepsAfter(lastStepOf(db), where)
    if (!step) return false
    db.exec(MIGRATION_TABLE)
    db.exec(step.sql)
    db.prepare('insert into migration (n, name, at) values (?, ?, ?)').run(step.n, step.name, Date.now())
    db.exec(`pragma user_version = ${step.n}`)
    return true
  })
  while (takeNext.immediate());
}

function readSteps(): Step[] {
  const folder = findFolder()
  return readdirSync(folder)
    .flatMap((file) => {
      const [, number, name] = /^(\d{3})-([a-z-]+)\.sql$/.exec(file) ?? []
      return number ? { n: Number(number), name: name!, sql: readFileSync(join(folder, file), 'utf8') } : []
    })
    .sort((one, other) => one.n - other.n)
}

// The folder is two levels up from src/stores and dist/stores. With a bundle it lies beside the bundle or one level up. Higher
// levels are not searched: the SQL is executed, and a folder of that name there may belong to another package.
function findFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  for (const place of [here, join(here, '..'), join(here, '../..')]) {
    if (existsSync(join(place, 'sql', '001-receipts.sql'))) return join(place, 'sql')
  }
  const fix = 'Keep @placet/server out of the bundle, or copy its folder sql beside the bundle.'
  throw new ServerError('store-unreadable', 'The SQL files that create the tables are missing.', fix)
}
