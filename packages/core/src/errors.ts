// The error for programming mistakes. Problems of visitors are reported, not thrown (problem.ts).

export type ConsentErrorCode = 'config-invalid' | 'purpose-unknown' | 'purpose-exempt'

/** `code` is stable (docs/errors.md). The message describes the mistake, and `fix` the next step. */
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
