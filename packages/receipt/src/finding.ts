// What a verifier found. Bad input is expected: it becomes findings with codes (docs/errors.md), never a throw.

const SEVERITY = {
  oversize: 'error',
  'jws-malformed': 'error',
  'alg-refused': 'error',
  'typ-refused': 'error',
  'header-refused': 'error',
  'jwk-refused': 'error',
  'claim-missing': 'error',
  'claim-malformed': 'error',
  'claim-unknown': 'note',
  'claim-inconsistent': 'warning',
  'thumbprint-mismatch': 'error',
  'signature-invalid': 'error',
  'audience-mismatch': 'error',
  'notice-mismatch': 'error',
  'countersignature-malformed': 'error',
  'countersignature-key-unknown': 'error',
  'countersignature-invalid': 'error',
  'countersignature-mismatch': 'error',
  'countersignature-key-outside': 'error',
  'countersignature-key-revoked': 'error',
  'countersignature-key-compromised': 'warning',
  'countersignature-unchecked': 'warning',
  'countersignature-missing': 'note',
  'proof-malformed': 'error',
  'proof-mismatch': 'error',
  'checkpoint-invalid': 'error',
  'checkpoint-key-unknown': 'error',
  'checkpoint-key-revoked': 'error',
  'proof-unchecked': 'warning',
  'proof-missing': 'note',
  'chain-gap': 'warning',
  'chain-fork': 'error',
  'chain-mismatch': 'error',
  'clock-ahead': 'warning',
} as const

export type FindingCode = keyof typeof SEVERITY

/** `error`: the evidence does not hold. `warning`: it holds, look closer. `note`: good to know. */
export type Finding = {
  code: FindingCode
  severity: 'error' | 'warning' | 'note'
  /** What was seen, in plain words. */
  detail: string
  /** Which claim or header member. */
  at?: string
}

export function finding(code: FindingCode, detail: string, at?: string): Finding {
  return { code, severity: SEVERITY[code], detail, ...(at === undefined ? {} : { at }) }
}
