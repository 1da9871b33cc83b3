// Signs the newest checkpoint of a log again with the current keys, without a new leaf. After a log key was compromised, its
// signatures no longer count, and a site without new receipts would have no valid checkpoint.
import { noteKeyId, parseNote } from '@placet/receipt'
import type { Addition, Turn } from '../store.ts'
import { signCheckpoint } from './checkpoint.ts'
import type { Edge, Signing } from './edge.ts'
import { sha256 } from './hash.ts'
import { createNodes } from './nodes.ts'

/** @param now in milliseconds. @returns the addition to write: undefined if all current keys have signed already */
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
