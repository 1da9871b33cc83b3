// What a language file has to say. `{site}` and `{purposes}` are filled in.
import type { KeptReceipt } from '@placet/core'

type Line =
  | 'title'
  | 'lead'
  | 'leadOptOut'
  | 'policy'
  | 'accept'
  | 'reject'
  | 'choose'
  | 'save'
  | 'close'
  | 'choices'
  | 'always'
  | 'data'
  | 'reason'
  | 'benefit'
  | 'recipients'
  | 'retention'
  | 'nobody'
  | 'details'
  | 'gpc'
  | 'receipts'
  | 'receiptsLead'
  | 'noReceipts'
  | 'download'
  | 'forget'

export type Texts = Record<Line, string> & {
  events: Record<KeptReceipt['event'], string>
  status: Record<KeptReceipt['status'], string>
}

/** A text with its `{names}` filled in. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}
