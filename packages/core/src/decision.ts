// Decisions: what a stored one means today, and how a new one is made. Pure.
import { type DecisionRecord, refusalWins, type StoredDecision } from './cookie.ts'
import { ConsentError } from './errors.ts'
import { type Answers, DAY, dayAfter, type Policy, purposeOf, type Signals } from './policy.ts'

/** The current decision: the value of `consent.$decision`. */
export type Decision = {
  regime: string
  /** Every purpose, and services only where they differ from their purpose. */
  answers: Answers
  source: 'default' | 'signal' | 'choice' | 'imported'
  /** Number of the decision in this browser; 0 before the first. */
  seq: number
  /** Day of the decision, counted from 1970; 0 before the first. */
  day: number
}

/** `ask`: the customer has to be asked. `contradicted`: a signal revokes a stored grant. */
export type Evaluation = { decision: Decision; ask: boolean; contradicted: boolean }

/**
 * Evaluates a stored decision, or none, under today's policy and signals. The grants of a decision no longer count if
 * it answered another question or regime, has expired, or is dated in the future. Its refusals do.
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
  // Ids that are not in the config have no effect.
  const valid = pick(askedAnswers(policy, answers), (id, yes) => ids.has(id) && (current || !yes))
  // Global Privacy Control turns off what was on without being asked. It does not revoke a yes to an opt-in question,
  // nor a yes that was given while the signal was already on.
  const kept = pick(valid, (id, yes) => !yes || !gpc || stored?.gpc === true || !defaultAnswers[purposeOf(id)])
  return {
    decision: {
      regime,
      // GPC turns off what would be on by default (CCPA §7025; GDPR 21(5)).
      answers: current ? { ...refusedAnswers, ...kept } : refusalWins(gpc ? refusedAnswers : defaultAnswers, valid),
      source: current ? 'choice' : gpc ? 'signal' : 'default',
      seq,
      day,
    },
    ask: optIn && !current && ids.size > 0,
    contradicted: Object.keys(kept).length < Object.keys(valid).length,
  }
}

/** Whether a record answers today's question under today's regime and has not expired. It may be dated a day ahead. */
export function isCurrent(
  { asks, regime, expiry }: Policy,
  record: Pick<DecisionRecord, 'asks' | 'regime' | 'day'>,
  today: number,
): boolean {
  if (record.asks !== asks || record.regime !== regime) return false
  return record.day <= today + 1 && today < dayAfter(record.day, expiry)
}

/** The decision before anything is known: everything that is asked is refused. */
export function refusedDecision({ regime, refusedAnswers }: Policy): Decision {
  return { regime, answers: refusedAnswers, source: 'default', seq: 0, day: 0 }
}

/**
 * Makes the record of new answers. Refusals of purposes that this config does not ask are kept: another page of the
 * site, or the next config, may ask them.
 *
 * @param answers ids that are missing are refused
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

/** Whether these answers allow an id. A service follows its purpose unless it has an answer of its own. */
export function allows(answers: Answers, id: string): boolean {
  return (answers[id] ?? answers[purposeOf(id)]) === true
}

/**
 * Applies a change to answers. Turning a purpose off turns its services off. Turning it on does not turn on a service
 * that was refused by name.
 *
 * @throws ConsentError `purpose-unknown`, naming the known ids; `purpose-exempt` for purposes that are never asked
 */
export function amend(policy: Policy, current: Answers, change: Answers): Answers {
  let next = { ...current }
  for (const [id, yes] of Object.entries(change)) {
    if (policy.refusedAnswers[purposeOf(knownId(policy, id))]) {
      throw new ConsentError('purpose-exempt', `"${id}" is exempt.`, 'Leave it out, or change its basis.')
    }
    // A service in the same change keeps its own answer.
    if (!yes) next = pick(next, (other) => other in change || !other.startsWith(`${id}/`))
    next[id] = yes === true
  }
  return pick(next, (id, yes) => id === purposeOf(id) || yes !== next[purposeOf(id)])
}

/** Returns the id if the config has it. @throws ConsentError `purpose-unknown` */
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

/** The answers without exempt purposes, which are never asked. */
function askedAnswers({ refusedAnswers }: Policy, answers: Answers): Answers {
  return pick(answers, (id) => !refusedAnswers[purposeOf(id)])
}

function pick(answers: Answers, wanted: (id: string, yes: boolean) => boolean): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([id, yes]) => wanted(id, yes)))
}
