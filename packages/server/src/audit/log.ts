// One site's log, recomputed from what is kept and nothing else: leaves, tiles, root, and the roots that witnesses hold.
import { hash } from 'node:crypto'
import { fromBase64url, type KeySet, type Primitives } from '@placet/receipt'
import { HASH, leafHash } from '../log/hash.ts'
import { TILE } from '../log/subtree.ts'
import type { Head, Store, TilePlace } from '../store.ts'
import { type AuditCode, auditFinding, type Tell } from './finding.ts'
import { createGrowingTree } from './growing-tree.ts'
import { auditHead } from './head.ts'
import { createTileCheck } from './tiles.ts'
import type { Witness } from './witness.ts'

export type LogReport = {
  site: string
  /** Places in the log. */
  size: number
  /** Places with their receipt, and with what is left of an erased one. */
  logged: number
  erased: number
  /** The newest checkpoint, where the log holds in everything. */
  checkpoint?: string
}

export type LogAudit = {
  store: Store
  keys: KeySet
  primitives: Primitives
  /** Checkpoints of this site's log that others kept; their signatures hold. */
  witnesses: readonly Witness[]
  tell: Tell
  /** Called now and then with how many places are done. */
  progress(places: number): void
}

/** @param head where the log ended when the audit began: what came since is not looked at */
export async function auditLog(head: Head, audit: LogAudit): Promise<LogReport> {
  const { store, keys, primitives, witnesses, progress } = audit
  const { site, size } = head
  let faults = 0
  const say: Say = (code, detail, index) => {
    faults++
    audit.tell(auditFinding(code, detail, { site, index }))
  }
  const { findings, signed } = await auditHead(head, keys, primitives)
  faults += findings.length
  findings.forEach(audit.tell)

  const tiles = createTileCheck(site, store)
  const tree = createGrowingTree()
  const erased = await erasedPlaces(site, store)
  const due = [...witnesses].sort((one, other) => one.checkpoint.size - other.checkpoint.size)
  const gaps: number[] = []
  let [logged, gone, beyond] = [0, 0, -1]

  async function add(leaf: Uint8Array): Promise<void> {
    for (const tile of tree.grow(leaf)) await tiles.compare(tile)
    while (due[0]?.checkpoint.size === tree.size()) compareWitness(due.shift()!, tree.root(), say)
    if (tree.size() % 4096 === 0) progress(4096)
  }
  async function addErased(until: number): Promise<void> {
    while (tree.size() < until) {
      const at = tree.size()
      const leaf = erased.get(at)
      if (leaf) gone++
      else gaps.push(at)
      // Where nothing is kept the log's own leaf stands in, so that whatever else is wrong can be named.
      await add(leaf ?? (await tiles.leafAt(at)) ?? new Uint8Array(HASH))
    }
  }

  while (due[0]?.checkpoint.size === 0) compareWitness(due.shift()!, tree.root(), say)
  for await (const { index, receipt } of store.receipts(site)) {
    if (index === undefined) continue
    if (index >= size) beyond = index
    else if (index < tree.size()) say('receipt-altered', 'another receipt is kept at this place', index)
    else {
      if (index > tree.size()) await addErased(index)
      logged++
      await add(leafOf(receipt))
    }
  }
  await addErased(size)
  for (const tile of tree.edge()) await tiles.compare(tile)
  progress(size % 4096)

  for (const { from, checkpoint } of due) {
    say('log-rolled-back', `${from} has a checkpoint over ${checkpoint.size} receipts; now there are ${size}`)
  }
  // It may have been erased since we looked.
  const missing = gaps.length > 0 ? await stillMissing(gaps, site, store) : []
  for (const [first, last] of ranges(missing)) say('receipt-missing', missingDetail(first, last), first)
  // Receipts may have come since, too.
  const end = (await store.head(site))?.size ?? 0
  if (beyond >= end) say('receipt-unlogged', 'a receipt has this place, and the log ends before it', beyond)
  const bad = [...tiles.broken, ...(end > size ? [] : tiles.longer)]
  blame(tree.root(), signed ?? head.root, { bad, differing: tiles.differing }, erased, say)
  return { site, size, logged, erased: gone, ...(faults === 0 ? { checkpoint: head.note } : {}) }
}

type Say = (code: AuditCode, detail: string, index?: number) => void

// The signing input is all before the last dot (RFC 7515 §5.1); nothing of it is read here. Node makes a text of a hash in
// half the time that it makes a Buffer in.
function leafOf(receipt: string): Uint8Array {
  const identity = hash('sha256', receipt.slice(0, receipt.lastIndexOf('.')), 'binary')
  return leafHash(Buffer.from(identity, 'binary'))
}

async function erasedPlaces(site: string, store: Store): Promise<Map<number, Uint8Array>> {
  const places = new Map<number, Uint8Array>()
  for await (const { index, leaf } of store.erasures(site)) {
    // A leaf of another length would shift all that is hashed with it.
    const bytes = fromBase64url(leaf)
    if (index !== undefined) places.set(index, bytes?.length === HASH ? bytes : new Uint8Array(HASH))
  }
  return places
}

function compareWitness({ from, checkpoint }: Witness, root: Uint8Array, say: Say): void {
  if (Buffer.compare(checkpoint.root, root) === 0) return
  say('log-rewritten', `the first ${checkpoint.size} receipts are not those of the checkpoint that ${from} has`)
}

async function stillMissing(gaps: readonly number[], site: string, store: Store): Promise<number[]> {
  const erased = await erasedPlaces(site, store)
  return gaps.filter((index) => !erased.has(index))
}

// What differs between receipts and tiles is the fault of the tiles only where the receipts make the signed root.
function blame(
  root: Uint8Array,
  signed: Uint8Array,
  { bad, differing }: { bad: readonly TilePlace[]; differing: readonly number[] },
  erased: ReadonlyMap<number, Uint8Array>,
  say: Say,
): void {
  const holds = Buffer.compare(root, signed) === 0
  const tiles = new Set(bad.map(({ level, n }) => `${level}/${n}`))
  if (holds) for (const index of differing) tiles.add(`0/${Math.floor(index / TILE)}`)
  else for (const index of differing) say(...altered(index, erased.has(index)))
  for (const name of tiles) say('tile-altered', `tile ${name} is missing, or is not the one that the receipts make`)
  if (!holds && differing.length === 0) say('root-mismatch', 'what is kept does not make the root that was signed')
}

function altered(index: number, erased: boolean): Parameters<Say> {
  return erased
    ? ['erasure-altered', 'the leaf kept for the erased receipt is not the one in the log', index]
    : ['receipt-altered', 'the receipt kept at this place is not the one in the log', index]
}

function missingDetail(first: number, last: number): string {
  const where = first === last ? `place ${first}` : `places ${first} to ${last}`
  return `nothing is kept at ${where}, and nothing says that it was erased`
}

function ranges(sorted: readonly number[]): [first: number, last: number][] {
  const found: [number, number][] = []
  for (const index of sorted) {
    const open = found.at(-1)
    if (open?.[1] === index - 1) open[1] = index
    else found.push([index, index])
  }
  return found
}
