// From yes and no to what a receipt says: given, renewed, refused, withdrawn, objected, exempt. Pure.
import type { EventName, Outcome } from '@placet/receipt'
import type { Config, Purpose } from '../config-data.ts'
import { type Answers, type Policy, purposeOf } from '../policy.ts'

type Outcomes = Record<string, Outcome>

/**
 * @param prior outcomes of the decision before, `{}` if there was none
 * @param affirmed the ids that an act of the customer turned or confirmed on: what was only left on is never `given`
 */
export function outcomesOf(
  { purposes }: Pick<Config, 'purposes'>,
  { optIn }: Policy,
  prior: Outcomes,
  answers: Answers,
  affirmed: string[],
): Outcomes {
  const outcome = (id: string, basis: Purpose['basis'], was: Outcome | undefined): Outcome => {
    const yes = answers[id] === true
    if (basis === 'exempt') return basis
    // Legitimate interest is never consent, however often it is confirmed.
    if (basis !== 'consent') return yes ? 'exempt' : 'objected'
    if (was === 'given' || was === 'renewed') return yes ? 'renewed' : 'withdrawn'
    if (optIn) return yes ? 'given' : 'refused'
    if (!yes) return 'objected'
    return affirmed.includes(id) ? 'given' : 'exempt'
  }
  const dec: Outcomes = {}
  for (const { id, basis } of purposes) dec[id] = outcome(id, basis, prior[id])
  // A service stands by itself only where it differs from its purpose.
  for (const [id, yes] of Object.entries(answers)) {
    const purpose = purposes.find((each) => each.id === purposeOf(id))
    if (!purpose || id === purpose.id || yes === answers[purpose.id]) continue
    dec[id] = outcome(id, purpose.basis, prior[id] ?? prior[purpose.id])
  }
  return dec
}

/** What happened on the whole. `first`: nothing was decided before in this chain. */
export function eventOf(dec: Outcomes, prior: Outcomes, first: boolean, source: string): EventName {
  if (source === 'signal' || source === 'imported') return source
  const has = (...some: Outcome[]) => Object.values(dec).some((each) => some.includes(each))
  if (first) return has('given', 'renewed') ? 'given' : has('refused', 'withdrawn', 'objected') ? 'refused' : 'renewed'
  const changed = Object.keys({ ...prior, ...dec }).filter((id) => isOn(dec, id) !== isOn(prior, id))
  if (changed.length === 0) return 'renewed'
  return changed.every((id) => !isOn(dec, id)) ? 'withdrawn' : 'changed'
}

/** Whether it is on by what was said. A service that is not named follows its purpose. */
export function isOn(said: Outcomes | Answers, id: string): boolean {
  return ['given', 'renewed', 'exempt', true].includes(said[id] ?? said[purposeOf(id)]!)
}
