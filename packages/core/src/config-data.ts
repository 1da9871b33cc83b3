// The config of a site: plain JSON data, the same for npm, the script tag and servers.
import type { OwnTexts } from './text-lines.ts'

/** A text, or one text per language: { en: '…', de: '…' }. */
export type Text = string | Record<string, string>
/** ISO 8601 duration in years, months, weeks, days: 'P6M', 'P1Y'. */
export type Duration = string
/** A recipient of data, and its country (ISO 3166-1 alpha-2). */
export type Recipient = { name: string; country: string }

/** A vendor's tool under a purpose. It can be answered on its own, as `purpose/service`. */
export type Service = {
  id: string
  name: Text
  recipients?: Recipient[]
  /** Hosts that it contacts, and names of the entries that it stores. Globs: '*.example.com', 'ph_*'. */
  hosts?: string[]
  storage?: string[]
}

export type Purpose = {
  /** Lower-case letters, digits and dashes; starts with a letter; 32 characters at most. */
  id: string
  name: Text
  /** The kinds of data that are processed. */
  data: Text[]
  /** Why the data is processed. */
  reason: Text
  /** The benefit for the customer. */
  benefit: Text
  /** What happens if the customer says no. */
  consequence?: Text
  /** `exempt` purposes are not asked. They must be strictly necessary for the service that the customer requests. */
  basis: 'consent' | 'legitimate-interest' | 'exempt'
  recipients: Recipient[]
  /** How long the data is kept. */
  retention: Duration
  services?: Service[]
  hosts?: string[]
  storage?: string[]
}

export type Config = {
  /** Version of the notice. A new version asks every customer again. Do not raise it for a corrected typo. */
  version: string
  /** The legal model: `eu` is opt-in (default), `us` is opt-out. */
  regime?: 'eu' | 'us'
  /** The controller of the data, and how to contact it. */
  controller: { name: string; contact: string; address?: string }
  /** URL of the full privacy policy. */
  policy?: string
  purposes: Purpose[]
  /** How long a decision is valid. Default: 'P6M' (eu), 'P1Y' (us). */
  expiry?: Duration
  /** How long receipts stay in the browser. Default: RECORD_RETENTION. */
  record?: { retention: Duration }
  /** Which decisions get a signed receipt. Default: 'all'. */
  receipts?: 'all' | 'grants' | 'none'
  /** URL to which receipts are sent (docs/protocol.md). Without it or a `transport`, receipts stay in the browser. */
  backend?: string
  /** Shares the decision across the subdomains of a domain: 'example.com'. */
  cookie?: { domain: string }
  /**
   * Languages of the config's texts. The first is the fallback. Default: the languages of the purposes' names, or
   * LANGUAGES if these are plain texts.
   */
  languages?: string[]
  /** Texts of banner and preference center that differ from this package's, by language. A new language needs all. */
  texts?: Record<string, OwnTexts>
  /**
   * The banner's look: floats (`cloud`, default), floats and is narrow (`box`), is as wide as the window (`bar`), or stands
   * in the page's element with the attribute `data-placet-banner` (`inline`; without that element it floats).
   */
  layout?: 'cloud' | 'box' | 'bar' | 'inline'
  /** Where the banner is: centred at an edge of the window, or at the bottom on the side where lines start or end. */
  position?: 'bottom' | 'top' | 'start' | 'end'
  /** Shows a fixed button in the page's corner that opens the preference center. */
  reopen?: boolean
  /** Script tag only: tools that receive the decisions. With npm, use `effects`. */
  integrations?: { google?: GoogleMapping }
  /** Script tag only: URL of the folder of placet.js, for pages that bundle or inline it. */
  base?: string
}

/** How long receipts stay in the browser by default. */
export const RECORD_RETENTION = 'P3Y'
/** Languages for which this package contains texts. */
export const LANGUAGES: string[] =
  'en ar bg bn ca cs da de el es et eu fa fi fr ga he hi hr hu id is it ja ko lt lv mt nl no pl pt pt-BR ro ru sk sl sv th tr uk vi zh-Hans zh-Hant'.split(
    ' ',
  )

/** The purpose id for each of Google's consent types (Consent Mode v2), and how long its tags wait, in ms. */
export type GoogleMapping = { types?: Partial<Record<GoogleType, string>>; waitForUpdate?: number }
export type GoogleType =
  | 'ad_storage'
  | 'ad_user_data'
  | 'ad_personalization'
  | 'analytics_storage'
  | 'functionality_storage'
  | 'personalization_storage'
  | 'security_storage'
