// A kept receipt as evidence to hand out: receipt, countersignature, and the notice it names where that is known.
import { fromBase64url } from '@placet/receipt'
import type { NoticeBook } from './notices.ts'
import type { Kept } from './stores/memory.ts'

/** What `verify` of @placet/receipt takes, and an auditor needs. */
export type Bundle = { receipt: string; countersignature: string; notice?: unknown }

export async function makeBundle({ receipt, countersignature }: Kept, notices: NoticeBook): Promise<Bundle> {
  const notice = await notices.find(noticeHashIn(receipt))
  return { receipt, countersignature, ...(notice === undefined ? {} : { notice }) }
}

// It was verified before it was kept: the shape is sure.
function noticeHashIn(receipt: string): string {
  const claims = new TextDecoder().decode(fromBase64url(receipt.split('.')[1]!))
  return (JSON.parse(claims) as { ntc: { hash: string } }).ntc.hash
}
