// Retention: receipts whose decision has expired, and whose record retention is over since, are erased. The same rule for all, a
// refusal as well as a yes.
import { ServerError } from '../errors.ts'
import type { Store, StoredReceipt } from '../store.ts'
import { milliseconds } from './duration.ts'
import { BATCH, eraseBatch, type Eraser } from './erase-batch.ts'
import { expiryOf } from './expiry.ts'
import { pause } from './pause.ts'

export type Purge = {
  /** ISO 8601: how long a receipt is kept when its decision holds no longer. */
  retention: string
  /** Hears of each batch, how many receipts it erased. */
  told?: ((erased: number) => void) | undefined
  /** Ends it after the batch that has begun. */
  stopped?: (() => boolean) | undefined
}

/** One site. Batch by batch, beside full traffic; stopped and run again it goes on. @throws ServerError `retention-malformed` */
export async function purge(
  site: string,
  eraser: Eraser,
  { retention, told = () => {}, stopped = () => false }: Purge,
): Promise<void> {
  const { store, now } = eraser
  const before = now() - retentionOf(retention)
  await dateAll(site, store, stopped)
  while (!stopped()) {
    const began = performance.now()
    const due = await store.expired(site, before, BATCH)
    if (due.length === 0) return
    // By the receipt's own word: a column can be edited.
    await date(
      site,
      due.filter((row) => expiryOf(row) >= before),
      store,
    )
    const gone = due.filter((row) => expiryOf(row) < before)
    told(await eraseBatch(site, gone, 'retention', eraser))
    // Senders get the log for as long as it was kept from them.
    await pause(performance.now() - began)
  }
}

/** How many receipts of a site `purge` would erase now. @throws ServerError `retention-malformed` */
export async function countDue(
  site: string,
  retention: string,
  { store, now }: Pick<Eraser, 'store' | 'now'>,
): Promise<number> {
  await dateAll(site, store, () => false)
  return store.countExpired(site, now() - retentionOf(retention))
}

/** In milliseconds. @throws ServerError `retention-malformed` */
export function retentionOf(duration: string): number {
  const time = milliseconds(duration)
  if (time !== undefined) return time
  const what = `retention is ${JSON.stringify(duration)}, which is no ISO 8601 duration.`
  throw new ServerError('retention-malformed', what, 'Write years, months, weeks or days, such as P3Y.')
}

// Once for what was kept by a version that did not know.
async function dateAll(site: string, store: Store, stopped: () => boolean): Promise<void> {
  while (!stopped()) {
    const began = performance.now()
    const undated = await store.undated(site, BATCH)
    if (undated.length === 0) return
    await date(site, undated, store)
    await pause(performance.now() - began)
  }
}

async function date(site: string, rows: readonly StoredReceipt[], store: Store): Promise<void> {
  if (rows.length === 0) return
  await store.date(
    site,
    rows.map((row) => ({ jti: row.jti, expires: expiryOf(row) })),
  )
}
