// The state of sending receipts to the backend.

/**
 * How many receipts are unsent, when the last answer came (ms since 1970), and the last error, until nothing is unsent.
 * It is the state that this tab last saw: a tab that waits for the next visit does not see what another tab has sent.
 */
export type Sync = { pending: number; lastAnswer?: number | undefined; lastError?: string | undefined }
