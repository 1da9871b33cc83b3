// Finds two histories of one log: signed checkpoints of one size with different roots. An honest log never has them.
import { auditFinding, type AuditFinding } from './finding.ts'
import type { Witness } from './witness.ts'

/** @param witnesses checkpoints from as many sources as possible, with valid signatures */
export function splitFindings(witnesses: readonly Witness[]): AuditFinding[] {
  const first = new Map<string, Witness>()
  return witnesses.flatMap((witness) => {
    const { origin, size, root } = witness.checkpoint
    const other = first.get(`${origin} ${size}`) ?? witness
    first.set(`${origin} ${size}`, other)
    if (Buffer.compare(root, other.checkpoint.root) === 0) return []
    const detail = `${other.from} and ${witness.from} have two histories of ${size} receipts of ${origin}, both signed`
    return [auditFinding('log-split', detail, {})]
  })
}
