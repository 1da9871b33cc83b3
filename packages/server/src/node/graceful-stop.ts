// Ends a server so that nobody is cut off and nothing is lost: who has begun to ask is answered, who has not is refused,
// and the store is closed when it has kept everything.
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Backend } from '../backend.ts'
import { ServerError } from '../errors.ts'

/**
 * Watches a server from its start on. Whoever answers from the stop on must say `connection: close`: a connection that is
 * kept alive would bring request after request.
 *
 * @returns what stops it: resolves when every connection is closed, those that are late by force. `patience` in milliseconds
 */
export function stopping(server: Server): (patience: number) => Promise<void> {
  const sockets = new Set<Socket>()
  let begun = false

  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('request', (_, response) => {
    // One whose headers were out already when the end began, and promised more.
    response.once('close', () => begun && server.closeIdleConnections())
  })

  return async (patience) => {
    begun = true
    // What had arrived by now is read within two turns of the event loop; to close before would throw it away.
    for (let turn = 0; turn < 2; turn++) await new Promise(setImmediate)
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeIdleConnections()
    // Browsers open connections in advance, and Node does not count those as idle.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
    const late = setTimeout(() => server.closeAllConnections(), patience)
    await closed
    clearTimeout(late)
  }
}

/**
 * Keeps what is still on its way: also of somebody who has gone since. Such a sender has no answer, and comes again.
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
    const fix = 'What was answered is kept, what was not will be sent again; look at the store.'
    const error = new ServerError('stop-late', `The store did not finish within ${patience / 1000} s.`, fix)
    timer = setTimeout(() => reject(error), patience)
  })
  const done = sequencer.drain().then(() => store.close())
  await Promise.race([done, late]).finally(() => clearTimeout(timer))
}
