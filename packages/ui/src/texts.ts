// What a language has to say. `{site}` and `{purposes}` are filled in.
import type { KeptReceipt } from '@placet/core'

type Line = 'title' | 'lead' | 'leadOptOut' | 'policy' | 'accept' | 'reject' | 'choose' | 'choices'

/** The first layer, and where to get the second: who only answers the banner does not download it. */
export type Texts = Record<Line, string> & { more(): Promise<CenterTexts> }

type CenterLine =
  | 'save'
  | 'close'
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

export type CenterTexts = Record<CenterLine, string> & {
  events: Record<KeptReceipt['event'], string>
  status: Record<KeptReceipt['status'], string>
}

/** A text with its `{names}` filled in. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}
