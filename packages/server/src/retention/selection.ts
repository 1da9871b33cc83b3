// Selects receipts of a site: of a device, or received before a time.
import type { Store, StoredReceipt } from '../store.ts'

/** `sub`: thumbprint URI of a device's key. `before`: time of reception, in milliseconds since 1970. */
export type Selection = { sub?: string | undefined; before?: number | undefined }

export async function* select(
  site: string,
  { sub, before = Infinity }: Selection,
  store: Pick<Store, 'receipts' | 'receiptsOf'>,
): AsyncIterable<StoredReceipt> {
  // Reads all rows for `before`: the clocks of several processes may differ, so times need not be in the order of the log.
  const rows = sub === undefined ? store.receipts(site) : store.receiptsOf(site, sub)
  for await (const row of rows) if (row.received < before) yield row
}
