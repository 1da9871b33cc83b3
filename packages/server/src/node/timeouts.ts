// How long clients may take, so that nobody holds a connection by sending a byte now and then, or nothing.
import type { ServerOptions } from 'node:http'

/** In milliseconds. */
export type Timeouts = {
  /** From the opened connection, or the first byte of a later request, to the end of the headers; default 10,000. */
  headers: number
  /** The same to the end of the body; default 30,000. */
  request: number
  /** How long an idle connection is kept, default 75,000: clients close theirs before, mostly after 60 s, and meet no reset. */
  idle: number
}

/** What is late is answered 408 and closed, when Node looks at its connections next. */
export function serverTimeouts({ headers = 10_000, request = 30_000, idle = 75_000 }: Partial<Timeouts> = {}): Pick<
  ServerOptions,
  'headersTimeout' | 'requestTimeout' | 'keepAliveTimeout' | 'connectionsCheckingInterval'
> {
  return {
    headersTimeout: headers,
    requestTimeout: request,
    keepAliveTimeout: idle,
    // Node looks every 30 s by itself, so that 10 s could become 40.
    connectionsCheckingInterval: Math.ceil(Math.min(headers, request) / 2),
  }
}
