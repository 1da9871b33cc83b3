// What a report says of its checks, by name.
import type { Outcome, Report } from '@placet/conformance'

export const named = ({ checks }: Report, outcome: Outcome): string[] =>
  checks.filter((each) => each.outcome === outcome).map(({ name }) => name)

/** What does not hold, a line each. */
export const reasons = ({ checks }: Report): string =>
  checks.flatMap(({ name, outcome, reason }) => (outcome === 'failed' ? `${name}: ${reason}` : [])).join('\n')
