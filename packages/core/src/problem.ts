// What goes wrong for a visitor is data: `$problem` holds the newest, the event `problem` tells each.

export type ProblemCode =
  | 'config-invalid'
  | 'insecure-context'
  | 'cookies-blocked'
  | 'vault-blocked'
  | 'vault-failed'
  | 'signing-failed'
  | 'key-not-kept'
  | 'chunk-unavailable'
  | 'script-failed'
  | 'listener-failed'
  | 'backend-unreachable'
  | 'backend-refused'
  | 'receipt-rejected'
  | 'clock-skewed'

/** `code` is explained in docs/errors.md, `detail` names what it is about, `cause` is what was thrown. */
export type Problem = { code: ProblemCode; detail?: string; cause?: unknown }
