// Keeps receipts in one SQLite file (libsql). One connection writes, another reads: what is not committed is seen by nobody.
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'libsql'
import { ServerError } from '../errors.ts'
import type { Store } from '../store.ts'
import { prepareReads } from './libsql-reads.ts'
import { collectStatements, keepStatements } from './libsql-statements.ts'
import { openWriter } from './libsql-writes.ts'
import { migrateLibsql } from './migrations.ts'
import { requireFilePath } from './store-url.ts'

/** Opens the file, and makes it and its folder where there is none. @throws ServerError `store-malformed`, `store-unreadable`, `store-newer` */
export function openLibsqlStore(file: string): Store {
  requireFilePath(file)
  const reader = open(file)
  const writer = openWriter(file)
  const statements = keepStatements(reader)
  const read = prepareReads(statements)

  return {
    turn: (site, work) =>
      writer.transaction(async (write) => {
        // From here on nobody else writes: what was kept last is what the reader sees.
        const addition = await work({
          head: read.head(site),
          lookUp: async ({ numbers, leaves }) => ({
            known: new Map(numbers.flatMap((jti) => read.number(site, jti) ?? []).map((row) => [row.jti, row])),
            erased: new Set(leaves.filter((leaf) => read.erased(site, leaf))),
          }),
          tiles: async (places) => read.tiles(site, places),
        })
        if (addition) write.addition(addition)
        return addition !== undefined
      }),
    find: async (id) => read.identity(id),
    latest: async (site, sub) => read.latest(site, sub),
    sites: async () => read.sites(),
    head: async (site) => read.head(site),
    tiles: async (site, places) => read.tiles(site, places),
    receipts: read.receipts,
    all: read.all,
    async erase(id, leaf, now) {
      let found = false
      await writer.transaction(async (write) => (found = write.erase(id, leaf, now)))
      return found
    },
    findErased: async (leaf) => read.leaf(leaf),
    erasures: read.erasures,
    keepNotices: (notices) =>
      writer.transaction(async (write) => {
        write.notices(notices)
        return true
      }),
    notice: async (hash) => read.notice(hash),
    check: async () => void read.identity(''),
    async close() {
      await writer.close()
      statements.drop()
      reader.close()
      await collectStatements()
    },
  }
}

function open(file: string): Database.Database {
  let db: Database.Database | undefined
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    db = new Database(file, { timeout: 5000 })
    db.pragma('journal_mode = WAL')
    migrateLibsql(db, file)
    return db
  } catch (cause) {
    db?.close()
    void collectStatements()
    if (cause instanceof ServerError) throw cause
    const fix = 'Check that the folder can be written and that the file is a Placet store.'
    throw new ServerError('store-unreadable', `${file} cannot be opened: ${(cause as Error).message}.`, fix, cause)
  }
}
