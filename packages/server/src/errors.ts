// The error for mistakes of the operator or developer. Requests of clients never cause it (see problem.ts).

export type ServerErrorCode =
  | 'site-malformed'
  | 'site-exists'
  | 'site-missing'
  | 'issuer-malformed'
  | 'key-malformed'
  | 'key-exists'
  | 'key-missing'
  | 'key-exposed'
  | 'key-unknown'
  | 'key-revoked'
  | 'key-in-environment'
  | 'file-unwritable'
  | 'file-busy'
  | 'log-key-unknown'
  | 'driver-missing'
  | 'store-malformed'
  | 'log-rolled-back'
  | 'store-newer'
  | 'store-older'
  | 'store-unreadable'
  | 'address-taken'
  | 'file-unreadable'
  | 'config-malformed'
  | 'evidence-missing'
  | 'keys-unreadable'
  | 'limits-malformed'
  | 'notices-malformed'
  | 'options-malformed'
  | 'stop-late'
  | 'thread-missing'
  | 'site-refused'
  | 'selection-malformed'
  | 'retention-malformed'

/** `code` is stable (docs/errors.md), the message describes the error, and `fix` is the next step. */
export class ServerError extends Error {
  readonly code: ServerErrorCode
  readonly fix: string
  constructor(code: ServerErrorCode, message: string, fix: string, cause?: unknown) {
    super(`${message} ${fix}`, { cause })
    this.name = 'ServerError'
    this.code = code
    this.fix = fix
  }
}
