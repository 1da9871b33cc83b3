// Problems at run time are data: `$problem` contains the newest, and each is dispatched as the event `problem`.

export type ProblemCode =
  | 'config-invalid'
  | 'insecure-context'
  | 'cookies-blocked'
  | 'vault-blocked'
  | 'vault-failed'
  | 'signing-failed'
  | 'key-not-kept'
  | 'chunk-unavailable'
  | 'view-failed'
  | 'script-failed'
  | 'listener-failed'
  | 'backend-unreachable'
  | 'backend-refused'
  | 'receipt-rejected'
  | 'clock-skewed'

/** `code` is explained in docs/errors.md. `detail` gives the specifics, and `cause` is the error that was thrown. */
export type Problem = { code: ProblemCode; detail?: string; cause?: unknown }
