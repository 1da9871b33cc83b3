// Erases any number of receipts of a site in batches, while the site receives new ones. If it is stopped, the erased batches
// stay erased, and the next run continues.
import type { StoredReceipt } from '../store.ts'
import { BATCH, eraseBatch, type Eraser } from './erase-batch.ts'
import { pause } from './pause.ts'
import type { Reason } from './statement.ts'

/** @param told called after each batch with the number of erased receipts */
export async function eraseAll(
  site: string,
  rows: AsyncIterable<StoredReceipt>,
  reason: Reason,
  eraser: Eraser,
  told: (erased: number) => void = () => {},
): Promise<void> {
  let batch: StoredReceipt[] = []
  for await (const row of rows) {
    if (batch.push(row) < BATCH) continue
    const began = performance.now()
    told(await eraseBatch(site, batch, reason, eraser))
    batch = []
    // Pauses as long as the batch took, so that clients get their turns at the log.
    await pause(performance.now() - began)
  }
  if (batch.length > 0) told(await eraseBatch(site, batch, reason, eraser))
}
