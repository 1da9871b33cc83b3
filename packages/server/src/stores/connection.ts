// One connection to PostgreSQL. Once it is lost, it is never used again.
//
// By default the driver reconnects in the middle of a transaction: the remaining statements would run outside of a transaction,
// or inside the next one. So each connection is a driver instance of its own, which gets a socket only once.
import { connect, type Socket } from 'node:net'
import postgres from 'postgres'
import { VALUES, type Values } from './postgres-values.ts'
import { next, readTls, secure, type Tls } from './tls.ts'

export type Sql = postgres.Sql<Values>

export type Connection = {
  lost: boolean
  /** Rejects if `work` does, if the connection is lost, or if `work` takes longer than `patience` milliseconds. */
  run<Result>(work: (sql: Sql) => Promise<Result>, patience: number): Promise<Result>
  discard(): void
}

/** Tries the hosts of the URL in their order. */
export async function openConnection(place: string): Promise<Connection> {
  const { url, tls } = readTls(place)
  let tried = 0
  let fail = (_: unknown): void => {}

  const options = {
    max: 1,
    // Otherwise the driver closes the connection after some time, also in the middle of a transaction.
    max_lifetime: null,
    types: VALUES,
    // Otherwise the driver queries types on each connection, and crashes the process if the connection is lost meanwhile.
    fetch_types: false,
    connection: { application_name: 'placet' },
    // TLS is handled by the socket passed below.
    ssl: false,
    onnotice: () => {},
    onclose: () => lose(new Error('The connection to PostgreSQL was lost.')),
    async socket(place: Place): Promise<Socket> {
      let cause: unknown = new Error('PostgreSQL hung up.')
      while (tried < place.host.length) {
        try {
          return await dial(place, tried++, tls)
        } catch (refused) {
          cause = refused
        }
      }
      lose(cause)
      throw cause
    },
  }
  const sql: Sql = postgres(url, options)

  function lose(cause: unknown): void {
    connection.lost = true
    fail(cause)
  }

  const connection: Connection = {
    lost: false,
    run: (work, patience) =>
      new Promise((resolve, reject) => {
        fail = reject
        const timer = setTimeout(() => lose(new Error('PostgreSQL does not answer.')), patience)
        timer.unref()
        work(sql)
          .then(resolve, reject)
          .finally(() => clearTimeout(timer))
      }),
    discard() {
      connection.lost = true
      void sql.end({ timeout: 0 })
    },
  }
  try {
    await connection.run(async () => sql`select 1`, 30_000)
  } catch (cause) {
    connection.discard()
    throw cause
  }
  // Prevents any further attempt to connect.
  tried = Infinity
  return connection
}

/** Whether the server refused a statement and the connection is still usable; with `codes`, for one of these SQLSTATEs. */
export function isRefusal(cause: unknown, ...codes: string[]): boolean {
  if (!(cause instanceof postgres.PostgresError) || cause.severity !== 'ERROR') return false
  return codes.length === 0 || codes.includes(cause.code)
}

/** A URL as the driver parses it. */
type Place = { host: string[]; port: number[]; path: string | false; connect_timeout: number }

async function dial({ host, port, path, connect_timeout }: Place, at: number, tls: Tls): Promise<Socket> {
  const socket = connect(path ? { path } : { host: host[at]!, port: port[at]!, noDelay: true })
  socket.setTimeout(connect_timeout * 1000, () => socket.destroy(new Error('PostgreSQL does not answer.')))
  try {
    await next(socket, 'connect')
    const secured = await secure(socket, path ? undefined : host[at], tls)
    socket.setTimeout(0)
    return secured
  } catch (cause) {
    socket.destroy()
    throw cause
  }
}
