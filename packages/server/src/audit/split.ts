// Two histories of one log: checkpoints of the same size with different roots, both signed. No log that is honest has them.
import { auditFinding, type AuditFinding } from './finding.ts'
import type { Witness } from './witness.ts'

/** @param witnesses from as many hands as possible; their signatures hold */
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
