// What a backend is made of: everything the routes share, checked once.
import { ServerError } from './errors.ts'
import type { Signer } from './keys.ts'
import type { Log } from './log.ts'
import { makeNoticeBook, type NoticeBook, type Notices } from './notices.ts'
import { makeTakes, type Takes } from './sites.ts'
import type { Store } from './stores/memory.ts'

export type HandlerOptions = {
  store: Store
  /** Who countersigns, see `signerFrom`. */
  signer: Signer
  /** URL of this backend as the world sees it: `iss` of its countersignatures; its JWKS lies below it. */
  issuer: string
  /** Origins whose receipts are taken. Without: loopback only (localhost, 127.0.0.1, [::1], any port). */
  sites?: readonly string[] | undefined
  /** What customers are told, by hash; kept in the store from the first request on. */
  notices?: Notices | undefined
  /** Milliseconds since 1970, default `Date.now`. */
  now?: (() => number) | undefined
  /** Hears every request, once answered. */
  log?: Log | undefined
  limits?: Partial<Limits> | undefined
}

/** The most of one request: bytes of its body, receipts in it. The protocol's own are 60,000 and 50. */
export type Limits = { bytes: number; receipts: number }

export type Backend = {
  store: Store
  signer: Signer
  issuer: string
  takes: Takes
  notices: NoticeBook
  now: () => number
  limits: Limits
}

export function makeBackend(options: HandlerOptions): Backend {
  const { store, signer, issuer, sites, notices, now = Date.now, limits } = options
  if (!URL.canParse(issuer) || !/^https?:/.test(issuer)) {
    const fix = 'Give the URL under which the world reaches this backend.'
    throw new ServerError('issuer-malformed', `issuer is ${JSON.stringify(issuer)}, which is no http URL.`, fix)
  }
  return {
    store,
    signer,
    issuer,
    takes: makeTakes(sites),
    notices: makeNoticeBook(store, notices),
    now,
    limits: { bytes: 60_000, receipts: 50, ...limits },
  }
}
