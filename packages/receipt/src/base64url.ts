// base64url without padding (RFC 4648 §5, as RFC 7515 §2 uses it) for JOSE, base64 (§4) for the log's notes; both strict in
// both directions: one way to write the same bytes.

/** Bytes in (at most some ten thousand), base64url text out. */
export function toBase64url(bytes: Uint8Array | ArrayBuffer): string {
  const view = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes)
  return toBase64(view).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * base64url text in, bytes out; `undefined` for anything that is not the one way to write those bytes
 * (padding, foreign characters, spare bits that are not zero): a second spelling would be a second receipt.
 */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(text)) return undefined
  const bytes = new Uint8Array(Math.floor((text.length * 6) / 8))
  let held = 0
  let bits = 0
  for (let from = 0, to = 0; from < text.length; from++) {
    held = ((held << 6) | digit(text.charCodeAt(from))) & 0xfff
    bits += 6
    if (bits >= 8) bytes[to++] = held >> (bits -= 8)
  }
  const spare = held & ((1 << bits) - 1)
  return bits < 6 && spare === 0 ? bytes : undefined
}

// Of the alphabet A–Z a–z 0–9 - _, and of nothing else.
function digit(code: number): number {
  if (code === 45) return 62
  if (code === 95) return 63
  return code < 58 ? code + 4 : code < 91 ? code - 65 : code - 71
}

/** Bytes in (at most some ten thousand), base64 text with its padding out. */
export function toBase64(bytes: Uint8Array): string {
  // apply, not spread: a server writes twenty hashes for each proof, and spread takes five times as long.
  return btoa(String.fromCharCode.apply(null, bytes as unknown as number[]))
}

/** base64 text in, bytes out; `undefined` for any other spelling of them, a missing padding as well. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 || /[-_]/.test(text)) return undefined
  return fromBase64url(
    text
      .replace(/={1,2}$/, '')
      .replaceAll('+', '-')
      .replaceAll('/', '_'),
  )
}
