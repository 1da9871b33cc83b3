// Reads and writes Node's own requests and responses. Converting them to Request, Headers, streams and Response would cost more
// than the rest of a request.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createBodyBuffer } from './body-buffer.ts'
import type { HttpResponse } from './response.ts'
import { type HttpRequest, brokenOff, tooLarge } from './request.ts'

export function fromIncoming(incoming: IncomingMessage): HttpRequest {
  const { method = '', url = '', headers, socket } = incoming
  return {
    method,
    host: headers.host ?? '',
    // The path ends at `#`, as it does for proxies: a path that a proxy blocks must not be reachable behind a `#`.
    path: url.split(/[?#]/, 1)[0]!,
    connection: socket,
    address: socket.remoteAddress,
    header: (name) => headers[name]?.toString() ?? null,
    body: (most) => readAll(incoming, most),
  }
}

/** @param last closes the connection after this answer */
export function write({ status, headers, body }: HttpResponse, outgoing: ServerResponse, last: boolean): void {
  const length = body === null ? {} : { 'content-length': Buffer.byteLength(body) }
  const end = last ? { connection: 'close' } : {}
  outgoing.writeHead(status, { ...headers, ...length, ...end }).end(body)
}

// A body that is too large does not close the socket: the answer is sent on it.
function readAll(incoming: IncomingMessage, most: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const body = createBodyBuffer(most)
    incoming.on('data', (chunk: Buffer) => {
      if (!body.add(chunk)) reject(tooLarge(most))
    })
    incoming.on('end', () => resolve(body.bytes()))
    incoming.on('error', (cause) => reject(brokenOff(cause)))
    incoming.on('close', () => incoming.readableEnded || reject(brokenOff('closed')))
  })
}
