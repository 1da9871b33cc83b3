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

/** Problems that only a developer can mend, each with the fix. They are told on the console once, the others never. */
export const FIXES: Partial<Record<ProblemCode, string>> = {
  'config-invalid': 'Nothing is asked and no gate opens. Correct the config.',
  'insecure-context': 'There are no receipts on plain http. Serve the page over https.',
  'listener-failed': 'A listener, an effect or a pushed call threw. Mend it; the others went on.',
  'receipt-rejected': 'The backend will never take this receipt. Compare the config with the backend.',
}
