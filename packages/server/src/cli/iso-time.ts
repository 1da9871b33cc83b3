// Parses a time given as an option.
import { InvalidArgumentError } from 'commander'

/** Milliseconds since 1970. */
export function toTime(text: string): number {
  const time = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN
  if (time >= 0) return time
  throw new InvalidArgumentError('Write a time as 2027-01-31 or 2027-01-31T08:00Z.')
}

const ISO_TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/
