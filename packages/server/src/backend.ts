// The parts of a backend that all routes share. Options are checked once, here.
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
  /** The keys that countersign and that sign checkpoints, see `keyringFrom`. */
  keys: Keyring
  /** Public URL of this backend: `iss` of its countersignatures, and the base URL of its JWKS and logs. */
  issuer: string
  /** Sites whose receipts are accepted: a list, or a function. Default: loopback only (localhost, 127.0.0.1, [::1], any port). */
  sites?: Sites | undefined
  /** The SDK's Placet config. Its notices are registered, one for each language. */
  config?: Config | undefined
  /** Further notices by their hashes. They are written to the store at the first request. */
  notices?: Notices | undefined
  /** Milliseconds since 1970, default `Date.now`. */
  now?: (() => number) | undefined
  /** Called for each request, after its answer. */
  log?: RequestLog | undefined
  limits?: Partial<Limits> | undefined
  /** Metrics made by `createMetrics`. They enable `GET /metrics`, which must not be public. */
  metrics?: Metrics | undefined
  /** Limits for keys behind a network: the time for a signature, and the number of concurrent signatures. */
  signing?: SigningLimits | undefined
  /** Verifies receipts. Default: in this thread, with node:crypto. */
  verifier?: Verifier | undefined
}

export const HANDLER_OPTIONS: Shape<HandlerOptions> = {
  store: required(
    methods<Store>('turn', 'find', 'sites', 'head', 'tiles', 'receipts', 'putNotices', 'notice', 'check', 'close'),
  ),
  keys: required(KEYRING),
  // Issuer, limits and notices are checked elsewhere, with error codes of their own.
  issuer: ANY,
  sites: SITES,
  config: ANY,
  notices: ANY,
  now: FUNCTION,
  log: FUNCTION,
  limits: ANY,
  metrics: methods<Metrics>('request', 'instrument', 'render'),
  signing: OBJECT,
  verifier: methods<Verifier>('verify', 'waiting'),
}

export type Backend = {
  store: Store
  sequencer: Sequencer
  logs: LogReader
  /** Finds a site whose log is behind what this backend has signed. */
  findBehind: ReturnType<typeof createReadyCheck>
  sites: SiteBook
  acceptsSite: SitePolicy
  notices: NoticeBook
  now: () => number
  limits: Limits
  rates: Rates
  /** Limits the requests that wait for one site's log. */
  requestsPerSite: ReturnType<typeof limitPerSite>
  /** Limits the receipts of one address that wait to be verified. */
  perAddress: ReturnType<typeof limitPerAddress>
  /** Runs a read, or refuses it if too many are running. */
  readLimit: ReturnType<typeof limitConcurrency>
  metrics: Metrics | undefined
  verifier: Verifier
  /** Sites whose receipts cannot be stored now. Rejects if none can. */
  readiness: () => Promise<readonly string[]>
  /** Mutable state. `stopping`: `/ready` answers 503. `draining`: receipts are refused. */
  state: { stopping: boolean; draining: boolean }
}

/** @param marks the known ends of logs; default: known for the life of this process only */
export function makeBackend(options: HandlerOptions, marks: Marks = createMarks()): Backend {
  checkOptions(options, HANDLER_OPTIONS)
  if (options.signing) checkSigningLimits(options.signing)
  const { store, keys, issuer, config, notices, now = Date.now, metrics, verifier = thisThread } = options
  checkIssuer(issuer)
  const limits = makeLimits(options.limits)
  const sites = makeSiteBook({ issuer, keys }, options.sites)
  const book = makeNoticeBook(store, notices)
  if (config) book.add(makeNotices(config))
  return {
    store,
    sequencer: createSequencer(
      metrics?.instrument(store) ?? store,
      boundedSigning(sites.signing, options.signing),
      marks,
    ),
    logs: createReader(store),
    findBehind: createReadyCheck(store, sites.signing, marks),
    sites,
    acceptsSite: sites.accepts,
    notices: book,
    now,
    limits,
    rates: makeRates(limits),
    requestsPerSite: limitPerSite(limits.requests),
    perAddress: limitPerAddress(limits.perAddress),
    readLimit: limitConcurrency(limits.requests),
    metrics,
    verifier,
    readiness: createReadiness(() => store.check(sites.names())),
    state: { stopping: false, draining: false },
  }
}

// One limit per keyring, however many sites it signs for.
function boundedSigning(signing: SigningOf, limits: SigningLimits | undefined): SigningOf {
  const bounded = new Map<Keyring, Keyring>()
  return (site) => {
    const { issuer, keys } = signing(site)
    const known = bounded.get(keys) ?? boundSigning(keys, limits)
    bounded.set(keys, known)
    return { issuer, keys: known }
  }
}
