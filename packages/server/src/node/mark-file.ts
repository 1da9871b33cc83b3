// Marks of logs (log/marks.ts) on the disk, in a SQLite file of their own beside the keys: several processes of one data
// folder raise them, and a power cut leaves the old one or the new one.
import Database from 'libsql/promise'
import { ServerError } from '../errors.ts'
import type { Mark, MarkFile } from '../log/marks.ts'

/** Makes the file where there is none. @throws ServerError `file-unwritable` */
export async function openMarkFile(file: string): Promise<MarkFile> {
  try {
    return await open(file)
  } catch (cause) {
    const fix = 'Check the permissions of its folder, and that the disk is neither full nor read-only.'
    throw new ServerError('file-unwritable', `${file} cannot be opened: ${(cause as Error).message}.`, fix, cause)
  }
}

async function open(file: string): Promise<MarkFile> {
  const db = new Database(file, { timeout: PATIENCE })
  await db.exec('pragma journal_mode = WAL')
  // Each commit reaches the disk before anything is answered.
  await db.exec('pragma synchronous = FULL')
  await db.exec(`create table if not exists mark
    (origin text not null primary key, site text not null, size integer not null, root blob not null)`)
  const put = 'insert into mark (origin, site, size, root) values (?, ?, ?, ?) on conflict (origin)'
  const [begin, all, raise, reset] = (await Promise.all(
    [
      'begin immediate',
      'select site, origin, size, root from mark',
      `${put} do update set size = excluded.size, root = excluded.root where excluded.size > mark.size`,
      `${put} do update set size = excluded.size, root = excluded.root`,
    ].map((sql) => db.prepare(sql)),
  )) as [Statement, Statement, Statement, Statement]
  const marks = ((await all.all()) as Mark[]).map((mark) => ({ ...mark, root: new Uint8Array(mark.root) }))
  // From here on waiting is ours: SQLite would keep Node's thread meanwhile.
  await db.exec('pragma busy_timeout = 0')

  async function commit(some: readonly Mark[], put: Statement): Promise<void> {
    await untilFree(() => begin.run())
    try {
      for (const { origin, site, size, root } of some) put.run(origin, site, size, Buffer.from(root))
      // Outside of Node's thread, which serves others while the disk makes sure.
      await db.exec('commit')
    } catch (cause) {
      await db.exec('rollback').catch(() => undefined)
      throw cause
    }
  }

  return {
    marks,
    raise: (some) => commit(some, raise),
    reset: (mark) => commit([mark], reset),
    close: async () => db.close(),
  }
}

type Statement = { all(): unknown; run(...values: unknown[]): unknown }

/** How long another process is waited for, and how often it is looked at, in milliseconds. */
const PATIENCE = 5000
const PAUSE = 1

async function untilFree(begin: () => unknown): Promise<void> {
  for (const until = performance.now() + PATIENCE; ;) {
    try {
      return void begin()
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'SQLITE_BUSY' || performance.now() > until) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }
}
