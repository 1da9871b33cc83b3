// All answers at one moment, and what they mean today. Pure.
import { type DecisionRecord, refusalWins, type StoredDecision } from './cookie.ts'
import { ConsentError } from './errors.ts'
import { type Answers, DAY, dayAfter, type Policy, purposeOf, type Signals } from './policy.ts'

/** What holds now: the value of `consent.$decision`. */
export type Decision = {
  regime: string
  /** Every purpose, and services only where they differ from their purpose. */
  answers: Answers
  source: 'default' | 'signal' | 'choice' | 'imported'
  /** How many decisions this browser has made; 0 before the first. */
  seq: number
  /** Day of the decision, counted from 1970; 0 before the first. */
  day: number
}

/** `ask`: the customer is to be asked. `contradicted`: a signal newly speaks against a stored grant. */
export type Evaluation = { decision: Decision; ask: boolean; contradicted: boolean }

/**
 * What a stored decision, or none, means under today's policy and signals. A decision that answered another question or
 * regime, that has expired or comes from the future keeps its refusals; its grants are asked again.
 *
 * @param today day counted from 1970
 */
export function evaluate(
  policy: Policy,
  stored: StoredDecision | undefined,
  { gpc }: Signals,
  today: number,
): Evaluation {
  const { regime, optIn, refusedAnswers, defaultAnswers, ids } = policy
  const { seq = 0, day = 0, answers = {} } = stored ?? {}
  const current = stored !== undefined && isCurrent(policy, stored, today)
  // An id that the config no longer asks has no effect.
  const valid = pick(askedAnswers(policy, answers), (id, yes) => ids.has(id) && (current || !yes))
  // Global Privacy Control speaks against what was on without being asked. A yes to an opt-in question stands, and so does
  // a yes that was given while the signal was already on.
  const kept = pick(valid, (id, yes) => !yes || !gpc || stored?.gpc === true || !defaultAnswers[purposeOf(id)])
  return {
    decision: {
      regime,
      // The signal turns off what would be on by default (CCPA §7025; GDPR 21(5)).
      answers: current ? { ...refusedAnswers, ...kept } : refusalWins(gpc ? refusedAnswers : defaultAnswers, valid),
      source: current ? 'choice' : gpc ? 'signal' : 'default',
      seq,
      day,
    },
    ask: optIn && !current && ids.size > 0,
    contradicted: Object.keys(kept).length < Object.keys(valid).length,
  }
}

/** Whether a record answers today's question under today's regime, and has not expired. A clock may be a day ahead. */
export function isCurrent(
  { asks, regime, expiry }: Policy,
  record: Pick<DecisionRecord, 'asks' | 'regime' | 'day'>,
  today: number,
): boolean {
  if (record.asks !== asks || record.regime !== regime) return false
  return record.day <= today + 1 && today < dayAfter(record.day, expiry)
}

/** Before anything is known, all that is asked is refused. */
export function refusedDecision({ regime, refusedAnswers }: Policy): Decision {
  return { regime, answers: refusedAnswers, source: 'default', seq: 0, day: 0 }
}

/**
 * The decision that follows from new answers. Refusals of purposes that this config does not ask are carried over:
 * another page of the site, or the next config, may ask them.
 *
 * @param answers what is not named is refused
 * @param at milliseconds since 1970
 */
export function decide(
  policy: Policy,
  { gpc = false }: Signals,
  answers: Answers,
  before: StoredDecision | undefined,
  at: number,
): DecisionRecord {
  const { regime, asks, ids, refusedAnswers } = policy
  const foreign = pick(
    before?.answers ?? {},
    (id, yes) => !yes && (!ids.has(id) || refusedAnswers[purposeOf(id)] === true),
  )
  return {
    regime,
    gpc,
    asks,
    day: Math.floor(at / DAY),
    seq: 1 + (before?.seq ?? 0),
    answers: { ...foreign, ...askedAnswers(policy, { ...refusedAnswers, ...answers }) },
  }
}

/** Whether an id is allowed by these answers: a service follows its purpose unless it was answered by itself. */
export function allows(answers: Answers, id: string): boolean {
  return (answers[id] ?? answers[purposeOf(id)]) === true
}

/**
 * New answers laid over those that hold. A purpose that is turned off takes its services with it; one that is turned on
 * leaves services refused that were refused by name.
 *
 * @throws ConsentError `purpose-unknown`, naming the ids that the config knows; `purpose-exempt` for what is never asked
 */
export function amend(policy: Policy, current: Answers, change: Answers): Answers {
  let next = { ...current }
  for (const [id, yes] of Object.entries(change)) {
    if (policy.refusedAnswers[purposeOf(knownId(policy, id))]) {
      throw new ConsentError('purpose-exempt', `"${id}" is exempt.`, 'Leave it out, or change its basis.')
    }
    // A service that is named beside its purpose keeps its own answer.
    if (!yes) next = pick(next, (other) => other in change || !other.startsWith(`${id}/`))
    next[id] = yes === true
  }
  return pick(next, (id, yes) => id === purposeOf(id) || yes !== next[purposeOf(id)])
}

/** The same id. @throws ConsentError `purpose-unknown` */
export function knownId({ ids }: Policy, id: string): string {
  if (ids.has(id)) return id
  throw new ConsentError(
    'purpose-unknown',
    `"${id}" is no purpose; the config knows ${[...ids].join(', ')}.`,
    'Add it, or correct the name.',
  )
}

export function sameAnswers(one: Answers, other: Answers): boolean {
  const ids = Object.keys(one)
  return ids.length === Object.keys(other).length && ids.every((id) => one[id] === other[id])
}

export function sameDecision(one: Decision, other: Decision): boolean {
  return (
    one.seq === other.seq &&
    one.day === other.day &&
    one.source === other.source &&
    sameAnswers(one.answers, other.answers)
  )
}

/** Answers without those to exempt purposes, which nobody is asked. */
function askedAnswers({ refusedAnswers }: Policy, answers: Answers): Answers {
  return pick(answers, (id) => !refusedAnswers[purposeOf(id)])
}

function pick(answers: Answers, wanted: (id: string, yes: boolean) => boolean): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([id, yes]) => wanted(id, yes)))
}
