// The texts of banner and preference center by name, and those that a config may contain itself.

export const BANNER_LINES = ['title', 'lead', 'leadOptOut', 'policy', 'accept', 'reject', 'choose', 'choices'] as const
export const CENTER_LINES = [
  'save',
  'close',
  'always',
  'data',
  'reason',
  'benefit',
  'recipients',
  'retention',
  'nobody',
  'details',
  'gpc',
  'receipts',
  'receiptsLead',
  'noReceipts',
  'download',
  'forget',
  'saved',
  'search',
  'noMatch',
  'basis',
  'consequence',
  'objected',
  'downloadOne',
  'check',
  'checkHow',
  'about',
  'responsible',
  'stored',
] as const
export const EVENT_LINES = [
  'given',
  'refused',
  'changed',
  'withdrawn',
  'renewed',
  'signal',
  'imported',
  'disposed',
] as const
export const STATUS_LINES = ['local', 'pending', 'acknowledged', 'countersigned', 'logged', 'rejected'] as const
/** The grounds on which a purpose stands. */
export const BASIS_LINES = ['consent', 'legitimate-interest', 'exempt'] as const

/** The texts of the banner. `{site}` and `{purposes}` are filled in. */
export type BannerTexts = Record<(typeof BANNER_LINES)[number], string>
/** The texts of the preference center. `{site}` is filled in. */
export type CenterTexts = Record<(typeof CENTER_LINES)[number], string> & {
  events: Record<(typeof EVENT_LINES)[number], string>
  status: Record<(typeof STATUS_LINES)[number], string>
  bases: Record<(typeof BASIS_LINES)[number], string>
}
/** How the notice describes the consent record, which is a purpose of its own. */
export type RecordText = { name: string; data: string[]; reason: string; benefit: string }

type Some<Texts> = { [Line in keyof Texts]?: Texts[Line] extends string ? string : Some<Texts[Line]> }
type SomeTexts = Some<BannerTexts & CenterTexts>
/** A site's own texts in a language; `eu` and `us` are for that regime only. `record` is for all regimes. */
export type OwnTexts = SomeTexts & { eu?: SomeTexts; us?: SomeTexts; record?: RecordText }
