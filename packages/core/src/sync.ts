// How far receipts have come on their way to the backend.

/**
 * How many receipts wait, when the last answer came (ms since 1970), and what failed last, until nothing waits any more.
 * It is what this tab saw last: a tab that waits for the next visit does not hear what another tab has delivered.
 */
export type Sync = { pending: number; lastAnswer?: number | undefined; lastError?: string | undefined }
