// A request as far as a backend reads one. Every runtime has its own; what is made of a Request stands here.
import { createBodyBuffer } from './body-buffer.ts'
import { Refusal } from './problem.ts'

export type HttpRequest = {
  method: string
  /** With its port where it has one. */
  host: string
  /** As it came: still escaped, without the query. */
  path: string
  /** No connection gets more than its share; undefined where the runtime tells none. */
  connection?: object
  /** Of the connection; behind a proxy it is the proxy's. */
  address?: string | undefined
  /** By its name in small letters. */
  header(name: string): string | null
  /** The body: never more than `most` bytes of it, whatever the headers claim. Rejects with a Refusal. */
  body(most: number): Promise<Uint8Array>
}

export function fromRequest(request: Request): HttpRequest {
  const { host, pathname } = new URL(request.url)
  return {
    method: request.method,
    host,
    path: pathname,
    header: (name) => request.headers.get(name),
    body: async (most) => (request.body ? readAll(request.body.getReader(), most) : new Uint8Array()),
  }
}

export function tooLarge(most: number): Refusal {
  return new Refusal('body-too-large', `over ${most} bytes; send fewer receipts at once`)
}

export function brokenOff(cause: unknown): Refusal {
  return new Refusal('body-malformed', 'the body broke off', { cause })
}

async function readAll(reader: ReadableStreamDefaultReader<Uint8Array>, most: number): Promise<Uint8Array> {
  const body = createBodyBuffer(most)
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw brokenOff(cause)
    })
    if (done) return body.bytes()
    if (!body.add(value)) {
      // Not waited for: the sender may never end.
      void reader.cancel().catch(() => undefined)
      throw tooLarge(most)
    }
  }
}
