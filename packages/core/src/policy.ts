// Which law's shape holds, what is asked, what holds before an answer, when a decision lapses. Pure; no DOM.
import type { Config, Duration } from './config-data.ts'
import { ConsentError } from './errors.ts'

export type RegimeName = 'eu' | 'us'
/** `opt-in`: off until given. `opt-out`: on until objected to. `objection`: legitimate interest, on until objected to. */
export type Kind = 'opt-in' | 'opt-out' | 'objection' | 'exempt'
/** What was heard from the browser before anyone was asked. */
export type Signals = { gpc?: boolean; dnt?: boolean }
/** Purpose, or `purpose/service`, and yes or no. */
export type Answers = Record<string, boolean>

export type Policy = {
  regime: RegimeName
  /** Fingerprint of what is asked, 32-bit FNV-1a in base 36: for change detection only. */
  asks: string
  /** Purpose id → how it is asked, exempt ones included. */
  kinds: Record<string, Kind>
  /** Every id that can be answered: purposes and `purpose/service`. */
  ids: Set<string>
  /** After how long a decision is asked again. */
  lapse: Duration
  /** Whether this regime asks by a banner. */
  banner: boolean
}

/** @throws ConsentError `config-invalid` when the shape is not a config's; the full list of complaints is `defineConfig`'s. */
export function makePolicy(config: Config): Policy {
  const { purposes, version, regime = 'eu' } = config ?? {}
  const law = REGIMES[regime]
  if (!law || !Array.isArray(purposes) || !purposes.every((each) => /^[a-z][a-z0-9-]*$/.test(each?.id) && each.basis)) {
    throw new ConsentError('config-invalid', 'This is no config.', 'defineConfig() tells what is wrong.')
  }
  const kinds: Policy['kinds'] = {}
  const ids = new Set<string>()
  for (const { id, basis, services = [] } of purposes) {
    kinds[id] = basis === 'consent' ? law.consent : basis === 'exempt' ? basis : 'objection'
    ids.add(id)
    for (const service of services) ids.add(`${id}/${service.id}`)
  }
  const asked = purposes.map(({ id, data, basis, recipients, retention, services }) => [
    id,
    data,
    basis,
    recipients,
    retention,
    services?.map((service) => [service.id, service.recipients]),
  ])
  return {
    regime,
    asks: fnv1a(JSON.stringify([version, asked])),
    kinds,
    ids,
    lapse: config.lapse ?? law.lapse,
    banner: law.banner,
  }
}

const REGIMES: Record<RegimeName, { consent: Kind; lapse: Duration; banner: boolean }> = {
  // GDPR 4(11), 7; CNIL: ask again after six months at the earliest.
  eu: { consent: 'opt-in', lapse: 'P6M', banner: true },
  // CCPA §7026, §7028: an opt-out link on every page, and twelve months before asking again.
  us: { consent: 'opt-out', lapse: 'P1Y', banner: false },
}

/** What holds without any decision. A signal turns off whatever would otherwise be on (CCPA §7025; GDPR 21(5)). */
export function defaultAnswers({ kinds }: Policy, { gpc }: Signals): Answers {
  return Object.fromEntries(
    Object.entries(kinds).map(([id, kind]) => [id, kind === 'exempt' || (kind !== 'opt-in' && !gpc)]),
  )
}

/** The purpose an id belongs to. */
export function purposeOf(id: string): string {
  return id.split('/')[0] as string
}

/** A day (since 1970) and an ISO 8601 duration in, the day after that duration out; a month is a twelfth of 365 days. */
export function dayAfter(day: number, duration: Duration): number {
  for (const [, count, unit] of duration.matchAll(/(\d+)([YMWD])/g)) day += Number(count) * (DAYS[unit as string] as number)
  return Math.ceil(day)
}

const DAYS: Record<string, number> = { Y: 365, M: 365 / 12, W: 7, D: 1 }

/** Milliseconds of a day. */
export const DAY = 86_400_000

// Enough to notice a change; no evidence rests on it (that is the notice's SHA-256).
function fnv1a(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(36)
}
