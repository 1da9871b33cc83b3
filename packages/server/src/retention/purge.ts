// Erases receipts whose decision has expired and whose retention is over. The rule is the same for refusals and grants.
import { ServerError } from '../errors.ts'
import type { Store, StoredReceipt } from '../store.ts'
import { milliseconds } from './duration.ts'
import { BATCH, eraseBatch, type Eraser } from './erase-batch.ts'
import { expiryOf } from './expiry.ts'
import { pause } from './pause.ts'

export type Purge = {
  /** ISO 8601 duration: how long a receipt is kept after its decision has expired. */
  retention: string
  /** Called after each batch with the number of erased receipts. */
  onErased?: ((erased: number) => void) | undefined
  /** If it returns true, the purge ends after the current batch. */
  isStopped?: (() => boolean) | undefined
}

/** Purges one site in batches. The next run continues one that was isStopped. @throws ServerError `retention-malformed` */
export async function purge(
  site: string,
  eraser: Eraser,
  { retention, onErased = () => {}, isStopped = () => false }: Purge,
): Promise<void> {
  const { store, now } = eraser
  const before = now() - retentionOf(retention)
  await setMissingExpiries(site, store, isStopped)
  while (!isStopped()) {
    const began = performance.now()
    const due = await store.expired(site, before, BATCH)
    if (due.length === 0) return
    // Decides by the receipt's own claims, not by the column, which can be edited.
    await setExpiry(
      site,
      due.filter((row) => expiryOf(row) >= before),
      store,
    )
    const gone = due.filter((row) => expiryOf(row) < before)
    onErased(await eraseBatch(site, gone, 'retention', eraser))
    // Pauses as long as the batch took, so that clients get their turns at the log.
    await pause(performance.now() - began)
  }
}

/** The number of receipts of a site that `purge` would erase now. @throws ServerError `retention-malformed` */
export async function countDue(
  site: string,
  retention: string,
  { store, now }: Pick<Eraser, 'store' | 'now'>,
): Promise<number> {
  await setMissingExpiries(site, store, () => false)
  return store.countExpired(site, now() - retentionOf(retention))
}

/** In milliseconds. @throws ServerError `retention-malformed` */
export function retentionOf(duration: string): number {
  const time = milliseconds(duration)
  if (time !== undefined) return time
  const what = `retention is ${JSON.stringify(duration)}, which is no ISO 8601 duration.`
  throw new ServerError('retention-malformed', what, 'Write years, months, weeks or days, such as P3Y.')
}

// Sets the expiry of rows stored by a version without that column.
async function setMissingExpiries(site: string, store: Store, isStopped: () => boolean): Promise<void> {
  while (!isStopped()) {
    const began = performance.now()
    const withoutExpiry = await store.withoutExpiry(site, BATCH)
    if (withoutExpiry.length === 0) return
    await setExpiry(site, withoutExpiry, store)
    await pause(performance.now() - began)
  }
}

async function setExpiry(site: string, rows: readonly StoredReceipt[], store: Store): Promise<void> {
  if (rows.length === 0) return
  await store.setExpiry(
    site,
    rows.map((row) => ({ jti: row.jti, expires: expiryOf(row) })),
  )
}
