// The tables, step by step: numbered SQL files, the same for SQLite and PostgreSQL, each taken once and in order.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type Database from 'libsql'
import { ServerError } from '../errors.ts'

/** One file of `sql/`. */
export type Step = { n: number; name: string; sql: string }

/** What a database remembers: which steps it has taken, and when, in milliseconds since 1970. */
export const MIGRATION_TABLE =
  'create table if not exists migration (n integer not null primary key, name text not null, at bigint not null)'

/** The steps a database has still to take after number `last`. @throws ServerError `store-newer`, `store-unreadable` */
export function stepsAfter(last: number, where: string): Step[] {
  const steps = readSteps()
  if (last > steps.length) {
    throw new ServerError('store-newer', `${where} was written by a newer Placet.`, 'Update @placet/server.')
  }
  return steps.slice(last)
}

/** Where nothing may be changed. @throws ServerError `store-older`, `store-newer` */
export function requireNewest(last: number, where: string): void {
  if (stepsAfter(last, where).length === 0) return
  const fix = 'Start the server of this version on it once, or read it with the version that wrote it.'
  throw new ServerError('store-older', `${where} has tables of an older Placet, and reading changes none.`, fix)
}

/** The number of the last step that a file has taken. */
export function lastStepOf(db: Database.Database): number {
  // It has always stood here, and a Placet without the table refuses a file by it.
  return (db.prepare('pragma user_version').get() as { user_version: number }).user_version
}

/** Takes each step in a transaction of its own; another process that opens the file meanwhile waits. */
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

// Two steps up from src/stores and from dist/stores; whoever bundles this file puts the folder beside the bundle or one
// step above. No further: what is found is run, and a folder of that name up there would be a stranger's.
function findFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  for (const place of [here, join(here, '..'), join(here, '../..')]) {
    if (existsSync(join(place, 'sql', '001-receipts.sql'))) return join(place, 'sql')
  }
  const fix = 'Keep @placet/server out of the bundle, or copy its folder sql beside the bundle.'
  throw new ServerError('store-unreadable', 'The SQL files that make the tables are not there.', fix)
}
