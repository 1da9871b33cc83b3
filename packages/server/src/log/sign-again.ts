// Signs the newest checkpoint of a log anew, with the keys that may sign now, and adds no leaf: where a log key was stolen,
// what it signed counts for nothing, also at sites where no receipt comes.
import { noteKeyId, parseNote } from '@placet/receipt'
import type { Addition, Turn } from '../store.ts'
import { signCheckpoint } from './checkpoint.ts'
import type { Edge, Signing } from './edge.ts'
import { sha256 } from './hash.ts'
import { createNodes } from './nodes.ts'

/** @returns what is to be written: nothing where all of them have signed it. `now` in milliseconds */
export async function signAgain(
  site: string,
  turn: Turn,
  { keys, edge }: Pick<Signing, 'keys'> & { edge: Edge },
  now: number,
): Promise<Addition | undefined> {
  if (!turn.head) return undefined
  const before = await edge.open(site, turn, createNodes())
  const signers = keys.logSigners(now)
  const signatures = parseNote(before.note)?.signatures ?? []
  const has = new Set(signatures.filter(({ name }) => name === before.origin).map(({ keyId }) => keyId))
  const ids = await Promise.all(signers.map(({ publicKey }) => noteKeyId(before.origin, publicKey, sha256)))
  if (ids.every((id) => has.has(id))) return undefined
  const head = { ...before, note: await signCheckpoint(before, signers) }
  edge.signed(head)
  return { rows: [], tiles: [], head }
}
