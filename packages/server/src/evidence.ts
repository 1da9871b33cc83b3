// A kept receipt as evidence to hand out: with its countersignature, the notice it names, and the proof of its place in the log.
import { fromBase64url } from '@placet/receipt'
import type { LogReader } from './log/reader.ts'
import type { NoticeBook } from './notices.ts'
import type { StoredReceipt } from './store.ts'

/** What `verify` of @placet/receipt takes, and an auditor needs. */
export type Bundle = { receipt: string; countersignature: string; notice?: unknown; proof?: string }

export async function makeBundle(
  { site, receipt, countersignature, index }: StoredReceipt,
  { notices, logs }: { notices: NoticeBook; logs: LogReader },
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

// It was verified before it was kept; what was altered since is still handed out, for `verify` to say so.
function noticeHashIn(receipt: string): string {
  try {
    const claims = new TextDecoder().decode(fromBase64url(receipt.split('.')[1]!))
    return (JSON.parse(claims) as { ntc: { hash: string } }).ntc.hash
  } catch {
    return ''
  }
}
