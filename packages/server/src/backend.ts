// What a backend is made of: everything the routes share, checked once.
import { type Config, makeNotices } from './config-notices.ts'
import { checkIssuer } from './issuer.ts'
import { boundSigning, checkSigningLimits, type SigningLimits } from './keys/bounded-signing.ts'
import { KEYRING, type Keyring } from './keys/keyring.ts'
import { type Limits, makeLimits } from './limits/limits.ts'
import type { SigningOf } from './log/edge.ts'
import { createReader, type LogReader } from './log/reader.ts'
import { createSequencer, type Sequencer } from './log/sequencer.ts'
import { createMarks, type Marks } from './log/marks.ts'
import { createReadyCheck } from './log/ready-check.ts'
import type { Metrics } from './metrics.ts'
import { createReadiness } from './http/readiness.ts'
import { makeNoticeBook, type NoticeBook, type Notices } from './notices.ts'
import { ANY, checkOptions, FUNCTION, methods, OBJECT, required, type Shape } from './options.ts'
import { limitConcurrency, limitPerAddress, makeRates, limitPerSite, type Rates } from './limits/rate-limit.ts'
import type { RequestLog } from './http/request-log.ts'
import { makeSiteBook, type SiteBook } from './site-book.ts'
import { type SitePolicy, SITES, type Sites } from './site-policy.ts'
import type { Store } from './store.ts'
import { type Verifier, verifier as thisThread } from './verify/verify-receipt.ts'

export type HandlerOptions = {
  store: Store
  /** Who countersigns and who signs checkpoints, see `keyringFrom`. */
  keys: Keyring
  /** URL of this backend as the world sees it: `iss` of its countersignatures; its JWKS and logs lie below it. */
  issuer: string
  /** Whose receipts are taken: a list, or a function. Without: loopback only (localhost, 127.0.0.1, [::1], any port). */
  sites?: Sites | undefined
  /** The Placet config that the SDK is given: its notices are registered, one for each language. */
  config?: Config | undefined
  /** What customers were told besides, each by its own hash; kept in the store from the first request on. */
  notices?: Notices | undefined
  /** Milliseconds since 1970, default `Date.now`. */
  now?: (() => number) | undefined
  /** Hears every request, once answered. */
  log?: RequestLog | undefined
  limits?: Partial<Limits> | undefined
  /** Of `createMetrics`; with them `GET /metrics` answers. Not for the public. */
  metrics?: Metrics | undefined
  /** For keys behind a network: how long a signature may take, and how many are asked for at once. */
  signing?: SigningLimits | undefined
  /** Who verifies receipts; default: this thread, with node:crypto. */
  verifier?: Verifier | undefined
}

const OPTIONS: Shape<HandlerOptions> = {
  store: required(
    methods<Store>('turn', 'find', 'sites', 'head', 'tiles', 'receipts', 'keepNotices', 'notice', 'check', 'close'),
  ),
  keys: required(KEYRING),
  // An issuer, limits and notices have codes of their own.
  issuer: ANY,
  sites: SITES,
  config: ANY,
  notices: ANY,
  now: FUNCTION,
  log: FUNCTION,
  limits: ANY,
  metrics: methods<Metrics>('request', 'watch', 'tell'),
  signing: OBJECT,
  verifier: methods<Verifier>('verify', 'waiting'),
}

export type Backend = {
  store: Store
  sequencer: Sequencer
  logs: LogReader
  /** A site whose log is behind what was signed. */
  findBehind: ReturnType<typeof createReadyCheck>
  sites: SiteBook
  acceptsSite: SitePolicy
  notices: NoticeBook
  now: () => number
  limits: Limits
  rates: Rates
  /** For requests that wait for a site's log. */
  room: ReturnType<typeof limitPerSite>
  /** For receipts that wait to be verified. */
  perAddress: ReturnType<typeof limitPerAddress>
  /** Does the work of reading, or refuses where too many are at it. */
  readLimit: ReturnType<typeof limitConcurrency>
  metrics: Metrics | undefined
  verifier: Verifier
  /** Sites whose receipts would not be kept now; rejects where none would. */
  readiness: () => Promise<readonly string[]>
  /** What changes: from `stopping` on it is not ready for more, from `draining` on it refuses receipts. */
  state: { stopping: boolean; draining: boolean }
}

/** @param marks how far logs had come; without, since this process began */
export function makeBackend(options: HandlerOptions, marks: Marks = createMarks()): Backend {
  checkOptions(options, OPTIONS)
  if (options.signing) checkSigningLimits(options.signing)
  const { store, keys, issuer, config, notices, now = Date.now, metrics, verifier = thisThread } = options
  checkIssuer(issuer)
  const limits = makeLimits(options.limits)
  const sites = makeSiteBook({ issuer, keys }, options.sites)
  const book = makeNoticeBook(store, notices)
  if (config) book.add(makeNotices(config))
  return {
    store,
    sequencer: createSequencer(metrics?.watch(store) ?? store, boundedSigning(sites.signing, options.signing), marks),
    logs: createReader(store),
    findBehind: createReadyCheck(store, sites.signing, marks),
    sites,
    acceptsSite: sites.accepts,
    notices: book,
    now,
    limits,
    rates: makeRates(limits),
    room: limitPerSite(limits.requests),
    perAddress: limitPerAddress(limits.perAddress),
    readLimit: limitConcurrency(limits.requests),
    metrics,
    verifier,
    readiness: createReadiness(() => store.check(sites.names())),
    state: { stopping: false, draining: false },
  }
}

// One bound for each keyring, however many sites it signs for.
function boundedSigning(signing: SigningOf, limits: SigningLimits | undefined): SigningOf {
  const bounded = new Map<Keyring, Keyring>()
  return (site) => {
    const { issuer, keys } = signing(site)
    const known = bounded.get(keys) ?? boundSigning(keys, limits)
    bounded.set(keys, known)
    return { issuer, keys: known }
  }
}
