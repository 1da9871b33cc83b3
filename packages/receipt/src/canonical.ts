// RFC 8785, JSON Canonicalization Scheme: the same value gives the same bytes everywhere.
// Needed only where a *document* is hashed (a notice); a JWS signs exact bytes.

/**
 * Any JSON value in, its canonical text out.
 * @throws TypeError on what JSON cannot say: undefined, functions, dates, NaN, infinities, lone surrogates.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  // Array.from, because map() skips holes; the tag, because a Date or a Map has no members and would pass for {}.
  if (Array.isArray(value)) return `[${Array.from(value, canonical).join(',')}]`
  if (Object.prototype.toString.call(value) === '[object Object]') {
    const object = value as Record<string, unknown>
    // Default sort compares UTF-16 code units, as §3.2.3 asks.
    const members = Object.keys(object).sort()
    return `{${members.map((name) => `${quote(name)}:${canonical(object[name])}`).join(',')}}`
  }
  throw new TypeError(`No canonical JSON for ${String(value)}.`)
}

// JSON.stringify escapes as §3.2.2.2 asks, but lets lone surrogates through as escapes.
function quote(text: string): string {
  if (/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text)) {
    throw new TypeError('No canonical JSON for a lone surrogate.')
  }
  return JSON.stringify(text)
}
