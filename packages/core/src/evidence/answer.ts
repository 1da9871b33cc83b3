// The change that a backend's answer makes to a receipt. Answers are validated before they are used.
import type { ItemAnswer } from '../http.ts'
import type { KeptReceipt } from './vault.ts'

/**
 * The change that an answer makes. Returns a reason, as text, if the answer is malformed, belongs to another receipt or
 * does not settle this one.
 *
 * @param destination identifies the config and backend that answered
 */
export function changeFrom(answer: unknown, receipt: KeptReceipt, destination: string): Partial<KeptReceipt> | string {
  const { id = receipt.id, status, countersignature, index, proof, problem } = Object(answer) as ItemAnswer
  const reason = [problem?.detail, problem?.code].find((text) => text && isText(text)) ?? String(status)
  if (id !== receipt.id || typeof (index ?? 0) !== 'number') return reason
  if (![countersignature, proof].every((text) => text === undefined || isText(text))) return reason
  if (status === 200 || status === 201) {
    const kept = countersignature ? 'countersigned' : 'acknowledged'
    return { status: kept, countersignature, index, proof, problem: undefined, refusedBy: undefined }
  }
  return [409, 410, 422].includes(status) ? { status: 'rejected', problem: reason, refusedBy: destination } : reason
}

function isText(given: unknown): boolean {
  return typeof given === 'string' && given.length < LONGEST_TEXT
}

/** In characters. Countersignatures and proofs have 1,000 to 3,000. */
const LONGEST_TEXT = 32_768
