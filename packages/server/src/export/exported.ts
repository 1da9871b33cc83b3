// Which receipts an export holds: of a site, a device, a time, a purpose or an event. One after another, whatever their number.
import { type Claims, fromBase64url } from '@placet/receipt'
import type { Store, StoredReceipt } from '../store.ts'

export type Filter = {
  site?: string | undefined
  /** Thumbprint URI of a device's key. */
  sub?: string | undefined
  /** When it was received, milliseconds since 1970: from `since` on, before `until`. */
  since?: number | undefined
  until?: number | undefined
  /** It answers this purpose or service, or a service of this purpose. */
  purpose?: string | undefined
  event?: string | undefined
}
/** A receipt that is kept, and what it says: nothing where it was altered since and cannot be read, which is for an audit. */
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

// It was verified before it was kept.
function claimsIn(receipt: string): Claims | undefined {
  try {
    const claims = JSON.parse(new TextDecoder().decode(fromBase64url(receipt.split('.')[1]!))) as Partial<Claims>
    return claims.dec && claims.ntc && claims.ui ? (claims as Claims) : undefined
  } catch {
    return undefined
  }
}
