// Checks the end of a site's log: the newest checkpoint must match the head, and the log's key must have signed it.
import { checkpointFinding, type KeySet, parseCheckpoint, type Primitives } from '@placet/receipt'
import { logName } from '../log/name.ts'
import type { Head } from '../store.ts'
import { auditFinding, type AuditFinding, placed } from './finding.ts'

/** @returns the findings, and the signed root; no root if no signature is valid */
export async function auditHead(
  { site, origin, size, root, note }: Head,
  keys: KeySet,
  primitives: Primitives,
): Promise<{ findings: AuditFinding[]; signed?: Uint8Array }> {
  const where = { site }
  const checkpoint = parseCheckpoint(note)
  if (!checkpoint) {
    return { findings: [auditFinding('checkpoint-malformed', 'the newest checkpoint is no checkpoint', where)] }
  }
  const findings: AuditFinding[] = []
  const mismatch = (detail: string) => findings.push(auditFinding('checkpoint-mismatch', detail, where))
  if (checkpoint.origin !== origin) mismatch(`the checkpoint is of ${checkpoint.origin}, the head of ${origin}`)
  if (!origin.endsWith(`/log/${logName(site)}`)) mismatch(`the head is of ${origin}, which is no log of this site`)
  if (checkpoint.size !== size) mismatch(`the checkpoint is over ${checkpoint.size} receipts, the head over ${size}`)
  if (Buffer.compare(checkpoint.root, root) !== 0) mismatch('the checkpoint says another root than the head')
  const unsigned = await checkpointFinding(checkpoint, keys, primitives)
  if (unsigned) findings.push(placed({ ...unsigned, severity: 'error' }, where))
  return { findings, ...(unsigned || checkpoint.size !== size ? {} : { signed: checkpoint.root }) }
}
