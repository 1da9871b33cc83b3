// How a SQLite file is written: one transaction after the other, each committed outside of Node's thread, which serves others
// while the disk makes sure.
import { randomBytes } from 'node:crypto'
import Database from 'libsql/promise'
import type { Addition } from '../store.ts'
import { COLUMNS } from './libsql-reads.ts'

export type Writer = {
  /** Commits where `work` resolves with true, undoes everything where it does not or throws. */
  transaction(work: (write: Writes) => Promise<boolean>): Promise<void>
  /** Resolves when all that was asked for is done. */
  close(): Promise<void>
}
export type Writes = {
  addition(addition: Addition): void
  date(site: string, dates: readonly { jti: string; expires: number }[]): void
  notices(notices: ReadonlyMap<string, unknown>): void
  /** A tile below all levels, which belongs to no site: one row as large as a turn, written anew each time. */
  check(): void
}

/** A connection of its own to a file whose tables are there. */
export function openWriter(file: string): Writer {
  const db = new Database(file, { timeout: PATIENCE })
  const tidy = makeTidy(new Database(file, { timeout: PATIENCE }))
  let prepared: Promise<Prepared> | undefined
  let last: Promise<unknown> = Promise.resolve()
  let closed = false

  async function runTurn(work: (write: Writes) => Promise<boolean>): Promise<void> {
    prepared ??= prepareWrites(db).catch((cause: unknown) => {
      prepared = undefined
      throw cause
    })
    const write = await prepared
    await write.begin()
    try {
      await db.exec((await work(write)) ? 'commit' : 'rollback')
      tidy.soon()
    } catch (error) {
      // Where the commit itself failed there may be nothing left to undo.
      await db.exec('rollback').catch(() => undefined)
      throw error
    }
  }

  return {
    // SQLite has one writer: turns at different sites wait for each other, too.
    transaction(work) {
      if (closed) return Promise.reject(new Error('The store is closed.'))
      const done = last.then(() => runTurn(work))
      last = done.catch(() => undefined)
      return done
    },
    async close() {
      closed = true
      await last
      await tidy.close()
      // Statements keep the file open, see libsql-statements.ts.
      prepared = undefined
      db.close()
    },
  }
}

/** For a store that is only read. */
export function refuseWrites(): Writer {
  return {
    transaction: () => Promise.reject(new Error('The store was opened to be read only.')),
    close: () => Promise.resolve(),
  }
}

// What is committed lies in a journal first. It goes into the file while others write; a writer who did it, as SQLite has it,
// would keep everybody waiting for some twenty milliseconds. Only the end of it is left to the writer.
function makeTidy(db: Database): { soon(): void; close(): Promise<void> } {
  let commits = 0
  let running: Promise<void> | undefined
  return {
    soon() {
      if (++commits % 32 !== 0) return
      // Where it fails, it is for the next time.
      const tidying = async (): Promise<void> => db.exec('pragma wal_checkpoint(passive)').catch(() => undefined)
      running ??= tidying().finally(() => (running = undefined))
    },
    async close() {
      await running
      db.close()
    },
  }
}

/** Bytes. On a disk that is nearly full, less could find room where a turn does not; what is the same SQLite does not write. */
const TRIAL = 64 * 1024

/** How long another process is waited for, and how often it is looked at, in milliseconds. */
const PATIENCE = 5000
const PAUSE = 5

type Prepared = Writes & {
  /** Resolves once nobody else writes. @throws SqliteError where somebody still does */
  begin(): Promise<void>
}

type Statement = { run(...values: unknown[]): { changes: number } }

async function prepareWrites(db: Database): Promise<Prepared> {
  // Every commit reaches the disk before it is acknowledged (NORMAL would lose the last ones in a power cut).
  await db.exec('pragma synchronous = FULL')
  await db.exec('pragma wal_autocheckpoint = 4000')
  const [begin, insert, upsertTile, upsertHead, insertStatement, insertErasure, remove, update, insertNotice] =
    (await Promise.all(
      [
        'begin immediate',
        `insert into receipt (${COLUMNS}, expires) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        `insert into tile (site, level, n, hashes) values (?, ?, ?, ?)
       on conflict (site, level, n) do update set hashes = excluded.hashes`,
        `insert into log_head (site, origin, size, root, note) values (?, ?, ?, ?, ?)
       on conflict (site) do update set size = excluded.size, root = excluded.root, note = excluded.note`,
        'insert into statement (site, idx, statement) values (?, ?, ?)',
        'insert into erasure (site, leaf, idx) values (?, ?, ?) on conflict (site, leaf) do nothing',
        'delete from receipt where site = ? and jti = ?',
        'update receipt set expires = ? where site = ? and jti = ?',
        'insert into notice (hash, body) values (?, ?) on conflict (hash) do nothing',
      ].map((sql) => db.prepare(sql)),
    )) as [Statement, Statement, Statement, Statement, Statement, Statement, Statement, Statement, Statement]

  // From here on waiting is ours: SQLite would keep Node's thread meanwhile.
  await db.exec('pragma busy_timeout = 0')
  return {
    async begin() {
      for (const until = performance.now() + PATIENCE; ;) {
        try {
          return void begin.run()
        } catch (error) {
          if (!isBusy(error) || performance.now() > until) throw error
          await new Promise((resolve) => setTimeout(resolve, PAUSE))
        }
      }
    },
    addition({ rows, tiles, head, statements = [], erased = [] }) {
      for (const { site, jti, id, sub, receipt, countersignature, received, index, expires } of rows) {
        insert.run(site, jti, id, sub, receipt, countersignature, received, index ?? null, expires ?? null)
      }
      for (const { level, n, hashes } of tiles) upsertTile.run(head.site, level, n, Buffer.from(hashes))
      upsertHead.run(head.site, head.origin, head.size, Buffer.from(head.root), head.note)
      for (const { site, jti, leaf, index } of erased) {
        if (remove.run(site, jti).changes !== 1) throw new Error(`What is to be erased is not at ${site}`)
        insertErasure.run(site, leaf, index ?? null)
      }
      for (const { site, index, statement } of statements) insertStatement.run(site, index, statement)
    },
    date(site, dates) {
      for (const { jti, expires } of dates) update.run(expires, site, jti)
    },
    check() {
      upsertTile.run('', -1, 0, randomBytes(TRIAL))
    },
    notices(notices) {
      for (const [hash, notice] of notices) insertNotice.run(hash, JSON.stringify(notice))
    },
  }
}

function isBusy(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'SQLITE_BUSY'
}
