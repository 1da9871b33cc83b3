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
  const last = LAST[text.length % 4]
  if (!/^[\w-]*$/.test(text) || last === undefined || (last && !last.includes(text.at(-1)!))) return undefined
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}

// What a text may end with, by how many characters are over fours: those whose spare bits are zero.
const LAST = ['', undefined, 'AQgw', 'AEIMQUYcgkosw048']

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
