// The outcomes of a receipt, from answers: given, renewed, refused, withdrawn, objected, exempt. Pure.
import type { EventName, Outcome } from '@placet/receipt'
import type { Config, Purpose } from '../config-data.ts'
import { type Answers, type Policy, purposeOf } from '../policy.ts'

type Outcomes = Record<string, Outcome>

/**
 * @param prior outcomes of the previous decision, `{}` if there was none
 * @param affirmed ids that the customer turned on or confirmed. Under opt-out, an id that was only left on is not
 * `given`
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
    // Legitimate interest does not become consent by being confirmed.
    if (basis !== 'consent') return yes ? 'exempt' : 'objected'
    if (was === 'given' || was === 'renewed') return yes ? 'renewed' : 'withdrawn'
    if (optIn) return yes ? 'given' : 'refused'
    if (!yes) return 'objected'
    return affirmed.includes(id) ? 'given' : 'exempt'
  }
  const dec: Outcomes = {}
  for (const { id, basis } of purposes) dec[id] = outcome(id, basis, prior[id])
  // A service has its own outcome only if it differs from its purpose.
  for (const [id, yes] of Object.entries(answers)) {
    const purpose = purposes.find((each) => each.id === purposeOf(id))
    if (!purpose || id === purpose.id || yes === answers[purpose.id]) continue
    dec[id] = outcome(id, purpose.basis, prior[id] ?? prior[purpose.id])
  }
  return dec
}

/** The event of a decision as a whole. `first`: there is no earlier decision in this chain. */
export function eventOf(dec: Outcomes, prior: Outcomes, first: boolean, source: string): EventName {
  if (source === 'signal' || source === 'imported') return source
  const has = (...some: Outcome[]) => Object.values(dec).some((each) => some.includes(each))
  if (first) return has('given', 'renewed') ? 'given' : has('refused', 'withdrawn', 'objected') ? 'refused' : 'renewed'
  const changed = Object.keys({ ...prior, ...dec }).filter((id) => isOn(dec, id) !== isOn(prior, id))
  if (changed.length === 0) return 'renewed'
  return changed.every((id) => !isOn(dec, id)) ? 'withdrawn' : 'changed'
}

/** Whether an id is on by these outcomes or answers. A service that is missing follows its purpose. */
export function isOn(said: Outcomes | Answers, id: string): boolean {
  return ['given', 'renewed', 'exempt', true].includes(said[id] ?? said[purposeOf(id)]!)
}
