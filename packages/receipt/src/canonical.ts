// RFC 8785, JSON Canonicalization Scheme: the same value gives the same bytes everywhere.
// Needed only where a *document* is hashed (a notice); a JWS signs exact bytes.

/**
 * Any JSON value in, its canonical text out.
 * @throws TypeError on what JSON cannot say: undefined, functions, dates, NaN, infinities, lone surrogates.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  // JSON.stringify escapes as §3.2.2.2 asks, but lets lone surrogates through as escapes.
  if (typeof value === 'string' && !LONE_SURROGATE.test(value)) return JSON.stringify(value)
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  // Array.from, because map() skips holes; the tag, because a Date or a Map has no members and would pass for {}.
  if (Array.isArray(value)) return `[${Array.from(value, canonical).join(',')}]`
  if (Object.prototype.toString.call(value) === '[object Object]') {
    const object = value as Record<string, unknown>
    // Default sort compares UTF-16 code units, as §3.2.3 asks.
    const members = Object.keys(object).sort()
    return `{${members.map((name) => `${canonical(name)}:${canonical(object[name])}`).join(',')}}`
  }
  throw new TypeError(`No canonical JSON for ${String(value)}.`)
}

// Two that make a pair are one character with the flag `u`.
const LONE_SURROGATE = /\p{Surrogate}/u
