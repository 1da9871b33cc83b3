// Recomputes one site's log from the stored rows: leaves, tiles, root, and the roots of outside checkpoints.
import { hash } from 'node:crypto'
import { fromBase64url, type KeySet, type Primitives } from '@placet/receipt'
import { HASH, leafHash } from '../log/hash.ts'
import { TILE } from '../log/subtree.ts'
import type { Erasure, Head, Store, TilePlace } from '../store.ts'
import { rangesOf } from '../retention/ranges.ts'
import { type AuditCode, auditFinding, placed, type OnFinding } from './finding.ts'
import { createGrowingTree } from './growing-tree.ts'
import { inOrder } from './in-order.ts'
import { auditStatements } from './statements.ts'
import { auditHead } from './head.ts'
import { createTileCheck } from './tiles.ts'
import type { Witness } from './witness.ts'

export type LogReport = {
  site: string
  /** Number of places in the log. */
  size: number
  /** Places with a receipt, and places with the leaf of an erased one. */
  logged: number
  erased: number
  /** Places with a statement of erasure, and places that were emptied before statements existed. */
  statements: number
  withoutStatement: number
  /** The newest checkpoint, if the log has no errors. */
  checkpoint?: string
}

export type LogAudit = {
  store: Store
  keys: KeySet
  primitives: Primitives
  /** Outside checkpoints of this site's log, with valid signatures. */
  witnesses: readonly Witness[]
  onFinding: OnFinding
  /** Called from time to time with the number of places done. */
  progress(places: number): void
}

/** @param head the end of the log when the audit began; later entries are not audited */
export async function auditLog(head: Head, audit: LogAudit): Promise<LogReport> {
  const { store, keys, primitives, witnesses, progress } = audit
  const { site, size } = head
  let faults = 0
  const say: Say = (code, detail, index) => {
    faults++
    audit.onFinding(auditFinding(code, detail, { site, index }))
  }
  const { findings, signed } = await auditHead(head, keys, primitives)
  faults += findings.length
  findings.forEach(audit.onFinding)

  const tiles = createTileCheck(site, store)
  const tree = createGrowingTree()
  const stated = await auditStatements(head, {
    ...{ store, keys, primitives },
    invalid: (index, why) => say('statement-invalid', why, index),
  })
  const [statementAt, erasedAt] = [inOrder(store.statements(site)), inOrder(store.erasures(site))]
  const due = [...witnesses].sort((one, other) => one.checkpoint.size - other.checkpoint.size)
  const gaps: number[] = []
  const withoutStatement: number[] = []
  let [logged, gone, beyond] = [0, 0, -1]

  async function add(leaf: Uint8Array): Promise<void> {
    for (const tile of tree.grow(leaf)) await tiles.compare(tile)
    while (due[0]?.checkpoint.size === tree.size()) compareWitness(due.shift()!, tree.root(), say)
    if (tree.size() % 4096 === 0) progress(4096)
  }
  // Adds the places before the next receipt: statements, leaves of erased receipts, and gaps.
  async function addOthers(until: number): Promise<void> {
    while (tree.size() < until) await add(await leafAt(tree.size()))
  }
  async function leafAt(at: number): Promise<Uint8Array> {
    const statement = await statementAt(at)
    if (statement) return leafOf(statement.statement)
    const erased = await erasedAt(at)
    if (!erased) gaps.push(at)
    else gone++
    if (erased && !stated.has(at)) withoutStatement.push(at)
    // The log's own leaf replaces a missing one, so that further errors can still be found.
    return erased ? leafFrom(erased) : ((await tiles.leafAt(at)) ?? new Uint8Array(HASH))
  }

  while (due[0]?.checkpoint.size === 0) compareWitness(due.shift()!, tree.root(), say)
  for await (const { index, receipt } of store.receipts(site)) {
    if (index === undefined) continue
    if (index >= size) beyond = index
    else if (index < tree.size()) say('receipt-altered', 'another receipt is kept at this place', index)
    else {
      if (index > tree.size()) await addOthers(index)
      logged++
      await add(leafOf(receipt))
    }
  }
  await addOthers(size)
  for (const tile of tree.edge()) await tiles.compare(tile)
  progress(size % 4096)

  for (const { from, checkpoint } of due) {
    say('log-rolled-back', `${from} has a checkpoint over ${checkpoint.size} receipts; now there are ${size}`)
  }
  // A receipt may have been erased since it was read.
  const missing = gaps.length > 0 ? await others(gaps, store.erasures(site)) : []
  for (const [first, last] of rangesOf(missing)) say('receipt-missing', missingDetail(first, last), first)
  const silent = withoutStatement.length > 0 ? await stillUnstated(withoutStatement, head, audit) : []
  for (const [first, last] of rangesOf(silent.filter((place) => !stated.before(place)))) {
    say('erasure-unstated', unstatedDetail(first, last, 'and no statement in the log says so'), first)
  }
  const old = silent.filter(stated.before)
  for (const [first, last] of rangesOf(old)) {
    const detail = unstatedDetail(first, last, 'before there were statements')
    audit.onFinding(placed({ code: 'erasure-unstated', severity: 'note', detail }, { site, index: first }))
  }
  // Receipts may have been added since, too.
  const end = (await store.head(site))?.size ?? 0
  if (beyond >= end) say('receipt-unlogged', 'a receipt has this place, and the log ends before it', beyond)
  const bad = [...tiles.broken, ...(end > size ? [] : tiles.longer)]
  const emptied = await there(tiles.differing, store.erasures(site))
  const statements = await there(tiles.differing, store.statements(site))
  blame(tree.root(), signed ?? head.root, { bad, differing: tiles.differing, emptied, statements }, say)
  const counts = { logged, erased: gone, statements: stated.count, withoutStatement: old.length }
  return { site, size, ...counts, ...(faults === 0 ? { checkpoint: head.note } : {}) }
}

