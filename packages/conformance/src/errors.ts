// Mistakes of whoever runs the kit throw this; what a backend does wrong never does (see fault.ts).

export type ConformanceErrorCode = 'backend-unreachable' | 'site-refused' | 'address-taken' | 'check-unknown'

/** `code` is stable (docs/errors.md), the message says what was given, `fix` says the next step. */
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
