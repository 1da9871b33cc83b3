// Selects the receipts of an export by site, device, time, purpose or event. They are streamed, whatever their number.
import { type Claims, fromBase64url } from '@placet/receipt'
import type { Store, StoredReceipt } from '../store.ts'

export type Filter = {
  site?: string | undefined
  /** Thumbprint URI of a device's key. */
  sub?: string | undefined
  /** Time of reception in milliseconds since 1970: from `since` on, before `until`. */
  since?: number | undefined
  until?: number | undefined
  /** Receipts that answer this purpose or service, or a service of this purpose. */
  purpose?: string | undefined
  event?: string | undefined
}
/** A stored receipt and its claims. `claims` is undefined if the receipt was altered and cannot be read; an audit reports it. */
export type Exported = { row: StoredReceipt; claims: Claims | undefined }

export async function* exported(filter: Filter, store: Store): AsyncIterable<Exported> {
  const { since = -Infinity, until = Infinity } = filter
  for await (const row of rowsOf(filter, store)) {
    if (row.received < since || row.received >= until) continue
    const claims = claimsIn(row.receipt)
    if (says(claims, filter)) yield { row, claims }
  }
}

async function* rowsOf({ site, sub }: Filter, store: Store): AsyncIterable<StoredReceipt> {
  if (sub === undefined) return yield* site === undefined ? store.all() : store.receipts(site)
  for (const each of site === undefined ? await store.sites() : [site]) yield* store.receiptsOf(each, sub)
}

function says(claims: Claims | undefined, { purpose, event }: Filter): boolean {
  if (event !== undefined && claims?.evt !== event) return false
  const answered = (id: string) => id === purpose || id.startsWith(`${purpose}/`)
  return purpose === undefined || Object.keys(claims?.dec ?? {}).some(answered)
}

// Receipts are verified before they are stored.
function claimsIn(receipt: string): Claims | undefined {
  try {
    const claims = JSON.parse(new TextDecoder().decode(fromBase64url(receipt.split('.')[1]!))) as Partial<Claims>
    return claims.dec && claims.ntc && claims.ui ? (claims as Claims) : undefined
  } catch {
    return undefined
  }
}
