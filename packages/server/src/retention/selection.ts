// Which receipts of a site are meant: those of a device, those received before a time.
import type { Store, StoredReceipt } from '../store.ts'

/** `sub`: thumbprint URI of a device's key. `before`: when it was received, milliseconds since 1970. */
export type Selection = { sub?: string | undefined; before?: number | undefined }

export async function* select(
  site: string,
  { sub, before = Infinity }: Selection,
  store: Pick<Store, 'receipts' | 'receiptsOf'>,
): AsyncIterable<StoredReceipt> {
  // All of them where it is about time: clocks of several processes may have kept another order than the log.
  const rows = sub === undefined ? store.receipts(site) : store.receiptsOf(site, sub)
  for await (const row of rows) if (row.received < before) yield row
}
