// Findings of an audit. Tampering is an expected result: it is reported as findings, never thrown.
import type { Finding, FindingCode } from '@placet/receipt'

export type AuditCode =
  | 'receipt-missing'
  | 'receipt-altered'
  | 'receipt-unlogged'
  | 'erasure-altered'
  | 'erasure-unstated'
  | 'statement-altered'
  | 'statement-invalid'
  | 'tile-altered'
  | 'root-mismatch'
  | 'checkpoint-malformed'
  | 'checkpoint-mismatch'
  | 'log-missing'
  | 'log-rolled-back'
  | 'log-rewritten'
  | 'log-split'
  | 'row-mismatch'
  | 'place-mismatch'
  | 'notice-unknown'
  | 'grant-unproven'
  | 'grant-untrusted'

/** `error`: the store differs from what was logged or signed. `warning`: a device signed something unusual. `note`: information. */
export type AuditFinding = {
  code: AuditCode | FindingCode
  severity: Finding['severity']
  /** What was found, as a sentence. */
  detail: string
  site?: string
  /** A place in the site's log, from 0. */
  index?: number
  /** A receipt's identity. */
  id?: string
}

/** The place that a finding is about. */
export type Where = Pick<AuditFinding, 'site' | 'id'> & { index?: number | undefined }
export type OnFinding = (found: AuditFinding) => void

export function auditFinding(code: AuditCode, detail: string, where: Where): AuditFinding {
  return placed({ code, severity: MILD[code] ?? 'error', detail }, where)
}

/** Adds its place to a finding of `verify`. */
export function placed({ code, severity, detail }: AuditFinding, { site, index, id }: Where): AuditFinding {
  return {
    code,
    severity,
    detail,
    ...(site === undefined ? {} : { site }),
    ...(index === undefined ? {} : { index }),
    ...(id === undefined ? {} : { id }),
  }
}

const MILD: Partial<Record<AuditCode, Finding['severity']>> = {
  'grant-unproven': 'warning',
  'grant-untrusted': 'note',
  'notice-unknown': 'note',
}
