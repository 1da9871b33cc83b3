// A store in one SQLite file (libsql). It writes and reads by different connections, so uncommitted data is never read.
import type { Store } from '../store.ts'
import { openToRead, openToWrite } from './libsql-open.ts'
import { prepareReads } from './libsql-reads.ts'
import { collectStatements, keepStatements } from './libsql-statements.ts'
import { createTurns } from './libsql-turn.ts'
import { openWriter, refuseWrites } from './libsql-writes.ts'
import { requireFilePath } from './store-url.ts'

export type LibsqlOptions = {
  /** Changes nothing; works also on a read-only disk. Throws if the tables must be migrated first. Default false. */
  readOnly?: boolean | undefined
}

/**
 * Opens the file, and creates it and its folder if necessary.
 * @throws ServerError `store-malformed`, `store-unreadable`, `store-newer`, `store-older`
 */
export function openLibsqlStore(file: string, { readOnly = false }: LibsqlOptions = {}): Store {
  requireFilePath(file)
  const reader = readOnly ? openToRead(file) : openToWrite(file)
  const writer = readOnly ? refuseWrites() : openWriter(file)
  const statements = keepStatements(reader)
  const read = prepareReads(statements)

  return {
    turn: createTurns(read, writer),
    find: async (id) => read.identity(id),
    sites: async () => read.sites(),
    head: async (site) => read.head(site),
    tiles: async (site, places) => read.tiles(site, places),
    receipts: read.receipts,
    all: read.all,
    receiptsOf: read.receiptsOf,
    expired: async (site, before, most) => read.expired(site, before, most),
    countExpired: async (site, before) => read.countExpired(site, before),
    withoutExpiry: async (site, most) => read.withoutExpiry(site, most),
    setExpiry: (site, dates) =>
      writer.transaction(async (write) => {
        write.setExpiry(site, dates)
        return true
      }),
    findErased: async (leaf) => read.leaf(leaf),
    erasures: read.erasures,
    statements: read.statements,
    putNotices: (notices) =>
      writer.transaction(async (write) => {
        write.notices(notices)
        return true
      }),
    notice: async (hash) => read.notice(hash),
    async check() {
      await writer.transaction(async (write) => {
        write.check()
        return true
      })
      return []
    },
    async close() {
      await writer.close()
      statements.drop()
      reader.close()
      await collectStatements()
    },
  }
}
