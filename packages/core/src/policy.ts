// What the config means under its regime: what is asked, what holds before an answer, when a decision expires. Pure, no DOM.
import type { Config, Duration, Purpose } from './config-data.ts'
import { fingerprintOf } from './question.ts'

export type RegimeName = 'eu' | 'us'
/** What the browser says before anyone is asked: Global Privacy Control, Do Not Track. */
export type Signals = { gpc?: boolean; dnt?: boolean }
/** Yes or no by id: a purpose, or `purpose/service`. */
export type Answers = Record<string, boolean>

export type Policy = {
  regime: RegimeName
  /** True where consent is off until it is given and a banner asks for it; false where it is on until it is objected to. */
  optIn: boolean
  /** Fingerprint of what is asked (question.ts): for change detection only. */
  asks: string
  /** Every id that can be answered: purposes and `purpose/service`. */
  ids: Set<string>
  /** Purpose id → what holds when everything is refused: only exempt purposes are on. */
  refusedAnswers: Answers
  /** Purpose id → what holds without any decision or signal. */
  defaultAnswers: Answers
  /** How long a decision holds. */
  expiry: Duration
}

/** The policy of a config whose shape was checked (config-shape.ts). */
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
  // GDPR 4(11), 7. The CNIL recommends not to ask again before six months have passed.
  eu: { optIn: true, expiry: 'P6M' },
  // CCPA §7026: an opt-out link on every page. §7028: twelve months before asking again.
  us: { optIn: false, expiry: 'P1Y' },
}

// An unknown basis is a mistake in the config. It is refused in every regime.
function isOnByDefault(basis: Purpose['basis'], optIn: boolean): boolean {
  if (basis === 'exempt' || basis === 'legitimate-interest') return true
  return basis === 'consent' && !optIn
}

/** Whether anything that is asked is on before an answer. */
export function hasDefaultGrants({ defaultAnswers, refusedAnswers }: Policy): boolean {
  return Object.keys(defaultAnswers).some((id) => defaultAnswers[id] !== refusedAnswers[id])
}

/** The purpose that an id belongs to. */
export function purposeOf(id: string): string {
  return id.split('/')[0] as string
}

/** The day (since 1970) that lies an ISO 8601 duration after another; a month is a twelfth of 365 days. */
export function dayAfter(day: number, duration: Duration): number {
  for (const [, count, unit] of duration.matchAll(/(\d+)([YMWD])/g))
    day += Number(count) * (DAYS[unit as string] as number)
  return Math.ceil(day)
}

const DAYS: Record<string, number> = { Y: 365, M: 365 / 12, W: 7, D: 1 }

/** Milliseconds of a day. */
export const DAY = 86_400_000
