// JSON for evidence: one text, one meaning. JSON.parse keeps the last of two members with the same name, other parsers
// the first; a receipt that two verifiers read differently proves nothing, so such a text is refused.

/** Bytes of UTF-8 JSON in, its object out; `undefined` for anything else: bad UTF-8, a BOM, doubled names, not an object. */
export function parseObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const value: unknown = JSON.parse(text)
    return isObject(value) && !hasDoubledName(text) ? value : undefined
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// The text is known to be valid JSON here, so looking at its tokens is enough.
function hasDoubledName(text: string): boolean {
  const open: Set<string>[] = []
  let last: string | undefined
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}:]/g)) {
    if (token === '{') open.push(new Set())
    else if (token === '}') open.pop()
    else if (token === ':') {
      const names = open.at(-1)
      const name = JSON.parse(last ?? '""') as string
      if (names?.has(name)) return true
      names?.add(name)
    }
    last = token
  }
  return false
}
