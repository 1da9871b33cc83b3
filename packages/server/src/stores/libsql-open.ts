// Opens a SQLite file for writing, or read-only.
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import Database from 'libsql'
import { ServerError } from '../errors.ts'
import { collectStatements } from './libsql-statements.ts'
import { lastStepOf, migrateLibsql, requireNewest } from './migrations.ts'

/** Creates the file and its folder if necessary, and migrates its tables. @throws ServerError */
export function openToWrite(file: string): Database.Database {
  const fix = 'Check that the folder can be written and that the file is a Placet store.'
  return opened(file, fix, () => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    return prepared(new Database(file, { timeout: PATIENCE }), (db) => {
      db.pragma('journal_mode = WAL')
      migrateLibsql(db, file)
    })
  })
}

/** Works also if neither file nor folder is writable. @throws ServerError */
export function openToRead(file: string): Database.Database {
  return opened(file, 'Check that the file is there and is a Placet store.', () => {
    try {
      return openAs(file, 'mode=ro')
    } catch (cause) {
      // Readers need a shared-memory file, which cannot be created here. Without a write-ahead log there is no writer.
      if (!isWithoutRoom(cause) || existsSync(`${file}-wal`)) throw cause
      return openAs(file, 'immutable=1')
    }
  })
}

// SQLITE_READONLY and SQLITE_CANTOPEN, with any extended code.
function isWithoutRoom(cause: unknown): boolean {
  const { rawCode = 0 } = cause as { rawCode?: number }
  return [8, 14].includes(rawCode & 0xff)
}

/** Milliseconds to wait for another process. */
const PATIENCE = 5000

function openAs(file: string, how: string): Database.Database {
  const url = `${pathToFileURL(resolve(file)).href}?${how}`
  return prepared(new Database(url, { timeout: PATIENCE }), (db) => requireNewest(lastStepOf(db), file))
}

function prepared(db: Database.Database, work: (db: Database.Database) => void): Database.Database {
  try {
    work(db)
    return db
  } catch (cause) {
    db.close()
    void collectStatements()
    throw cause
  }
}

function opened(file: string, fix: string, open: () => Database.Database): Database.Database {
  try {
    return open()
  } catch (cause) {
    if (cause instanceof ServerError) throw cause
    throw new ServerError('store-unreadable', `${file} cannot be opened: ${(cause as Error).message}.`, fix, cause)
  }
}
