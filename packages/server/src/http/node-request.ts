// What Node's server hears and says, by itself: a Request, its Headers, the streams of a body and a Response cost more than
// the rest of a request.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createBodyBuffer } from './body-buffer.ts'
import type { HttpResponse } from './response.ts'
import { type HttpRequest, brokenOff, tooLarge } from './request.ts'

export function fromIncoming(incoming: IncomingMessage): HttpRequest {
  const { method = '', url = '', headers, socket } = incoming
  return {
    method,
    host: headers.host ?? '',
    // A proxy before us reads no further than `#` either: what it keeps inside must not be asked for behind one.
    path: url.split(/[?#]/, 1)[0]!,
    connection: socket,
    address: socket.remoteAddress,
    header: (name) => headers[name]?.toString() ?? null,
    body: (most) => readAll(incoming, most),
  }
}

/** @param last nothing more is answered on this connection */
export function write({ status, headers, body }: HttpResponse, outgoing: ServerResponse, last: boolean): void {
  const length = body === null ? {} : { 'content-length': Buffer.byteLength(body) }
  const end = last ? { connection: 'close' } : {}
  outgoing.writeHead(status, { ...headers, ...length, ...end }).end(body)
}

// Not closed where it is too large: the answer has still to go out by the same socket.
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