type Say = (code: AuditCode, detail: string, index?: number) => void

// The signing input is all before the last dot (RFC 7515 §5.1); it is not parsed here. Node returns a hash as a string in
// half the time that it takes for a Buffer.
function leafOf(receipt: string): Uint8Array {
  const identity = hash('sha256', receipt.slice(0, receipt.lastIndexOf('.')), 'binary')
  return leafHash(Buffer.from(identity, 'binary'))
}

// A leaf of another length would shift every hash after it.
function leafFrom({ leaf }: Erasure): Uint8Array {
  const bytes = fromBase64url(leaf)
  return bytes?.length === HASH ? bytes : new Uint8Array(HASH)
}

function compareWitness({ from, checkpoint }: Witness, root: Uint8Array, say: Say): void {
  if (Buffer.compare(checkpoint.root, root) === 0) return
  say('log-rewritten', `the first ${checkpoint.size} receipts are not those of the checkpoint that ${from} has`)
}

/** The places, of those given, at which there is an item. The items are read only if places are given. */
async function there(places: readonly number[], items: AsyncIterable<{ index?: number }>): Promise<Set<number>> {
  const asked = new Set(places)
  const found = new Set<number>()
  if (asked.size > 0) for await (const { index } of items) if (index !== undefined && asked.has(index)) found.add(index)
  return found
}

async function others(places: readonly number[], items: AsyncIterable<{ index?: number }>): Promise<number[]> {
  const found = await there(places, items)
  return places.filter((place) => !found.has(place))
}

// A receipt that was erased during the audit has its statement beyond the audited end.
async function stillUnstated(places: readonly number[], { site, size }: Head, audit: LogAudit): Promise<number[]> {
  const { store, ...rest } = audit
  const now = await store.head(site)
  if (!now || now.size === size) return [...places]
  const late = { statements: () => store.statements(site, size) }
  const stated = await auditStatements(now, { ...rest, store: late, invalid: () => undefined })
  return places.filter((place) => !stated.has(place))
}

// Receipts and tiles may differ. The tiles are at fault only if the receipts make the signed root.
function blame(
  root: Uint8Array,
  signed: Uint8Array,
  { bad, differing, emptied, statements }: Differences,
  say: Say,
): void {
  const holds = Buffer.compare(root, signed) === 0
  const tiles = new Set(bad.map(({ level, n }) => `${level}/${n}`))
  if (holds) for (const index of differing) tiles.add(`0/${Math.floor(index / TILE)}`)
  else {
    for (const index of differing) {
      if (emptied.has(index)) {
        say('erasure-altered', 'the leaf kept for the erased receipt is not the one in the log', index)
      } else if (statements.has(index)) {
        say('statement-altered', 'the statement kept at this place is not the one in the log', index)
      } else say('receipt-altered', 'the receipt kept at this place is not the one in the log', index)
    }
  }
  for (const name of tiles) say('tile-altered', `tile ${name} is missing, or is not the one that the receipts make`)
  if (!holds && differing.length === 0) say('root-mismatch', 'what is kept does not make the root that was signed')
}

type Differences = {
  bad: readonly TilePlace[]
  differing: readonly number[]
  /** The differing places of erased receipts, and those of statements. */
  emptied: ReadonlySet<number>
  statements: ReadonlySet<number>
}

function missingDetail(first: number, last: number): string {
  return `nothing is kept at ${formatFinding(first, last)}, and nothing says that it was erased`
}

function unstatedDetail(first: number, last: number, why: string): string {
  return `${formatFinding(first, last)} ${first === last ? 'was' : 'were'} emptied, ${why}`
}

function formatFinding(first: number, last: number): string {
  return first === last ? `place ${first}` : `places ${first} to ${last}`
}
