// The error for mistakes in the use of the kit. Faults of a backend never cause it (see fault.ts).

export type ConformanceErrorCode = 'backend-unreachable' | 'site-refused' | 'address-taken' | 'check-unknown'

/** `code` is stable (docs/errors.md), the message describes the error, and `fix` is the next step. */
export class ConformanceError extends Error {
  readonly code: ConformanceErrorCode
  readonly fix: string
  constructor(code: ConformanceErrorCode, message: string, fix: string, cause?: unknown) {
    super(`${message} ${fix}`, { cause })
    this.name = 'ConformanceError'
    this.code = code
    this.fix = fix
  }
}
