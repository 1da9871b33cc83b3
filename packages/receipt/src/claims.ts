// What a receipt says (docs/receipt-format.md). The strict reading of it is in parse.ts: who only signs does not load that.

/** What was answered for one purpose or service. `exempt`: not asked, or left on where the law lets it be. */
export type Outcome = 'given' | 'renewed' | 'refused' | 'withdrawn' | 'objected' | 'exempt'
export type EventName = 'given' | 'refused' | 'changed' | 'withdrawn' | 'renewed' | 'signal' | 'imported' | 'disposed'
/** Which notice was shown: where it can be read, its version, its language, SHA-256 of its RFC 8785 form. */
export type NoticeReference = { uri: string; ver: string; lang: string; hash: string }
/** How it was said: where (`m`), by what action (`a`), and whether by a trusted gesture (`t`, Event.isTrusted). */
export type Gesture = {
  m: 'banner' | 'center' | 'inline' | 'api'
  a: 'accept_all' | 'reject_all' | 'save' | 'close' | 'withdraw'
  t: boolean
}

/** The claims of a receipt, version 1. Times in seconds since 1970, durations in ISO 8601, hashes in base64url. */
export type Claims = {
  v: typeof RECEIPT_V1
  jti: string
  iat: number
  sub: string
  aud: string
  evt: EventName
  jur: string
  ntc: NoticeReference
  dec: Record<string, Outcome>
  ret?: Record<string, string>
  dur: string
  ui: Gesture
  sig: { gpc: boolean; dnt: boolean }
  seq: number
  prev?: string
  kp?: 'once' | 'mem'
  dsp?: unknown
}

export const RECEIPT_V1 = 'urn:placet:receipt:v1'
