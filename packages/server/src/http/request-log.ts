// One line per request for whoever runs the backend: no receipt, no address, nothing of a customer.

export type LogEntry = {
  method: string
  /** The route, never the path itself: `/receipts/:id`. `*` where nothing is. */
  route: string
  status: number
  ms: number
  /** How the receipts of a batch went. */
  receipts?: Counts
  /** Code of the problem that the whole request was answered with. */
  problem?: string
  /** Why, where the fault was ours (5xx). */
  cause?: unknown
}
export type Counts = { accepted: number; duplicate: number; refused: number }
export type RequestLog = (entry: LogEntry) => void

export function countResults(results: readonly { status: number }[]): Counts {
  const accepted = results.filter(({ status }) => status === 201).length
  const duplicate = results.filter(({ status }) => status === 200).length
  return { accepted, duplicate, refused: results.length - accepted - duplicate }
}
