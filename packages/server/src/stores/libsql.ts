// Keeps receipts in one SQLite file (libsql). What comes in while the disk is busy shares the next transaction.
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'
import { ServerError } from '../errors.ts'
import type { Keeping, Kept, Store } from './memory.ts'
import { SCHEMA } from './schema.ts'

const COLUMNS = 'site, jti, id, receipt, countersignature, received'
const PAGE = 500

/** Opens the file, and makes it and its folder where there is none. @throws ServerError `store-unreadable`, `store-newer` */
export function openLibsqlStore(file: string): Store {
  const db = openDatabase(file)
  const insert = db.prepare(
    `insert into receipt (${COLUMNS}) values (?, ?, ?, ?, ?, ?) on conflict (site, jti) do nothing`,
  )
  const selectByNumber = db.prepare(`select ${COLUMNS} from receipt where site = ? and jti = ?`)
  const selectByIdentity = db.prepare(`select ${COLUMNS} from receipt where id = ?`)
  const selectPage = db.prepare(
    `select rowid as place, ${COLUMNS} from receipt where rowid > ? order by rowid limit ${PAGE}`,
  )
  const insertNotice = db.prepare('insert into notice (hash, body) values (?, ?) on conflict (hash) do nothing')
  const selectNotice = db.prepare('select body from notice where hash = ?')

  const keepAll = db.transaction((batches: (readonly Kept[])[]) => batches.map((batch) => batch.map(keepOne)))
  const keepNotices = db.transaction((notices: ReadonlyMap<string, unknown>) => {
    for (const [hash, notice] of notices) insertNotice.run(hash, JSON.stringify(notice))
  })

  function keepOne(row: Kept): Keeping {
    const { changes } = insert.run(row.site, row.jti, row.id, row.receipt, row.countersignature, row.received)
    return changes === 1
      ? { fresh: true, kept: row }
      : { fresh: false, kept: keptFrom(selectByNumber.get(row.site, row.jti)) }
  }

  return {
    keep: inGroups((batches) => keepAll.immediate(batches)),
    async find(id) {
      const row = selectByIdentity.get(id)
      return row === undefined ? undefined : keptFrom(row)
    },
    // In pages: an export must not hold a read transaction open while its reader takes its time.
    async *all() {
      let place = 0
      for (;;) {
        const page = selectPage.all(place) as (Kept & { place: number })[]
        yield* page.map(keptFrom)
        if (page.length < PAGE) return
        place = page.at(-1)!.place
      }
    },
    async keepNotices(notices) {
      keepNotices.immediate(notices)
    },
    async notice(hash) {
      const row = selectNotice.get(hash) as { body: string } | undefined
      return row && JSON.parse(row.body)
    },
    async close() {
      db.close()
    },
  }
}

function openDatabase(file: string): Database.Database {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const db = new Database(file, { timeout: 5000 })
    db.pragma('journal_mode = WAL')
    // Every commit reaches the disk before it is acknowledged (NORMAL would lose the last ones in a power cut).
    db.pragma('synchronous = FULL')
    db.transaction(() => takeSteps(db, file)).immediate()
    return db
  } catch (cause) {
    if (cause instanceof ServerError) throw cause
    const fix = 'Check that the folder can be written and that the file is a Placet store.'
    throw new ServerError('store-unreadable', `${file} cannot be opened: ${(cause as Error).message}.`, fix, cause)
  }
}

function takeSteps(db: Database.Database, file: string): void {
  const { user_version: taken } = db.prepare('pragma user_version').get() as { user_version: number }
  if (taken > SCHEMA.length) {
    throw new ServerError('store-newer', `${file} was written by a newer Placet.`, 'Update @placet/server.')
  }
  for (const step of SCHEMA.slice(taken)) db.exec(step)
  if (taken < SCHEMA.length) db.exec(`pragma user_version = ${SCHEMA.length}`)
}

// Group commit: one flush of the disk for all batches that wait, in the order they came.
function inGroups(commit: (batches: (readonly Kept[])[]) => Keeping[][]): Store['keep'] {
  type Waiting = { batch: readonly Kept[]; resolve: (keepings: Keeping[]) => void; reject: (cause: unknown) => void }
  let waiting: Waiting[] = []
  const commitWaiting = () => {
    const group = waiting
    waiting = []
    try {
      const answers = commit(group.map(({ batch }) => batch))
      group.forEach(({ resolve }, index) => resolve(answers[index]!))
    } catch (cause) {
      for (const { reject } of group) reject(cause)
    }
  }
  return (batch) =>
    new Promise((resolve, reject) => {
      if (waiting.push({ batch, resolve, reject }) === 1) setImmediate(commitWaiting)
    })
}

function keptFrom(row: unknown): Kept {
  const { site, jti, id, receipt, countersignature, received } = row as Kept
  return { site, jti, id, receipt, countersignature, received }
}
