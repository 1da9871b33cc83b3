// Every device's chain: numbers that are missing or there twice, links that do not fit, and grants that no receipt gave.
import { chainFindings, type Claims, fromBase64url, toBase64url } from '@placet/receipt'
import { leafHash } from '../log/hash.ts'
import type { StoredReceipt } from '../store.ts'
import { auditFinding, placed, type Tell, type Where } from './finding.ts'
import { grantsOf } from './grants.ts'

export type ChainAudit = {
  /** Reads everything anew: a store of any size is read in parts, all receipts of a device in the same. */
  rows(): AsyncIterable<StoredReceipt>
  /** About how many there are. */
  count: number
  /** Whether a receipt counts: one that does not hold must not accuse the others of a fork. */
  holds(row: StoredReceipt): boolean
  isErased(leaf: string): Promise<boolean>
  tell: Tell
}

export type ChainReport = {
  devices: number
  /** By purpose: how many receipts renew or withdraw what no receipt gave, and how many give by no person's hand. */
  unproven: Map<string, number>
  untrusted: Map<string, number>
}

/** Receipts held in memory at once, a kilobyte each. */
const PART = 50_000

type Link = { row: StoredReceipt; claims: Claims }

export async function auditChains(audit: ChainAudit): Promise<ChainReport> {
  const report: ChainReport = { devices: 0, unproven: new Map(), untrusted: new Map() }
  const parts = Math.max(1, Math.ceil(audit.count / PART))
  for (let part = 0; part < parts; part++) {
    const devices = new Map<string, Link[]>()
    for await (const row of audit.rows()) {
      if (!audit.holds(row)) continue
      const claims = claimsIn(row.receipt)
      if (partOf(claims.sub, parts) !== part) continue
      const device = `${row.site} ${claims.sub}`
      const links = devices.get(device)
      if (links) links.push({ row, claims })
      else devices.set(device, [{ row, claims }])
    }
    report.devices += devices.size
    for (const links of devices.values()) {
      for (const piece of await piecesOf(links, audit)) await auditPiece(piece, audit.tell, report)
    }
  }
  return report
}

/** What is left of a chain between receipts that were erased. */
type Piece = { links: Link[]; afterErased: boolean }

// Where a receipt was erased, what followed it names it by `prev`: nothing is missing there.
async function piecesOf(links: Link[], { isErased }: ChainAudit): Promise<Piece[]> {
  const ids = new Set(links.map(({ row }) => row.id))
  const pieces: Piece[] = []
  for (const link of links.sort((one, other) => one.claims.seq - other.claims.seq)) {
    const { prev } = link.claims
    const afterErased = prev !== undefined && !ids.has(prev) && (await isErased(leafOf(prev)))
    if (pieces.length === 0 || afterErased) pieces.push({ links: [link], afterErased })
    else pieces.at(-1)!.links.push(link)
  }
  return pieces
}

async function auditPiece({ links, afterErased }: Piece, tell: Tell, report: ChainReport): Promise<void> {
  // One alone was looked at when it was verified.
  const found = links.length > 1 ? await chainFindings(links.map(({ row }) => row.receipt)) : []
  // Each holds by itself, so its device signed it so: a restored browser profile does it, and so can anybody who pleases.
  // It is no fault of the store, and must not fail its audit for ever.
  for (const each of found) tell(placed({ ...each, severity: 'warning' }, whereIs(links.at(-1)!)))
  for (const [at, { unproven, untrusted }] of grantsOf(links.map(({ claims }) => claims)).entries()) {
    const where = whereIs(links[at]!)
    // What was erased may well have given it.
    if (unproven.length > 0 && !(at === 0 && afterErased)) {
      for (const purpose of unproven) count(report.unproven, purpose)
      const detail = `it renews or withdraws a yes that no receipt of this device gave: ${unproven.join(', ')}`
      tell(auditFinding('grant-unproven', detail, where))
    }
    for (const purpose of untrusted) count(report.untrusted, purpose)
    if (untrusted.length > 0) {
      tell(auditFinding('grant-untrusted', `given by no person’s hand: ${untrusted.join(', ')}`, where))
    }
  }
}

function whereIs({ row: { site, index, id } }: Link): Where {
  return { site, index, id }
}

function leafOf(id: string): string {
  return toBase64url(leafHash(fromBase64url(id)!))
}

// It was verified: the shape is sure.
function claimsIn(receipt: string): Claims {
  return JSON.parse(Buffer.from(receipt.split('.')[1]!, 'base64url').toString()) as Claims
}

// The end of a thumbprint is as good as drawn by lot.
function partOf(sub: string, parts: number): number {
  return parts === 1 ? 0 : Buffer.from(sub.slice(-6), 'base64url').readUInt32BE(0) % parts
}

function count(counts: Map<string, number>, purpose: string): void {
  counts.set(purpose, (counts.get(purpose) ?? 0) + 1)
}
