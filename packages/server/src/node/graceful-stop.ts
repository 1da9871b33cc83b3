// Stops a server without losing requests or receipts: requests that have begun are answered, new ones are refused, and the store
// is closed after its last write.
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Backend } from '../backend.ts'
import { ServerError } from '../errors.ts'

/**
 * Watches a server from its start on. After the stop, answers must have `connection: close`: otherwise a client could send more
 * requests on the same connection.
 *
 * @returns a function that stops the server. It resolves when all connections are closed; after `patience` milliseconds they are
 * closed by force
 */
export function stopping(server: Server): (patience: number) => Promise<void> {
  const sockets = new Set<Socket>()
  let begun = false

  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('request', (_, response) => {
    // Covers answers whose headers, with keep-alive, were sent before the stop.
    response.once('close', () => begun && server.closeIdleConnections())
  })

  return async (patience) => {
    begun = true
    // Requests that have arrived are read within two turns of the event loop. Closing earlier would drop them.
    for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate)
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeIdleConnections()
    // Browsers open connections in advance. Node does not count those as idle.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
    const late = setTimeout(() => server.closeAllConnections(), patience)
    await closed
    clearTimeout(late)
  }
}

/**
 * Stores the receipts under way, also of clients that have disconnected. Such a client got no answer and sends them again.
 *
 * @param patience in milliseconds
 * @throws ServerError `stop-late`
 */
export async function finish(
  { sequencer, store }: Pick<Backend, 'sequencer' | 'store'>,
  patience: number,
): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    const fix = 'Answered receipts are stored, all others will be sent again. Check the store.'
    const error = new ServerError('stop-late', `The store did not finish within ${patience / 1000} s.`, fix)
    timer = setTimeout(() => reject(error), patience)
  })
  const done = sequencer.drain().then(() => store.close())
  await Promise.race([done, late]).finally(() => clearTimeout(timer))
}
