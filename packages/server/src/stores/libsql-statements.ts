// The prepared statements of a connection to a SQLite file. A closed connection keeps its file open until the last of them
// is collected (libsql 0.5: github.com/tursodatabase/libsql-js/issues/228), so they are dropped and collected at once.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type Database from 'libsql'

export type Statements = {
  /** Prepared when it is first needed. With `bare` its rows are lists of columns. */
  get(sql: string, bare?: boolean): Database.Statement
  /** From here on every `get` throws. */
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

/** Resolves when files of connections that were closed and whose statements were dropped are closed, too. Takes some 10 ms. */
export async function collectStatements(): Promise<void> {
  try {
    setFlagsFromString('--expose-gc')
    runInNewContext('gc')()
    setFlagsFromString('--no-expose-gc')
  } catch {
    // Where an engine is not V8 it collects them when it likes.
  }
  // Finalizers run in a turn of the event loop of their own.
  await new Promise((resolve) => setImmediate(resolve))
}
