// Writes to a SQLite file: one transaction after the other, each committed outside of Node's main thread, which is not blocked
// while the disk syncs.
import { randomBytes } from 'node:crypto'
import Database from 'libsql/promise'
import type { Addition } from '../store.ts'
import { COLUMNS } from './libsql-reads.ts'

export type Writer = {
  /** Commits if `work` resolves with true. Rolls back if it resolves with false or rejects. */
  transaction(work: (write: Writes) => Promise<boolean>): Promise<void>
  /** Resolves after all transactions under way. */
  close(): Promise<void>
}
export type Writes = {
  addition(addition: Addition): void
  setExpiry(site: string, dates: readonly { jti: string; expires: number }[]): void
  notices(notices: ReadonlyMap<string, unknown>): void
  /** A trial write: a row as large as a turn's data, in a tile below all levels that belongs to no site. It is overwritten each time. */
  check(): void
}

/** Opens a connection of its own. The tables must exist. */
export function openWriter(file: string): Writer {
  const db = new Database(file, { timeout: PATIENCE })
  const flusher = makeWalFlusher(new Database(file, { timeout: PATIENCE }))
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
      flusher.afterCommit()
    } catch (error) {
      // After a failed commit there may be no transaction to roll back.
      await db.exec('rollback').catch(() => undefined)
      throw error
    }
  }

  return {
    // SQLite has one writer, so turns at different sites also wait for each other.
    transaction(work) {
      if (closed) return Promise.reject(new Error('The store is closed.'))
      const done = last.then(() => runTurn(work))
      last = done.catch(() => undefined)
      return done
    },
    async close() {
      closed = true
      await last
      await flusher.close()
      // Statements keep the file open (see libsql-statements.ts).
      prepared = undefined
      db.close()
    },
  }
}

/** For a read-only store. */
export function refuseWrites(): Writer {
  return {
    transaction: () => Promise.reject(new Error('The store was opened read-only.')),
    close: () => Promise.resolve(),
  }
}

// Moves committed data from the write-ahead log to the file, beside the writer. By default SQLite does this in a commit, which
// then takes some 20 ms longer. Only the last part is left to the writer.
function makeWalFlusher(db: Database): { afterCommit(): void; close(): Promise<void> } {
  let commits = 0
  let running: Promise<void> | undefined
  return {
    afterCommit() {
      if (++commits % 32 !== 0) return
      // A failure is ignored: the next run continues.
      const flush = async (): Promise<void> => db.exec('pragma wal_checkpoint(passive)').catch(() => undefined)
      running ??= flush().finally(() => (running = undefined))
    },
    async close() {
      await running
      db.close()
    },
  }
}

/** Bytes of a trial write. A smaller one could succeed on a nearly full disk where a turn fails. SQLite skips unchanged pages. */
const TRIAL = 64 * 1024

/** Milliseconds to wait for another process, and between two attempts. */
const PATIENCE = 5000
const PAUSE = 5

type Prepared = Writes & {
  /** Takes the write lock, and waits for other processes. @throws SqliteError if one of them still holds it */
  begin(): Promise<void>
}

type Statement = { run(...values: unknown[]): { changes: number } }

async function prepareWrites(db: Database): Promise<Prepared> {
  // With FULL, every commit is on the disk before it is acknowledged. NORMAL could lose the last commits in a power cut.
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

  // From here on `begin` waits: SQLite's own timeout would block Node's main thread.
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
        if (remove.run(site, jti).changes !== 1) throw new Error(`A receipt to erase is not stored at ${site}`)
        insertErasure.run(site, leaf, index ?? null)
      }
      for (const { site, index, statement } of statements) insertStatement.run(site, index, statement)
    },
    setExpiry(site, dates) {
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
