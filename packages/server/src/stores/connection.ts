// One connection to PostgreSQL, which is never used again once it is lost.
//
// Left to itself the driver connects again under a transaction's feet: what was left of it would run outside of any, or
// inside the next one. So each connection is a driver of its own that gets a socket once.
import { connect, type Socket } from 'node:net'
import postgres from 'postgres'
import { VALUES, type Values } from './postgres-values.ts'
import { next, readTls, secure, type Tls } from './tls.ts'

export type Sql = postgres.Sql<Values>

export type Connection = {
  lost: boolean
  /** Rejects when `work` does, when the connection is lost, or when it is still not done after `patience` milliseconds. */
  run<Result>(work: (sql: Sql) => Promise<Result>, patience: number): Promise<Result>
  discard(): void
}

/** The hosts of the URL are tried in their order. */
export async function openConnection(place: string): Promise<Connection> {
  const { url, tls } = readTls(place)
  let tried = 0
  let fail = (_: unknown): void => {}

  const options = {
    max: 1,
    // Otherwise the driver hangs up when the time has come, also in the middle of a transaction.
    max_lifetime: null,
    types: VALUES,
    // Otherwise the driver asks each connection for them, and the process ends where a connection is lost meanwhile.
    fetch_types: false,
    connection: { application_name: 'placet' },
    // Encrypted, where it is, is the socket that the driver is given.
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
  // From here on there is no host to try.
  tried = Infinity
  return connection
}

/** The server said no, and stays; with `codes`, for one of these reasons (SQLSTATE). */
export function isRefusal(cause: unknown, ...codes: string[]): boolean {
  if (!(cause instanceof postgres.PostgresError) || cause.severity !== 'ERROR') return false
  return codes.length === 0 || codes.includes(cause.code)
}

/** What the driver makes of a URL. */
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
