// Makes the bundle of a stored receipt: with its countersignature, its notice, and the proof of its place in the log.
import { fromBase64url } from '@placet/receipt'
import type { LogReader } from './log/reader.ts'
import type { NoticeBook } from './notices.ts'
import type { StoredReceipt } from './store.ts'

/** A receipt with everything that proves it, as `verify` of @placet/receipt takes it. */
export type Bundle = { receipt: string; countersignature: string; notice?: unknown; proof?: string }

/** Where a bundle takes the notice and the proof from. */
export type EvidenceSources = { notices: NoticeBook; logs: LogReader }

export async function makeBundle(
  { site, receipt, countersignature, index }: StoredReceipt,
  { notices, logs }: EvidenceSources,
): Promise<Bundle> {
  const notice = await notices.find(noticeHashIn(receipt))
  const proof = index === undefined ? undefined : await logs.proof(site, index)
  return {
    receipt,
    countersignature,
    ...(notice === undefined ? {} : { notice }),
    ...(proof === undefined ? {} : { proof }),
  }
}

// Receipts are verified before they are stored. One that was altered since is returned as it is, so that `verify` reports it.
function noticeHashIn(receipt: string): string {
  try {
    const claims = new TextDecoder().decode(fromBase64url(receipt.split('.')[1]!))
    return (JSON.parse(claims) as { ntc: { hash: string } }).ntc.hash
  } catch {
    return ''
  }
}
