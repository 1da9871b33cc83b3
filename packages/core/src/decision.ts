// All answers at one moment, and what becomes of them. Pure.
import { type Remembered, refusalWins } from './cookie.ts'
import { ConsentError } from './errors.ts'
import { type Answers, dayAfter, type Policy, purposeOf, type Signals } from './policy.ts'

export type Decision = {
  regime: string
  /** Every purpose; services only where they differ from their purpose. */
  answers: Answers
  source: 'default' | 'signal' | 'choice' | 'imported'
  /** How many decisions this browser has made; 0 before the first. */
  seq: number
  /** Day of the decision, counted from 1970; 0 before the first. */
  day: number
}

/** What holds at the start of a page, whether to ask, and whether a signal newly speaks against what was granted. */
export type Standing = { decision: Decision; ask: boolean; contradicted: boolean }

/** Follows the regime in a cookie whose decision was made with GPC on: the customer knew, so it is not contradicted again. */
export const HEARD = '-gpc'

/**
 * A remembered decision (or none) read under today's policy. A decision about something else, under another regime,
 * lapsed or from the future: its refusals hold, its grants are asked again.
 */
export function standing(
  policy: Policy,
  remembered: Remembered | undefined,
  { gpc }: Signals,
  today: number,
): Standing {
  const { regime, optIn, none, open, ids } = policy
  const { seq = 0, day = 0, asks, regime: then = '', answers = {} } = remembered ?? {}
  const [under, heard] = then.split('-')
  const current = asks === policy.asks && under === regime && day <= today + 1 && today < dayAfter(day, policy.lapse)
  // An id the config no longer knows, or no longer asks, has no say.
  const stored = pick(asked(policy, answers), (id, yes) => ids.has(id) && (current || !yes))
  // Only what was on without being asked can be spoken against: an explicit yes to an opt-in question stands.
  const kept = pick(stored, (id, yes) => !yes || !gpc || !!heard || !open[purposeOf(id)])
  return {
    decision: {
      regime,
      // Global Privacy Control turns off whatever would otherwise be on (CCPA §7025; GDPR 21(5)).
      answers: current ? { ...none, ...kept } : refusalWins(gpc ? none : open, stored),
      source: current ? 'choice' : gpc ? 'signal' : 'default',
      seq,
      day,
    },
    ask: optIn && !current && ids.size > 0,
    contradicted: JSON.stringify(kept) !== JSON.stringify(stored),
  }
}

/** Whether an id is allowed by these answers: a service follows its purpose unless it was answered by itself. */
export function allows(answers: Answers, id: string): boolean {
  return (answers[id] ?? answers[purposeOf(id)]) === true
}

/**
 * New answers over the ones that hold. A purpose turned off takes its services with it; one turned on leaves the
 * services that were refused by name refused.
 *
 * @throws ConsentError `purpose-unknown`, naming the ids the config knows; `purpose-exempt` for what is never asked
 */
export function amend(policy: Policy, current: Answers, change: Answers): Answers {
  let next = { ...current }
  for (const [id, yes] of Object.entries(change)) {
    if (policy.none[purposeOf(known(policy, id))]) {
      throw new ConsentError('purpose-exempt', `"${id}" is exempt.`, 'Leave it out, or change its basis.')
    }
    // A service named beside its purpose has the last word.
    if (!yes) next = pick(next, (other) => other in change || !other.startsWith(`${id}/`))
    next[id] = yes === true
  }
  return pick(next, (id, yes) => id === purposeOf(id) || yes !== next[purposeOf(id)])
}

/** @throws ConsentError `purpose-unknown` */
export function known({ ids }: Policy, id: string): string {
  if (ids.has(id)) return id
  throw new ConsentError(
    'purpose-unknown',
    `"${id}" is no purpose; the config knows ${[...ids].join(', ')}.`,
    'Add it, or correct the name.',
  )
}

/** Refusals of what this config does not ask: another page of the site, or the next config, may ask it again. */
export function foreignRefusals({ ids, none }: Policy, answers: Answers = {}): Answers {
  return pick(answers, (id, yes) => !yes && (!ids.has(id) || none[purposeOf(id)] === true))
}

/** Answers without what is never asked: what a cookie or receipt says the customer said. */
export function asked({ none }: Policy, answers: Answers): Answers {
  return pick(answers, (id) => !none[purposeOf(id)])
}

function pick(answers: Answers, wanted: (id: string, yes: boolean) => boolean): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([id, yes]) => wanted(id, yes)))
}
