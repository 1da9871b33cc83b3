// C2SP tlog-proof (https://c2sp.org/tlog-proof): where a leaf stands in a log, the hashes beside its way to the root, and
// the checkpoint that signs the root. One text, checked without a network.
import { fromBase64, toBase64 } from './base64url.ts'
import { parseCount } from './checkpoint.ts'

export type Proof = {
  /** The leaf's place, from 0. */
  index: number
  /** RFC 9162 §2.1.3.1: from the leaf's sibling up, 32 bytes each. */
  path: Uint8Array[]
  /** The checkpoint's text, see `parseCheckpoint`. */
  checkpoint: string
}

/** A tree of 2^53 leaves has no longer way up. */
const MAX_PATH = 53

export function formatProof({ index, path, checkpoint }: Proof): string {
  return [FORMAT, `index ${index}`, ...path.map(toBase64), '', checkpoint].join('\n')
}

/**
 * A proof's text in, its parts out; `undefined` for anything but the one way to write them. `extra` data is not taken:
 * nothing signs it. Neither inclusion nor checkpoint are looked at here.
 */
export function parseProof(text: string): Proof | undefined {
  if (typeof text !== 'string') return undefined
  const end = text.indexOf('\n\n')
  // Looked at before it is split: a path is short, whatever comes.
  if (end < 0 || end > FORMAT.length + 32 + MAX_PATH * 45) return undefined
  const [format, second = '', ...lines] = text.slice(0, end).split('\n')
  const index = second.startsWith('index ') ? parseCount(second.slice(6)) : undefined
  const path = lines.map(fromBase64)
  if (format !== FORMAT || index === undefined || path.some((hash) => hash?.length !== 32)) return undefined
  return { index, path: path as Uint8Array[], checkpoint: text.slice(end + 2) }
}

const FORMAT = 'c2sp.org/tlog-proof@v1'
