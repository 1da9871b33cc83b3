// The log entry of a request, for the operator. It contains no receipts, no addresses, and no data of customers.

export type LogEntry = {
  method: string
  /** The route, such as `/receipts/:id`, never the path itself. `*` for an unknown path. */
  route: string
  status: number
  ms: number
  /** The results of a batch, counted. */
  receipts?: Counts
  /** Problem code, if the whole request was refused. */
  problem?: string
  /** The cause of a failure of the backend (5xx). */
  cause?: unknown
}
export type Counts = { accepted: number; duplicate: number; refused: number }
export type RequestLog = (entry: LogEntry) => void

export function countResults(results: readonly { status: number }[]): Counts {
  const accepted = results.filter(({ status }) => status === 201).length
  const duplicate = results.filter(({ status }) => status === 200).length
  return { accepted, duplicate, refused: results.length - accepted - duplicate }
}
