// Erases any number of receipts of a site, batch by batch, beside full traffic. What was erased when it is stopped stays
// erased: run again it goes on with what is left.
import type { StoredReceipt } from '../store.ts'
import { BATCH, eraseBatch, type Eraser } from './erase-batch.ts'
import { pause } from './pause.ts'
import type { Reason } from './statement.ts'

/** @param told hears of each batch, how many it erased */
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
    // Senders get the log for as long as it was kept from them.
    await pause(performance.now() - began)
  }
  if (batch.length > 0) told(await eraseBatch(site, batch, reason, eraser))
}
