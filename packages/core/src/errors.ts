// Programmer mistakes throw this; visitors' troubles never do (see problem.ts).

export type ConsentErrorCode = 'config-invalid' | 'purpose-unknown' | 'purpose-exempt'

/** `code` is stable (docs/errors.md), the message says what was given, `fix` says the next step. */
export class ConsentError extends Error {
  readonly code: ConsentErrorCode
  readonly fix: string
  constructor(code: ConsentErrorCode, message: string, fix: string) {
    super(`${message} ${fix}`)
    this.name = 'ConsentError'
    this.code = code
    this.fix = fix
  }
}
