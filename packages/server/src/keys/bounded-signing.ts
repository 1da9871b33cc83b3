// Limits the time and the number of concurrent signatures: keys may be in a KMS behind a network, and the KMS may hang.
import { TurnRefusal } from '../log/turn-refusal.ts'
import { checkOptions, type Shape, whole } from '../options.ts'
import type { Keyring } from './keyring.ts'

export type SigningLimits = {
  /** Maximum milliseconds for a signature; default 4,000, and twice that in a turn. */
  timeout?: number | undefined
  /** Maximum concurrent signatures; default 32. */
  concurrency?: number | undefined
}

const SHAPE: Shape<SigningLimits> = { timeout: whole(1), concurrency: whole(1) }

/** @throws ServerError `options-malformed` */
export function checkSigningLimits(limits: SigningLimits): void {
  checkOptions<SigningLimits>(limits, SHAPE, 'options.signing')
}

/** The same keys with these limits. Beyond them, signers reject with TurnRefusal `signer-unavailable`. */
export function boundSigning(keys: Keyring, { timeout = 4000, concurrency = 32 }: SigningLimits = {}): Keyring {
  const ask = createSlots(timeout, concurrency)
  return {
    countersigner(now) {
      const signer = keys.countersigner(now)
      return { kid: signer.kid, sign: (input) => ask(() => signer.sign(input)) }
    },
    logSigners: (now) =>
      keys.logSigners(now).map((signer) => ({
        publicKey: signer.publicKey,
        sign: (text) => ask(() => signer.sign(text)),
      })),
    jwks: () => keys.jwks(),
  }
}

/** Milliseconds before a signer that hangs is called again. */
const PAUSE = 50

type Signing = () => Uint8Array | Promise<Uint8Array>

function createSlots(timeout: number, slots: number): (sign: Signing) => Uint8Array | Promise<Uint8Array> {
  let free = slots
  // Calls that timed out and may still answer. They keep their slots, except one: it tries whether the signer is back.
  let lost = new Set<object>()
  const waiting = new Set<() => void>()

  // Gives the slot to the next waiting call, or frees it.
  function release(): void {
    const [next] = waiting
    if (next) {
      waiting.delete(next)
      next()
    } else free++
  }

  function giveUp(call: object): void {
    if (lost.size < slots - 1) lost.add(call)
    // With a pause, because the calls that wait time out at the same moment.
    else setTimeout(release, PAUSE)
  }

  function answered(call: object, late: boolean): void {
    if (late) {
      if (lost.delete(call)) release()
      return
    }
    const back = lost.size
    lost = new Set()
    for (let slot = 0; slot <= back; slot++) release()
  }

  // Runs with a slot of its own. Local keys answer synchronously.
  function start(sign: Signing, until: number): Uint8Array | Promise<Uint8Array> {
    let answer: Uint8Array | Promise<Uint8Array>
    try {
      answer = sign()
    } catch (cause) {
      release()
      throw failed(cause)
    }
    if (!(answer instanceof Uint8Array)) return inTime(Promise.resolve(answer), until)
    release()
    return checked(answer)
  }

  function inTime(answer: Promise<Uint8Array>, until: number): Promise<Uint8Array> {
    const call = {}
    let late = false
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        late = true
        giveUp(call)
        reject(tooLate(timeout))
      }, until - performance.now())
      const over = (): void => {
        clearTimeout(timer)
        answered(call, late)
      }
      answer
        .finally(over)
        .then(checked)
        .then(resolve, (cause: unknown) => reject(failed(cause)))
    })
  }

  return (sign) => {
    const until = performance.now() + timeout
    if (free > 0) {
      free--
      return start(sign, until)
    }
    return new Promise((resolve, reject) => {
      const go = (): void => {
        clearTimeout(timer)
        Promise.resolve()
          .then(() => start(sign, until))
          .then(resolve, reject)
      }
      const timer = setTimeout(() => {
        waiting.delete(go)
        reject(tooLate(timeout))
      }, timeout)
      waiting.add(go)
    })
  }
}

// Both r‖s and Ed25519 signatures have 64 bytes. Without this check, a wrong length would be found by the first audit only.
function checked(signature: Uint8Array): Uint8Array {
  if (signature.length === 64) return signature
  throw failed(new TypeError(`sign() gave ${signature.length} bytes, not 64 bytes (RFC 7518 §3.4, RFC 8032).`))
}

function tooLate(timeout: number): TurnRefusal {
  return new TurnRefusal('signer-unavailable', `The signer did not answer within ${timeout / 1000} s.`)
}

function failed(cause: unknown): TurnRefusal {
  if (cause instanceof TurnRefusal) return cause
  return new TurnRefusal('signer-unavailable', `The signer failed: ${String(cause)}`, cause)
}
