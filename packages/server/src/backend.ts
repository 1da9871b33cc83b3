// What a backend is made of: everything the routes share, checked once.
import { ServerError } from './errors.ts'
import type { Keyring } from './keys/keyring.ts'
import { type Limits, makeLimits } from './limits/limits.ts'
import { createReader, type LogReader } from './log/reader.ts'
import { createSequencer, type Sequencer } from './log/sequencer.ts'
import { createMarks, type Marks } from './log/marks.ts'
import { createReadyCheck } from './log/ready-check.ts'
import type { Metrics } from './metrics.ts'
import { createReadiness } from './http/readiness.ts'
import { makeNoticeBook, type NoticeBook, type Notices } from './notices.ts'
import { limitConcurrency, makeRates, limitPerSite, type Rates } from './limits/rate-limit.ts'
import type { RequestLog } from './http/request-log.ts'
import { makeSitePolicy, type SitePolicy } from './site-policy.ts'
import type { Store } from './store.ts'
import { type Verifier, verifier as thisThread } from './verify/verify-receipt.ts'

export type HandlerOptions = {
  store: Store
  /** Who countersigns and who signs checkpoints, see `keyringFrom`. */
  keys: Keyring
  /** URL of this backend as the world sees it: `iss` of its countersignatures; its JWKS and logs lie below it. */
  issuer: string
  /** Origins whose receipts are taken. Without: loopback only (localhost, 127.0.0.1, [::1], any port). */
  sites?: readonly string[] | undefined
  /** What customers are told, by hash; kept in the store from the first request on. */
  notices?: Notices | undefined
  /** Milliseconds since 1970, default `Date.now`. */
  now?: (() => number) | undefined
  /** Hears every request, once answered. */
  log?: RequestLog | undefined
  limits?: Partial<Limits> | undefined
  /** Of `createMetrics`; with them `GET /metrics` answers. Not for the public. */
  metrics?: Metrics | undefined
  /** Who verifies receipts; default: this thread, with node:crypto. */
  verifier?: Verifier | undefined
}

export type Backend = {
  store: Store
  sequencer: Sequencer
  logs: LogReader
  /** A site whose log is behind what was signed. */
  findBehind: ReturnType<typeof createReadyCheck>
  keys: Keyring
  issuer: string
  /** As they were given: undefined is loopback. */
  sites: readonly string[] | undefined
  acceptsSite: SitePolicy
  notices: NoticeBook
  now: () => number
  limits: Limits
  rates: Rates
  /** For requests that wait for a site's log. */
  room: ReturnType<typeof limitPerSite>
  /** Does the work of reading, or refuses where too many are at it. */
  readLimit: ReturnType<typeof limitConcurrency>
  metrics: Metrics | undefined
  verifier: Verifier
  /** Sites whose receipts would not be kept now; rejects where none would. */
  readiness: () => Promise<readonly string[]>
  /** What changes: from `stopping` on it is not ready for more. */
  state: { stopping: boolean }
}

/** @param marks how far logs had come; without, since this process began */
export function makeBackend(options: HandlerOptions, marks: Marks = createMarks()): Backend {
  const { store, keys, issuer, sites, notices, now = Date.now, metrics, verifier = thisThread } = options
  if (!URL.canParse(issuer) || !/^https?:/.test(issuer)) {
    const fix = 'Give the URL under which the world reaches this backend.'
    throw new ServerError('issuer-malformed', `issuer is ${JSON.stringify(issuer)}, which is no http URL.`, fix)
  }
  const limits = makeLimits(options.limits)
  return {
    store,
    sequencer: createSequencer(metrics?.watch(store) ?? store, { issuer, keys, marks }),
    logs: createReader(store),
    findBehind: createReadyCheck(store, issuer, marks),
    keys,
    issuer,
    sites,
    acceptsSite: makeSitePolicy(sites),
    notices: makeNoticeBook(store, notices),
    now,
    limits,
    rates: makeRates(limits),
    room: limitPerSite(limits.requests),
    readLimit: limitConcurrency(limits.requests),
    metrics,
    verifier,
    readiness: createReadiness(() => store.check(sites)),
    state: { stopping: false },
  }
}
