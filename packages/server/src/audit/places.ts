// Rows beside the logs they stand in: a log may have begun since the audit did, and what has no place is older than its log.
import type { Head, StoredReceipt, Store } from '../store.ts'
import { auditFinding, type AuditFinding } from './finding.ts'

export type Places = {
  /** A site's head; where there was none when the audit began the store is asked once more. Ask it of rows with a place only. */
  head(site: string): Promise<Head | undefined>
  /** What has no place, and was not received before the first receipt that its site's log keeps: it was slipped in. */
  slippedIn(row: StoredReceipt): Promise<AuditFinding | undefined>
}

export function createPlaces(store: Pick<Store, 'head' | 'receipts'>, heads: ReadonlyMap<string, Head>): Places {
  const late = new Map<string, Head | undefined>()
  const begun = new Map<string, number>()
  return {
    async head(site) {
      // A receipt and its head are written together: who has seen the one finds the other.
      if (!heads.has(site) && !late.has(site)) late.set(site, await store.head(site))
      return heads.get(site) ?? late.get(site)
    },
    async slippedIn({ site, index, id, received }) {
      if (index !== undefined) return undefined
      if (!begun.has(site)) begun.set(site, await firstReceived(site, store))
      if (received < begun.get(site)!) return undefined
      const detail = 'it has no place, and came when the log had begun: it was put in beside the log'
      return auditFinding('receipt-unlogged', detail, { site, id })
    },
  }
}

// Where nothing is in a log yet, all may have come before it.
async function firstReceived(site: string, { receipts }: Pick<Store, 'receipts'>): Promise<number> {
  for await (const { index, received } of receipts(site)) if (index !== undefined) return received
  return Infinity
}
