// A port of this machine, answered by Node's http server behind the adapter of Hono.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ServerError } from '../errors.ts'
import type { handlerOf } from '../http/handler.ts'
import { fromIncoming, write } from '../http/node-request.ts'
import { countConnections, type ConnectionCounts } from './connection-counts.ts'
import { stopping } from './graceful-stop.ts'
import type { serverTimeouts } from './timeouts.ts'

export type Listener = {
  url: string
  connections: () => ConnectionCounts
  /** From here on requests are answered; `isLast`: whether the connection is closed behind an answer. */
  answer(handle: ReturnType<typeof handlerOf>, maxConnections: number, isLast: () => boolean): void
  /** Resolves when every connection is closed, late ones by force after `patience` milliseconds. */
  stop(patience: number): Promise<void>
  /** At once. */
  close(): void
}

/** @param port 0 takes a free one @throws ServerError `address-taken` */
export async function listen(
  host: string,
  port: number,
  serverOptions: ReturnType<typeof serverTimeouts>,
): Promise<Listener> {
  const [{ serve }, { RESPONSE_ALREADY_SENT }] = await Promise.all([
    import('@hono/node-server'),
    import('@hono/node-server/utils/response'),
  ])
  let answer: ((incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>) | undefined
  // The adapter drains what is left of a refused body, within bounds, before it closes the connection.
  const server = serve({
    async fetch(_, { incoming, outgoing }) {
      await answer!(incoming as IncomingMessage, outgoing as ServerResponse)
      return RESPONSE_ALREADY_SENT
    },
    port,
    hostname: host,
    overrideGlobalObjects: false,
    serverOptions,
  }) as Server
  const connections = countConnections(server)
  const stop = stopping(server)
  await listening(server, `${host}:${port}`)
  return {
    url: urlOf(host, (server.address() as AddressInfo).port),
    connections,
    answer(handle, maxConnections, isLast) {
      server.maxConnections = maxConnections
      answer = async (incoming, outgoing) => write(await handle(fromIncoming(incoming)), outgoing, isLast())
    },
    stop,
    close: () => void server.close(),
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

/** The URL of a listener; a host that stands for all interfaces is reached as localhost. */
export function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
