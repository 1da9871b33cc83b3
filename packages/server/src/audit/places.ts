// Matches rows with their logs. A log may have begun after the audit did. A row without a place must be older than its log.
import type { Head, StoredReceipt, Store } from '../store.ts'
import { auditFinding, type AuditFinding } from './finding.ts'

export type Places = {
  /** A site's head. If there was none when the audit began, the store is asked again. Call it for rows with a place only. */
  head(site: string): Promise<Head | undefined>
  /** A finding for a row without a place that is not older than its site's log: it was put in beside the log. */
  slippedIn(row: StoredReceipt): Promise<AuditFinding | undefined>
}

export function createPlaces(store: Pick<Store, 'head' | 'receipts'>, heads: ReadonlyMap<string, Head>): Places {
  const late = new Map<string, Head | undefined>()
  const begun = new Map<string, number>()
  return {
    async head(site) {
      // A receipt and its head are written in one transaction, so the head of a row that was read is there.
      if (!heads.has(site) && !late.has(site)) late.set(site, await store.head(site))
      return heads.get(site) ?? late.get(site)
    },
    async slippedIn({ site, index, id, received }) {
      if (index !== undefined) return undefined
      if (!begun.has(site)) begun.set(site, await firstReceived(site, store))
      if (received < begun.get(site)!) return undefined
      const detail = 'it has no place, and was received after the log had begun: it was put in beside the log'
      return auditFinding('receipt-unlogged', detail, { site, id })
    },
  }
}

// Without any receipt in the log, every row may be older than it.
async function firstReceived(site: string, { receipts }: Pick<Store, 'receipts'>): Promise<number> {
  for await (const { index, received } of receipts(site)) if (index !== undefined) return received
  return Infinity
}
