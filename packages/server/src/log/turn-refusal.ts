// Why a turn at a site's log was refused although the store works. Nothing was written.

export type TurnRefusalCode = 'log-damaged' | 'log-key-unknown' | 'log-rolled-back' | 'signer-unavailable'

/** `code` is the problem that the sender is told (docs/errors.md); the message is for the operator. */
export class TurnRefusal extends Error {
  readonly code: TurnRefusalCode
  constructor(code: TurnRefusalCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'TurnRefusal'
    this.code = code
  }
}
