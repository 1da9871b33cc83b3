// The policy of a config under its regime: what is asked, what is on by default, when a decision expires. Pure, no DOM.
import type { Config, Duration, Purpose } from './config-data.ts'
import { fingerprintOf } from './question.ts'

export type RegimeName = 'eu' | 'us'
/** Signals of the browser: Global Privacy Control, Do Not Track. */
export type Signals = { gpc?: boolean; dnt?: boolean }
/** Answers by id: a purpose, or `purpose/service`. */
export type Answers = Record<string, boolean>

export type Policy = {
  regime: RegimeName
  /** True: consent is off until it is given, and a banner asks. False: it is on until the customer objects. */
  optIn: boolean
  /** Fingerprint of the question (question.ts), for change detection only. */
  asks: string
  /** Every id of the config: purposes and `purpose/service`. */
  ids: Set<string>
  /** Purpose id → its answer if everything is refused: only exempt purposes are on. */
  refusedAnswers: Answers
  /** Purpose id → its answer without any decision or signal. */
  defaultAnswers: Answers
  /** How long a decision is valid. */
  expiry: Duration
}

/** The policy of a config that has passed `checkShape`. */
export function makePolicy(config: Config): Policy {
  const { purposes, regime = 'eu' } = config
  const { optIn, expiry } = REGIMES[regime]
  const ids = new Set<string>()
  const [refusedAnswers, defaultAnswers]: [Answers, Answers] = [{}, {}]
  for (const { id, basis, services = [] } of purposes) {
    refusedAnswers[id] = basis === 'exempt'
    defaultAnswers[id] = isOnByDefault(basis, optIn)
    ids.add(id)
    for (const service of services) ids.add(`${id}/${service.id}`)
  }
  const asks = fingerprintOf(config)
  return { regime, optIn, asks, ids, refusedAnswers, defaultAnswers, expiry: config.expiry ?? expiry }
}

const REGIMES: Record<RegimeName, { optIn: boolean; expiry: Duration }> = {
  // GDPR 4(11), 7. The CNIL recommends not asking again within six months.
  eu: { optIn: true, expiry: 'P6M' },
  // CCPA §7026: an opt-out link on every page. §7028: twelve months before asking again.
  us: { optIn: false, expiry: 'P1Y' },
}

// An unknown basis is a mistake in the config. It is refused in every regime.
function isOnByDefault(basis: Purpose['basis'], optIn: boolean): boolean {
  if (basis === 'exempt' || basis === 'legitimate-interest') return true
  return basis === 'consent' && !optIn
}

/** Whether anything that is asked is on by default. */
export function hasDefaultGrants({ defaultAnswers, refusedAnswers }: Policy): boolean {
  return Object.keys(defaultAnswers).some((id) => defaultAnswers[id] !== refusedAnswers[id])
}

/** The purpose of an id. */
export function purposeOf(id: string): string {
  return id.split('/')[0] as string
}

/** The day (since 1970) that is an ISO 8601 duration after another, rounded up. A month is 365/12 days. */
export function dayAfter(day: number, duration: Duration): number {
  for (const [, count, unit] of duration.matchAll(/(\d+)([YMWD])/g))
    day += Number(count) * (DAYS[unit as string] as number)
  return Math.ceil(day)
}

const DAYS: Record<string, number> = { Y: 365, M: 365 / 12, W: 7, D: 1 }

/** Milliseconds per day. */
export const DAY = 86_400_000
