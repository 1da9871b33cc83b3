// Keeps receipts in one SQLite file (libsql). One connection writes, another reads: what is not committed is seen by nobody.
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'
import { ServerError } from '../errors.ts'
import type { Addition, Store } from '../store.ts'
import { COLUMNS, prepareReads } from './libsql-reads.ts'
import { migrateLibsql } from './migrations.ts'

type Connection = Database.Database

/** Opens the file, and makes it and its folder where there is none. @throws ServerError `store-unreadable`, `store-newer` */
export function openLibsqlStore(file: string): Store {
  const writer = open(file)
  const reader = new Database(file, { timeout: 5000 })
  const write = prepareWrites(writer)
  const read = prepareReads(reader)
  const inTurn = prepareReads(writer)
  let turns: Promise<unknown> = Promise.resolve()

  async function takeTurn(...[site, { numbers, leaves }, work]: Parameters<Store['turn']>): Promise<void> {
    writer.exec('begin immediate')
    try {
      const addition = await work({
        head: inTurn.head(site),
        known: new Map(numbers.flatMap((jti) => inTurn.number(site, jti) ?? []).map((row) => [row.jti, row])),
        erased: new Set(leaves.filter((leaf) => inTurn.erased(site, leaf))),
        tiles: async (places) => inTurn.tiles(site, places),
      })
      if (addition) write.addition(addition)
      writer.exec(addition ? 'commit' : 'rollback')
    } catch (error) {
      if (writer.inTransaction) writer.exec('rollback')
      throw error
    }
  }
  // SQLite has one writer: turns at different sites wait for each other, too.
  function alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = turns.then(work)
    turns = done.catch(() => undefined)
    return done
  }

  return {
    turn: (...asked) => alone(() => takeTurn(...asked)),
    find: async (id) => read.identity(id),
    latest: async (site, sub) => read.latest(site, sub),
    sites: async () => read.sites(),
    head: async (site) => read.head(site),
    tiles: async (site, places) => read.tiles(site, places),
    receipts: read.receipts,
    all: read.all,
    erase: (id, leaf, now) => alone(async () => write.erase(id, leaf, now)),
    findErased: async (leaf) => read.leaf(leaf),
    erasures: read.erasures,
    keepNotices: (notices) => alone(async () => write.notices(notices)),
    notice: async (hash) => read.notice(hash),
    check: async () => void read.identity(''),
    async close() {
      await turns
      reader.close()
      writer.close()
    },
  }
}

function open(file: string): Connection {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const db = new Database(file, { timeout: 5000 })
    db.pragma('journal_mode = WAL')
    // Every commit reaches the disk before it is acknowledged (NORMAL would lose the last ones in a power cut).
    db.pragma('synchronous = FULL')
    migrateLibsql(db, file)
    return db
  } catch (cause) {
    if (cause instanceof ServerError) throw cause
    const fix = 'Check that the folder can be written and that the file is a Placet store.'
    throw new ServerError('store-unreadable', `${file} cannot be opened: ${(cause as Error).message}.`, fix, cause)
  }
}

function prepareWrites(db: Connection) {
  const insert = db.prepare(`insert into receipt (${COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)`)
  const upsertTile = db.prepare(
    `insert into tile (site, level, n, hashes) values (?, ?, ?, ?)
     on conflict (site, level, n) do update set hashes = excluded.hashes`,
  )
  const upsertHead = db.prepare(
    `insert into log_head (site, origin, size, root, note) values (?, ?, ?, ?, ?)
     on conflict (site) do update set size = excluded.size, root = excluded.root, note = excluded.note`,
  )
  const selectPlace = db.prepare('select site, jti, idx from receipt where id = ?')
  const insertErasure = db.prepare(
    'insert into erasure (site, leaf, idx, erased) values (?, ?, ?, ?) on conflict (site, leaf) do nothing',
  )
  const remove = db.prepare('delete from receipt where site = ? and jti = ?')
  const insertNotice = db.prepare('insert into notice (hash, body) values (?, ?) on conflict (hash) do nothing')

  return {
    addition({ rows, tiles, head }: Addition): void {
      for (const { site, jti, id, sub, receipt, countersignature, received, index } of rows) {
        insert.run(site, jti, id, sub, receipt, countersignature, received, index ?? null)
      }
      for (const { level, n, hashes } of tiles) upsertTile.run(head.site, level, n, Buffer.from(hashes))
      upsertHead.run(head.site, head.origin, head.size, Buffer.from(head.root), head.note)
    },
    erase: db.transaction((id: string, leaf: string, now: number): boolean => {
      const row = selectPlace.get(id) as { site: string; jti: string; idx: number | null } | undefined
      if (!row) return false
      insertErasure.run(row.site, leaf, row.idx, now)
      remove.run(row.site, row.jti)
      return true
    }).immediate,
    notices: db.transaction((notices: ReadonlyMap<string, unknown>): void => {
      for (const [hash, notice] of notices) insertNotice.run(hash, JSON.stringify(notice))
    }).immediate,
  }
}
