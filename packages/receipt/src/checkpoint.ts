// C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint): a signed note in which a log says how many leaves it has, and
// the root over them.
import { fromBase64, toBase64 } from './base64url.ts'
import { type Note, parseNote } from './note.ts'

export type Checkpoint = {
  /** The log's name, for ever. */
  origin: string
  /** Number of leaves. */
  size: number
  /** Tree hash over them (RFC 9162 §2.1.1), 32 bytes. */
  root: Uint8Array
  note: Note
}

/** What a log signs. Signatures come under it with `formatNote`. */
export function formatCheckpointText({ origin, size, root }: Omit<Checkpoint, 'note'>): string {
  return `${origin}\n${size}\n${toBase64(root)}\n`
}

/** A checkpoint's text in, what it says out; `undefined` where it is none. Nothing is verified here. Further lines are signed too. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const note = parseNote(text)
  const lines = note?.text.split('\n').slice(0, -1) ?? []
  const [origin = '', count = '', hash = ''] = lines
  const size = parseCount(count)
  const root = fromBase64(hash)
  if (!note || lines.includes('') || size === undefined || root?.length !== 32) return undefined
  return { origin, size, root, note }
}

/** A decimal without leading zeroes in, its number out, up to 2^53 − 1. */
export function parseCount(text: string): number | undefined {
  return /^(0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined
}
