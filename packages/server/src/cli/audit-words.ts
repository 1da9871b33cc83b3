// Formats an audit's report and findings as sentences for a terminal.
import type { AuditFinding, AuditReport } from '../audit/audit.ts'
import { MARKS } from './printable.ts'

/** A finding as one line. */
export function formatFinding({ code, severity, site, index, id, detail }: AuditFinding): string {
  const place = index === undefined ? undefined : `place ${index}`
  return [`${MARKS[severity]} ${code}`, site, place, id, detail].filter((part) => part !== undefined).join(' · ')
}

/** @param counts number of findings by code */
export function summary(report: AuditReport, counts: ReadonlyMap<string, number>, errors: number): string[] {
  const { logs, witnesses, notAudited, receipts, chains } = report
  const ownChains = OWN_CHAINS.reduce((sum, code) => sum + (counts.get(code) ?? 0), 0)
  const unknown = counts.get('notice-unknown') ?? 0
  return [
    ...logs.map(logLine),
    witnesses > 0
      ? `Compared with ${several(witnesses, 'checkpoint')} from outside.`
      : 'Not compared with checkpoints from outside (--since): a log that was rewritten as a whole would not be noticed.',
    ...(notAudited.length > 0 ? [`${several(notAudited.length, 'checkpoint')} of other sites: not looked at.`] : []),
    ...(receipts ? [`${receipts.hold} of ${several(receipts.checked, 'receipt')} hold by themselves.`] : []),
    ...(receipts?.unplaced ? [`${several(receipts.unplaced, 'receipt')} from before there were logs.`] : []),
    ...(unknown > 0 ? [`${several(unknown, 'receipt')}: the notice is not registered (notice-unknown).`] : []),
    ...(chains ? [`${several(chains.devices, 'device key')}, each with its chain.`] : []),
    ...(ownChains > 0
      ? [`${several(ownChains, 'warning')} about chains as devices signed them: no fault of the store.`]
      : []),
    ...(chains ? grantLines(chains) : []),
    errors === 0 ? '✓ All that was looked at fits together.' : `✗ ${several(errors, 'error')}.`,
  ]
}

const OWN_CHAINS = ['chain-fork', 'chain-mismatch', 'chain-gap']

function logLine({
  site,
  size,
  logged,
  erased,
  statements,
  withoutStatement,
  checkpoint,
}: AuditReport['logs'][number]): string {
  const mark = checkpoint === undefined ? '✗' : '✓'
  const stated = statements > 0 ? `, ${several(statements, 'statement')}` : ''
  const old = withoutStatement > 0 ? ` (${withoutStatement} before there were statements)` : ''
  return `${mark} ${site}: ${several(size, 'place')} in the log, ${logged} kept, ${erased} erased${old}${stated}`
}

function grantLines({ unproven, untrusted }: NonNullable<AuditReport['chains']>): string[] {
  const none = 'Each yes that was renewed or withdrawn was given in a receipt before.'
  return [
    ...(unproven.size === 0 ? [none] : lines(unproven, 'renewed or withdrawn, and no receipt gave it')),
    ...lines(untrusted, 'given without an act of a person (grant-untrusted)'),
  ]
}

function lines(counts: ReadonlyMap<string, number>, what: string): string[] {
  return [...counts].map(([purpose, count]) => `  ${purpose}: ${count} × ${what}`)
}

function several(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}
