// Timeouts for clients, so that a connection is not held by a client that sends slowly, or not at all.
import type { ServerOptions } from 'node:http'
import { checkOptions, type Shape, whole } from '../options.ts'

/** In milliseconds. */
export type Timeouts = {
  /** From the opened connection, or the first byte of a later request, to the end of the headers; default 10,000. */
  headers: number
  /** The same to the end of the body; default 30,000. */
  request: number
  /** How long an idle connection is kept, default 75,000. Most clients close theirs after 60 s, so they see no reset. */
  idle: number
}

const SHAPE: Shape<Timeouts> = { headers: whole(1), request: whole(1), idle: whole(1) }

/** A late request is answered 408 and closed at Node's next check of connections. @throws ServerError `options-malformed` */
export function serverTimeouts(
  given: Partial<Timeouts> = {},
): Pick<ServerOptions, 'headersTimeout' | 'requestTimeout' | 'keepAliveTimeout' | 'connectionsCheckingInterval'> {
  checkOptions<Timeouts>(given, SHAPE, 'options.timeouts')
  const { headers = 10_000, request = 30_000, idle = 75_000 } = given
  return {
    headersTimeout: headers,
    requestTimeout: request,
    keepAliveTimeout: idle,
    // By default Node checks every 30 s, so that a timeout of 10 s could become 40 s.
    connectionsCheckingInterval: Math.ceil(Math.min(headers, request) / 2),
  }
}
