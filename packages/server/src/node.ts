// A backend as a process: Node's http server, the embedded store and the key file, all made on first start.
// Node and libsql are imported when it starts, so that the main door loads in workers too.
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HandlerOptions } from './backend.ts'
import { ServerError } from './errors.ts'
import { createHandler } from './handler.ts'

export type ServerOptions = Pick<HandlerOptions, 'sites' | 'notices' | 'now' | 'log' | 'limits'> & {
  /** Default 8787; 0 takes a free one. */
  port?: number | undefined
  /** Default '127.0.0.1': this machine only. */
  host?: string | undefined
  /** Folder of store and key, default '.placet'. */
  dataDir?: string | undefined
  /** URL of this backend as the world sees it; default: its own address. */
  issuer?: string | undefined
}
export type RunningServer = {
  url: string
  /** Answers what has begun, then closes the store. */
  close(): Promise<void>
}

/** Where a data folder keeps what. */
export function filesIn(dataDir: string): { store: string; keys: string } {
  return { store: `${dataDir}/placet.db`, keys: `${dataDir}/keys.json` }
}

/** @throws ServerError where address, store or key cannot be had */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const { port = 8787, host = '127.0.0.1', dataDir = '.placet', issuer, ...rest } = options
  const [{ serve }, { openLibsqlStore }, { loadOrCreateKey }] = await Promise.all([
    import('@hono/node-server'),
    import('./stores/libsql.ts'),
    import('./key-file.ts'),
  ])
  const signer = await loadOrCreateKey(filesIn(dataDir).keys)
  const store = openLibsqlStore(filesIn(dataDir).store)
  let handle: ReturnType<typeof createHandler> | undefined
  const server = serve({
    fetch: (request) => handle!(request),
    port,
    hostname: host,
    overrideGlobalObjects: false,
  }) as Server
  try {
    await listening(server, `${host}:${port}`)
    const url = urlOf(server, host)
    handle = createHandler({ ...rest, store, signer, issuer: issuer ?? url })
    return {
      url,
      async close() {
        await closed(server)
        await store.close()
      },
    }
  } catch (error) {
    server.close()
    await store.close()
    throw error
  }
}

function listening(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const fix = 'Stop who listens there, or choose another port (0 takes a free one).'
      reject(new ServerError('address-taken', `${address} cannot be listened on (${cause.code}).`, fix, cause))
    })
  })
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}

// Idle connections are closed at once, busy ones get five seconds.
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), 5000)
    server.close(() => {
      clearTimeout(late)
      resolve()
    })
    server.closeIdleConnections()
  })
}
