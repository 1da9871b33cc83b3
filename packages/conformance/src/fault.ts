// What the kit says where a backend does not do as the protocol says, and the exchange that shows it.
import type { IncomingHttpHeaders } from 'node:http'

/** One request with its answer. */
export type Exchange = {
  /** What was sent, in a line or two. */
  sent: string
  status: number
  headers: IncomingHttpHeaders
  bytes: Uint8Array
  text: string
  /** The body as JSON; undefined where it is none. */
  json: unknown
}

/** The backend does not do as the protocol says. `exchange` is what shows it. */
export class Fault extends Error {
  readonly exchange: Exchange | undefined
  constructor(reason: string, exchange?: Exchange) {
    super(reason)
    this.name = 'Fault'
    this.exchange = exchange
  }
}

/** The check cannot be made here; the message says why. */
export class Skip extends Error {}

/** @throws Fault with the reason unless `holds` */
export function demand(holds: boolean, reason: string, exchange?: Exchange): asserts holds {
  if (!holds) throw new Fault(reason, exchange)
}
