// Audits each device's chain: missing or duplicate numbers, links that do not fit, and grants that no receipt gave.
import { chainFindings, type Claims, fromBase64url, toBase64url } from '@placet/receipt'
import { leafHash } from '../log/hash.ts'
import type { StoredReceipt } from '../store.ts'
import { auditFinding, placed, type OnFinding, type Where } from './finding.ts'
import { grantsOf } from './grants.ts'

export type ChainAudit = {
  /** Iterates over all rows again at each call. A large store is read in parts; all receipts of a device are in the same part. */
  rows(): AsyncIterable<StoredReceipt>
  /** Approximate number of rows. */
  count: number
  /** Whether a receipt is valid. An invalid one must not make the others look like a fork. */
  holds(row: StoredReceipt): boolean
  isErased(leaf: string): Promise<boolean>
  onFinding: OnFinding
}

export type ChainReport = {
  devices: number
  /** By purpose: receipts that renew or withdraw a yes that no receipt gave, and yeses given without an act of a person. */
  unproven: Map<string, number>
  untrusted: Map<string, number>
}

/** Maximum receipts in memory at once, about a kilobyte each. */
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
      for (const piece of await piecesOf(links, audit)) await auditPiece(piece, audit.onFinding, report)
    }
  }
  return report
}

/** A part of a chain between erased receipts. */
type Piece = { links: Link[]; afterErased: boolean }

// The receipt after an erased one names it by `prev`. Such a gap is not a missing receipt.
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

async function auditPiece({ links, afterErased }: Piece, onFinding: OnFinding, report: ChainReport): Promise<void> {
  // A single receipt has been verified already.
  const found = links.length > 1 ? await chainFindings(links.map(({ row }) => row.receipt)) : []
  // Each receipt is valid by itself, so the device signed it like this. A restored browser profile does that, and any client
  // can do it on purpose. It is no fault of the store, and must not make its audit fail for ever.
  for (const each of found) onFinding(placed({ ...each, severity: 'warning' }, whereIs(links.at(-1)!)))
  for (const [at, { unproven, untrusted }] of grantsOf(links.map(({ claims }) => claims)).entries()) {
    const where = whereIs(links[at]!)
    // An erased receipt may have given it.
    if (unproven.length > 0 && !(at === 0 && afterErased)) {
      for (const purpose of unproven) count(report.unproven, purpose)
      const detail = `it renews or withdraws a yes that no receipt of this device gave: ${unproven.join(', ')}`
      onFinding(auditFinding('grant-unproven', detail, where))
    }
    for (const purpose of untrusted) count(report.untrusted, purpose)
    if (untrusted.length > 0) {
      onFinding(auditFinding('grant-untrusted', `given without an act of a person: ${untrusted.join(', ')}`, where))
    }
  }
}

function whereIs({ row: { site, index, id } }: Link): Where {
  return { site, index, id }
}

function leafOf(id: string): string {
  return toBase64url(leafHash(fromBase64url(id)!))
}

// The receipt was verified, so its shape is known.
function claimsIn(receipt: string): Claims {
  return JSON.parse(Buffer.from(receipt.split('.')[1]!, 'base64url').toString()) as Claims
}

// The last characters of a thumbprint are evenly distributed.
function partOf(sub: string, parts: number): number {
  return parts === 1 ? 0 : Buffer.from(sub.slice(-6), 'base64url').readUInt32BE(0) % parts
}

function count(counts: Map<string, number>, purpose: string): void {
  counts.set(purpose, (counts.get(purpose) ?? 0) + 1)
}
