// A violation of the protocol by a backend, with the exchange that shows it.
import type { IncomingHttpHeaders } from 'node:http'

/** One request with its answer. */
export type Exchange = {
  /** The request, in a line or two. */
  sent: string
  status: number
  headers: IncomingHttpHeaders
  bytes: Uint8Array
  text: string
  /** The body as JSON; undefined if it is not JSON. */
  json: unknown
}

/** Thrown if the backend violates the protocol. `exchange` shows it. */
export class Fault extends Error {
  readonly exchange: Exchange | undefined
  constructor(reason: string, exchange?: Exchange) {
    super(reason)
    this.name = 'Fault'
    this.exchange = exchange
  }
}

/** Thrown if a check cannot be made. The message is the reason. */
export class Skip extends Error {}

/** @throws Fault with the reason unless `holds` */
export function demand(holds: boolean, reason: string, exchange?: Exchange): asserts holds {
  if (!holds) throw new Fault(reason, exchange)
}
