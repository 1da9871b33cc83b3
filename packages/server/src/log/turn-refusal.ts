// Thrown when a turn at a site's log is refused although the store works. Nothing was written.

export type TurnRefusalCode = 'log-damaged' | 'log-key-unknown' | 'log-rolled-back' | 'signer-unavailable'

/** `code` is the problem code of the answer (docs/errors.md). The message is for the operator. */
export class TurnRefusal extends Error {
  readonly code: TurnRefusalCode
  constructor(code: TurnRefusalCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'TurnRefusal'
    this.code = code
  }
}
