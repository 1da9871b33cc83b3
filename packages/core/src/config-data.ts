// What a site asks: data that can be written as JSON, the same for npm, script tag and server.

/** One text, or one for each language ({ en: '…', de: '…' }). */
export type Text = string | Record<string, string>
/** ISO 8601 duration in years, months, weeks, days: 'P6M', 'P1Y'. */
export type Duration = string
/** Who receives data, and in which country (ISO 3166-1 alpha-2). */
export type Recipient = { name: string; country: string }

/** A vendor's tool under a purpose; it can be answered by itself as `purpose/service`. */
export type Service = {
  id: string
  name: Text
  recipients?: Recipient[]
  /** Hosts it talks to, and names of what it stores; globs ('*.example.com', 'ph_*'). */
  hosts?: string[]
  storage?: string[]
}

export type Purpose = {
  /** Lower-case letters, digits and dashes, beginning with a letter, 32 at most. */
  id: string
  name: Text
  /** What data. */
  data: Text[]
  /** What for. */
  reason: Text
  /** What the customer gains. */
  benefit: Text
  /** `exempt` is not asked: it must be strictly necessary for what the customer wants. */
  basis: 'consent' | 'legitimate-interest' | 'exempt'
  recipients: Recipient[]
  /** How long the data stays. */
  retention: Duration
  services?: Service[]
  hosts?: string[]
  storage?: string[]
}

export type Config = {
  /** Version of the notice. Raise it to ask everybody again; correct a typo without. */
  version: string
  /** The shape of the law here: `eu` opt-in (default), `us` opt-out. */
  regime?: 'eu' | 'us'
  /** Who answers for the data, and where to write to. */
  controller: { name: string; contact: string; address?: string }
  /** URL of the full privacy policy. */
  policy?: string
  purposes: Purpose[]
  /** How long a decision holds before the customer is asked again. Default: 'P6M' (eu), 'P1Y' (us). */
  expiry?: Duration
  /** How long receipts stay in the browser. Default: RECORD_RETENTION. */
  record?: { retention: Duration }
  /** Which decisions get a signed receipt, default 'all'. */
  receipts?: 'all' | 'grants' | 'none'
  /** URL that receipts are sent to (docs/protocol.md). Without it they stay in the browser. */
  backend?: string
  /** Share the decision over subdomains: 'example.com'. */
  cookie?: { domain: string }
  /** Languages that there are texts for. The first is the fallback. Default: LANGUAGES. */
  languages?: string[]
  /** A constant control in the page's corner that opens the preference center. */
  reopen?: boolean
  /** Script tag only: tools that are informed of decisions (npm: `effects`). */
  integrations?: { google?: GoogleMapping }
  /** Script tag only: URL of the folder of placet.js, for pages that bundle or inline it. */
  base?: string
}

/** How long receipts stay in the browser unless the config says otherwise. */
export const RECORD_RETENTION = 'P3Y'
/** Languages that this package ships texts for. */
export const LANGUAGES: string[] = ['en', 'de']

/** Which of Google's consent types follow which purpose (Consent Mode v2), and how long its tags wait, in ms. */
export type GoogleMapping = { types?: Partial<Record<GoogleType, string>>; waitForUpdate?: number }
export type GoogleType =
  | 'ad_storage'
  | 'ad_user_data'
  | 'ad_personalization'
  | 'analytics_storage'
  | 'functionality_storage'
  | 'personalization_storage'
  | 'security_storage'
