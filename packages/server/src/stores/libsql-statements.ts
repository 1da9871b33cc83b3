// The prepared statements of a connection to a SQLite file. A closed connection keeps its file open until its last statement is
// garbage-collected (libsql 0.5: github.com/tursodatabase/libsql-js/issues/228), so they are dropped and collected explicitly.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type Database from 'libsql'

export type Statements = {
  /** Prepared on first use. With `bare` its rows are arrays of columns. */
  get(sql: string, bare?: boolean): Database.Statement
  /** After this call every `get` throws. */
  drop(): void
}

export function keepStatements(db: Database.Database): Statements {
  let statements: Map<string, Database.Statement> | undefined = new Map()
  return {
    get(sql, bare = false) {
      if (!statements) throw new Error('The store is closed.')
      const statement = statements.get(sql) ?? db.prepare(sql)
      if (!statements.has(sql)) statements.set(sql, bare ? statement.raw() : statement)
      return statement
    },
    drop() {
      statements = undefined
    },
  }
}

/** Resolves when the files of closed connections with dropped statements are closed, too. Takes about 10 ms. */
export async function collectStatements(): Promise<void> {
  try {
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
    setFlagsFromString('--no-expose-gc')
  } catch {
    // An engine other than V8 collects them at its own time.
  }
  // Finalizers run in a later turn of the event loop.
  await new Promise((resolve) => setImmediate(resolve))
}
