// Converts ISO 8601 durations of years, months, weeks and days to milliseconds. Each unit counts with its longest length, so that
// a duration never ends earlier than by the calendar.

const DURATION = /^P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/
const DAYS = [366, 31, 7, 1]
const DAY = 86_400_000

/** Undefined for any other text. The maximum is 2^53 − 1. */
export function milliseconds(duration: string): number | undefined {
  const found = DURATION.exec(duration)
  if (!found) return undefined
  const days = DAYS.reduce((sum, each, at) => sum + each * Number(found[at + 1] ?? 0), 0)
  return Math.min(days * DAY, Number.MAX_SAFE_INTEGER)
}
