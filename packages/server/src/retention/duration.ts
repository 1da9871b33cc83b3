// ISO 8601 durations of years, months, weeks and days, in milliseconds. Each unit at its longest, so that nothing ends earlier
// than a calendar has it.

const DURATION = /^P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/
const DAYS = [366, 31, 7, 1]
const DAY = 86_400_000

/** Undefined for any other text; at most 2^53 − 1. */
export function milliseconds(duration: string): number | undefined {
  const found = DURATION.exec(duration)
  if (!found) return undefined
  const days = DAYS.reduce((sum, each, at) => sum + each * Number(found[at + 1] ?? 0), 0)
  return Math.min(days * DAY, Number.MAX_SAFE_INTEGER)
}
