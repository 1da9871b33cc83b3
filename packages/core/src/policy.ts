// Which law's shape holds, what is asked, what holds before an answer, when a decision lapses. Pure; no DOM.
import type { Config, Duration } from './config-data.ts'
import { ConsentError } from './errors.ts'

export type RegimeName = 'eu' | 'us'
/** What was heard from the browser before anyone was asked. */
export type Signals = { gpc?: boolean; dnt?: boolean }
/** Purpose, or `purpose/service`, and yes or no. */
export type Answers = Record<string, boolean>

export type Policy = {
  regime: RegimeName
  /** Consent is off until given, and asked for by a banner; else it is on until objected to. */
  optIn: boolean
  /** Fingerprint of what is asked, 32-bit FNV-1a in base 36: for change detection only. */
  asks: string
  /** Every id that can be answered: purposes and `purpose/service`. */
  ids: Set<string>
  /** Purpose id → what holds when all is refused: only what is exempt is on. */
  none: Answers
  /** Purpose id → what holds without any decision or signal. */
  open: Answers
  /** After how long a decision is asked again. */
  lapse: Duration
}

/** @throws ConsentError `config-invalid` when the shape is not a config's; the full list of complaints is `defineConfig`'s. */
export function makePolicy(config: Config): Policy {
  const { purposes, version, regime = 'eu' } = config ?? {}
  const law = REGIMES[regime]
  if (!law || !purposes?.every?.((each) => each?.id && each.basis)) {
    throw new ConsentError('config-invalid', 'This is no config.', 'defineConfig() tells what is wrong.')
  }
  const ids = new Set<string>()
  const [none, open]: [Answers, Answers] = [{}, {}]
  for (const { id, basis, services = [] } of purposes) {
    none[id] = basis === 'exempt'
    open[id] = basis !== 'consent' || !law.optIn
    ids.add(id)
    for (const service of services) ids.add(`${id}/${service.id}`)
  }
  return { regime, ids, none, open, asks: fnv1a([version, purposes]), ...law, lapse: config.lapse ?? law.lapse }
}

const REGIMES: Record<RegimeName, { optIn: boolean; lapse: Duration }> = {
  // GDPR 4(11), 7; CNIL: ask again after six months at the earliest.
  eu: { optIn: true, lapse: 'P6M' },
  // CCPA §7026, §7028: an opt-out link on every page, and twelve months before asking again.
  us: { optIn: false, lapse: 'P1Y' },
}

/** The purpose an id belongs to. */
export function purposeOf(id: string): string {
  return id.split('/')[0] as string
}

/** A day (since 1970) and an ISO 8601 duration in, the day after that duration out; a month is a twelfth of 365 days. */
export function dayAfter(day: number, duration: Duration): number {
  for (const [, count, unit] of duration.matchAll(/(\d+)([YMWD])/g))
    day += Number(count) * (DAYS[unit as string] as number)
  return Math.ceil(day)
}

const DAYS: Record<string, number> = { Y: 365, M: 365 / 12, W: 7, D: 1 }

/** Milliseconds of a day. */
export const DAY = 86_400_000

// Enough to notice a change; no evidence rests on it (that is the notice's SHA-256). What a purpose or service is called
// and how it is explained may be worded better without asking again; a recipient (it has a country) may not change its name.
function fnv1a(value: unknown): string {
  const text = JSON.stringify(value, function (this: { country?: string }, key, each) {
    return !this.country && WORDING.test(key) ? undefined : each
  })
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(36)
}

const WORDING = /^(name|reason|benefit|hosts|storage)$/
