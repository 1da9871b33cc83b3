// The work of one turn at a site's log. New receipts of a group get places, countersignatures and proofs; the tree grows, and a
// checkpoint is signed over it. The store writes all of it or nothing.
import { type Claims, countersign, formatProof, fromBase64url, toBase64url } from '@placet/receipt'
import type { Addition, Lookup, Head, StoredReceipt, Turn } from '../store.ts'
import { signCheckpoint } from './checkpoint.ts'
import type { Edge, Signing } from './edge.ts'
import { expiresAt } from '../retention/expiry.ts'
import { leafHash } from './hash.ts'
import { type Nodes, pathPlaces } from './nodes.ts'
import { inclusionPath, type Memo, rootOf } from './tree.ts'

/** A valid receipt that is to be added to the log. Times are in milliseconds since 1970. */
export type Submission = {
  receipt: string
  id: string
  leaf: Uint8Array
  claims: Claims
  received: number
  /** The sender's clock is wrong. */
  skewed: boolean
}

/** `fresh`: it was added now. Otherwise `kept` is the row stored under its number, possibly of another receipt. */
export type SubmissionResult = { fresh: boolean; kept: StoredReceipt; proof?: string } | 'erased'

export function makeSubmission(given: Omit<Submission, 'leaf'>): Submission {
  return { ...given, leaf: leafHash(fromBase64url(given.id)!) }
}

/** @returns the results in the group's order, the log, and the addition to write: undefined if nothing is new */
export async function append(
  site: string,
  group: readonly Submission[],
  turn: Turn,
  nodes: Nodes,
  book: Signing & { edge: Edge },
): Promise<{ placed: SubmissionResult[]; addition: Addition | undefined; head: Head }> {
  const [before, { known, erased }] = await Promise.all([
    book.edge.open(site, turn, nodes),
    turn.lookUp(lookupOf(group)),
  ])
  const kept = new Map(known)
  const fresh = new Map<string, Submission>()
  for (const submission of group) {
    const { jti } = submission.claims
    if (kept.has(jti) || fresh.has(jti) || erased.has(toBase64url(submission.leaf))) continue
    nodes.append(submission.leaf, before.size + fresh.size)
    fresh.set(jti, submission)
  }
  const rows = await Promise.all([...fresh.values()].map((each, at) => makeRow(each, before.size + at, before, book)))
  for (const { expires: _, ...row } of rows) kept.set(row.jti, row)

  const after = rows.length > 0 ? await grow(before, rows.length, rows.at(-1)!.received, nodes, book) : before
  book.edge.signed(after)
  const addition = rows.length > 0 ? { rows, tiles: nodes.touched(), head: after } : undefined
  const memo: Memo = new Map()
  const placed: SubmissionResult[] = []
  for (const submission of group) {
    const row = kept.get(submission.claims.jti)
    if (!row) placed.push('erased')
    else {
      const first = fresh.get(row.jti) === submission
      placed.push({ fresh: first, kept: row, ...(await proofFor(row, after, turn, nodes, memo)) })
    }
  }
  return { placed, addition, head: after }
}

function lookupOf(group: readonly Submission[]): Lookup {
  return { numbers: group.map(({ claims }) => claims.jti), leaves: group.map(({ leaf }) => toBase64url(leaf)) }
}

async function makeRow(submission: Submission, index: number, { origin }: Head, book: Signing) {
  const { receipt, id, claims, received, skewed } = submission
  const { kid, sign } = book.keys.countersigner(received)
  const iat = Math.floor(received / 1000)
  // A receipt with a wrong clock is kept: it may be a refusal. It is flagged, and the countersignature has the correct time.
  const res = skewed ? 'clock_skew' : 'accepted'
  const by = { iss: book.issuer, kid, sign, iat, res, log: origin, idx: index } as const
  const countersignature = await countersign({ id, claims }, by)
  const expires = expiresAt(received, claims.dur)
  return { site: claims.aud, jti: claims.jti, id, sub: claims.sub, receipt, countersignature, received, index, expires }
}

/** The head after `added` leaves, which were appended to `nodes`. @param at milliseconds since 1970 */
export async function grow(before: Head, added: number, at: number, nodes: Nodes, { keys }: Signing): Promise<Head> {
  const size = before.size + added
  const root = rootOf(nodes, size)
  const note = await signCheckpoint({ origin: before.origin, size, root }, keys.logSigners(at))
  return { ...before, size, root, note }
}

async function proofFor(
  { index }: StoredReceipt,
  head: Head,
  { tiles }: Turn,
  nodes: Nodes,
  memo: Memo,
): Promise<{ proof?: string }> {
  if (index === undefined) return {}
  const view = await nodes.load(pathPlaces(index, head.size), head.size, tiles)
  return { proof: formatProof({ index, path: inclusionPath(view, index, head.size, memo), checkpoint: head.note }) }
}
