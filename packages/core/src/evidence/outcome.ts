// From yes and no to what a receipt says: given, renewed, refused, withdrawn, objected, exempt. Pure.
import type { EventName, Outcome } from '@placet/receipt'
import { type Answers, type Kind, type Policy, purposeOf } from '../policy.ts'

type Outcomes = Record<string, Outcome>

/**
 * @param prior outcomes of the decision before, `{}` if there was none
 * @param affirmed the ids that an act of the customer turned or confirmed on: what was only left on is never `given`
 */
export function outcomesOf(policy: Policy, prior: Outcomes, answers: Answers, affirmed: (id: string) => boolean): Outcomes {
  const dec: Outcomes = {}
  for (const [id, kind] of Object.entries(policy.kinds)) {
    dec[id] = outcome(kind, prior[id], answers[id] === true, affirmed(id))
  }
  // A service stands by itself only where it differs from its purpose.
  for (const [id, yes] of Object.entries(answers)) {
    const purpose = purposeOf(id)
    if (id === purpose || yes === answers[purpose]) continue
    dec[id] = outcome(policy.kinds[purpose] as Kind, prior[id] ?? prior[purpose], yes, affirmed(id))
  }
  return dec
}

function outcome(kind: Kind, prior: Outcome | undefined, yes: boolean, affirmed: boolean): Outcome {
  if (kind === 'exempt') return 'exempt'
  if (prior === 'given' || prior === 'renewed') return yes ? 'renewed' : 'withdrawn'
  if (kind === 'opt-in') return yes ? 'given' : 'refused'
  if (!yes) return 'objected'
  // Legitimate interest is never consent, however often it is confirmed.
  return kind === 'opt-out' && affirmed ? 'given' : 'exempt'
}

/** What happened on the whole. `first`: nothing was decided before in this chain. */
export function eventOf(dec: Outcomes, prior: Outcomes, first: boolean, source: string): EventName {
  if (source === 'signal' || source === 'imported') return source
  const has = (...some: Outcome[]) => Object.values(dec).some((each) => some.includes(each))
  if (first) return has('given', 'renewed') ? 'given' : has('refused', 'withdrawn', 'objected') ? 'refused' : 'renewed'
  const changed = Object.keys({ ...prior, ...dec }).filter((id) => isOn(dec[id]) !== isOn(prior[id]))
  if (changed.length === 0) return 'renewed'
  return changed.every((id) => !isOn(dec[id])) ? 'withdrawn' : 'changed'
}

function isOn(outcome: Outcome | undefined): boolean {
  return outcome === 'given' || outcome === 'renewed' || outcome === 'exempt'
}
