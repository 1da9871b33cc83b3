// JSON for evidence: one text, one meaning. JSON.parse keeps the last of two members with the same name, other parsers
// the first; a receipt that two verifiers read differently proves nothing, so such a text is refused.

/** Bytes of UTF-8 JSON in, its object out; `undefined` for anything else: bad UTF-8, a BOM, doubled names, not an object. */
export function parseObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value: unknown = JSON.parse(text)
    return isObject(value) && !hasDoubledName(text, value) ? value : undefined
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const [QUOTE, BACKSLASH, COLON] = [34, 92, 58]

// JSON.parse keeps one of two members with one name, so the text then has more names than the value. The text is known to be
// JSON here: a colon outside of a string follows a name.
function hasDoubledName(text: string, value: unknown): boolean {
  let names = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === QUOTE) quoted = !quoted
    else if (char === BACKSLASH) at++
    else if (char === COLON && !quoted) names++
  }
  return names !== countNames(value)
}

function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const members = Object.values(value)
  return members.reduce<number>((sum, each) => sum + countNames(each), Array.isArray(value) ? 0 : members.length)
}
