// All answers at one moment, and what becomes of them. Pure.
import { type Remembered, refusalWins } from './cookie.ts'
import { ConsentError } from './errors.ts'
import { type Answers, dayAfter, defaultAnswers, type Policy, purposeOf, type Signals } from './policy.ts'

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

/** What holds at the start of a page, whether to ask, and which stored grants a signal newly speaks against. */
export type Standing = { decision: Decision; ask: boolean; contradicted: string[] }

/**
 * A remembered decision (or none) read under today's policy. A decision about something else, under another regime,
 * lapsed or from the future: its refusals hold, its grants are asked again.
 */
export function standing(policy: Policy, remembered: Remembered | undefined, signals: Signals, today: number): Standing {
  const { regime, banner: ask } = policy
  const fresh = defaultAnswers(policy, signals)
  if (!remembered) {
    return { decision: { regime, answers: fresh, source: signals.gpc ? 'signal' : 'default', seq: 0, day: 0 }, ask, contradicted: [] }
  }
  const { seq, day, asks } = remembered
  const current = asks === policy.asks && remembered.regime === regime && day <= today + 1 && today < dayAfter(day, policy.lapse)
  // An id the config no longer knows, or no longer asks, has no say.
  const stored = pick(asked(policy, remembered.answers), (id, yes) => policy.ids.has(id) && (current || !yes))
  if (!current) {
    return { decision: { regime, answers: refusalWins(fresh, stored), source: 'default', seq, day }, ask, contradicted: [] }
  }
  // Only what was on without being asked can be spoken against: an explicit yes to an opt-in question stands.
  const open = defaultAnswers(policy, {})
  const contradicted = Object.keys(pick(stored, (id, yes) => yes && !!signals.gpc && open[purposeOf(id)] === true))
  return { decision: { regime, answers: { ...fresh, ...stored }, source: 'choice', seq, day }, ask: false, contradicted }
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
  // Purposes first (they sort before their services), so that a service named beside its purpose has the last word.
  for (const id of Object.keys(change).sort()) {
    const purpose = purposeOf(known(policy, id))
    const yes = change[id] === true
    if (policy.kinds[purpose] === 'exempt') {
      throw new ConsentError('purpose-exempt', `"${id}" is exempt: nobody is asked.`, 'Leave it out, or change its basis.')
    }
    if (!yes) next = pick(next, (other) => !other.startsWith(`${id}/`))
    next[id] = yes
    if (id !== purpose && yes === next[purpose]) delete next[id]
  }
  return next
}

/** The same answer for every purpose that is asked. */
export function answerAll({ kinds }: Policy, yes: boolean): Answers {
  return Object.fromEntries(Object.entries(kinds).map(([id, kind]) => [id, yes || kind === 'exempt']))
}

/** @throws ConsentError `purpose-unknown` */
export function known({ ids }: Policy, id: string): string {
  if (ids.has(id)) return id
  throw new ConsentError('purpose-unknown', `"${id}" is no purpose; the config knows ${[...ids].join(', ')}.`, 'Add it, or correct the name.')
}

/** Answers without what is never asked: what a cookie or receipt says the customer said. */
export function asked({ kinds }: Policy, answers: Answers): Answers {
  return pick(answers, (id) => kinds[purposeOf(id)] !== 'exempt')
}

export function sameAnswers(one: Answers, other: Answers): boolean {
  const sorted = (answers: Answers) => JSON.stringify(Object.entries(answers).sort())
  return sorted(one) === sorted(other)
}

function pick(answers: Answers, wanted: (id: string, yes: boolean) => boolean): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([id, yes]) => wanted(id, yes)))
}
