// A pool of connections to PostgreSQL.
import { type Connection, isRefusal, openConnection, type Sql } from './connection.ts'

export type Connections = {
  /** Runs `work` with a free connection, and waits for one if necessary. Rejects if `work` does, or if the connection is lost. */
  borrow<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>
  /** Waits for work under way. */
  close(): Promise<void>
}

/** Up to `most` connections, opened on demand. One that is borrowed for longer than `patience` milliseconds is discarded. */
export function openConnections(url: string, most: number, patience: number): Connections {
  const idle: Connection[] = []
  const waiting: (() => void)[] = []
  let busy = 0
  let drained: (() => void) | undefined
  let closed: Promise<void> | undefined

  async function acquire(): Promise<Connection> {
    for (let connection = idle.pop(); connection; connection = idle.pop()) if (!connection.lost) return connection
    return openConnection(url)
  }

  function release(connection: Connection | undefined, sound: boolean): void {
    if (connection && sound && !connection.lost && !closed) idle.push(connection)
    else connection?.discard()
    const next = waiting.shift()
    if (next) return next()
    busy -= 1
    if (busy === 0) drained?.()
  }

  return {
    async borrow(work) {
      if (closed) throw new Error('The store is closed.')
      if (busy < most) busy += 1
      else await new Promise<void>((go) => waiting.push(go))
      let connection: Connection | undefined
      let sound = false
      try {
        connection = await acquire()
        const result = await connection.run(work, patience)
        sound = true
        return result
      } catch (cause) {
        // After a refusal by the server the connection can be used again. After any other error its state is unknown.
        sound = isRefusal(cause)
        throw cause
      } finally {
        release(connection, sound)
      }
    },
    close() {
      for (const connection of idle.splice(0)) connection.discard()
      closed ??= busy === 0 ? Promise.resolve() : new Promise((resolve) => (drained = resolve))
      return closed
    },
  }
}

/** For a read-only store. */
export function refuseConnections(): Connections {
  return {
    borrow: () => Promise.reject(new Error('The store was opened read-only.')),
    close: () => Promise.resolve(),
  }
}
