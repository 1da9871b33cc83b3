// C2SP signed note (https://c2sp.org/signed-note): a text and the signatures under it, in one text.
import { fromBase64, toBase64 } from './base64url.ts'
import { type Hash, webCrypto } from './primitives.ts'

export type NoteSignature = {
  /** The key's name; for a log's own key the log's origin. */
  name: string
  /** See `noteKeyId`. */
  keyId: number
  signature: Uint8Array
}

/** `text` is what is signed, its last newline included. */
export type Note = { text: string; signatures: NoteSignature[] }

/** Largest note, in characters, and most signatures: over what a log and its witnesses write. */
const MAX_NOTE = 131_072
const MAX_SIGNATURES = 64

/** A note out of its parts. @throws TypeError where they make none: no newline at the end, a space in a name, no signature */
export function formatNote({ text, signatures }: Note): string {
  const lines = signatures.map(({ name, keyId, signature }) => {
    const bytes = new Uint8Array(4 + signature.length)
    new DataView(bytes.buffer).setUint32(0, keyId)
    bytes.set(signature, 4)
    return `— ${name} ${toBase64(bytes)}\n`
  })
  const note = `${text}\n${lines.join('')}`
  if (!parseNote(note)) throw new TypeError(`This makes no signed note: ${JSON.stringify(note)}`)
  return note
}

/** A note's parts; `undefined` for anything but the one way to write them. Nothing is verified here. */
export function parseNote(note: string): Note | undefined {
  if (typeof note !== 'string' || note.length > MAX_NOTE || hasForeign(note)) return undefined
  const end = note.lastIndexOf('\n\n')
  const lines = note.slice(end + 2).split('\n')
  if (end < 0 || lines.pop() !== '' || lines.length === 0 || lines.length > MAX_SIGNATURES) return undefined
  const signatures = lines.map(parseSignature)
  return signatures.includes(undefined)
    ? undefined
    : { text: note.slice(0, end + 1), signatures: signatures as NoteSignature[] }
}

/** A 32-bit key ID: SHA-256(name ‖ newline ‖ 0x01 ‖ public key), its first four bytes. Ed25519 keys only. */
export async function noteKeyId(name: string, publicKey: Uint8Array, hash: Hash = webCrypto.sha256): Promise<number> {
  const head = new TextEncoder().encode(`${name}\n\u0001`)
  const bytes = new Uint8Array(head.length + publicKey.length)
  bytes.set(head)
  bytes.set(publicKey, head.length)
  return firstUint32(await hash(bytes))
}

// Control characters other than newline; and what UTF-8 cannot say.
function hasForeign(note: string): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u0009\u000b-\u001f\p{Surrogate}]/u.test(note)
}

// Unicode spaces: what \s means, and next line, which it forgets.
function parseSignature(line: string): NoteSignature | undefined {
  const [, name, text] = /^— ([^\s\u0085+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? []
  const bytes = text === undefined ? undefined : fromBase64(text)
  if (name === undefined || !bytes || bytes.length < 5) return undefined
  return { name, keyId: firstUint32(bytes), signature: bytes.subarray(4) }
}

function firstUint32({ buffer, byteOffset }: Uint8Array): number {
  return new DataView(buffer, byteOffset).getUint32(0)
}
