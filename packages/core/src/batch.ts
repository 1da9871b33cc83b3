// Makes a transport from any function that sends receipts: a GraphQL mutation, a message queue, a web view's bridge.
import { type Delivery, firstPart, type ItemAnswer, type Transport } from './http.ts'

/**
 * Sends receipts (compact JWS), oldest first. Resolves with nothing once all of them are stored, or with one answer per
 * receipt in the same order. If it rejects, none of these receipts counts as stored. They are sent again with growing
 * pauses, or after the `retryAfter` (ms) of the error. `signal` is aborted after `patience`.
 */
export type Send = (receipts: string[], signal: AbortSignal) => Promise<void | ItemAnswer[]>

/**
 * Limits per call: `most` receipts and `bytes` of text, if lower than 50 and 60,000; `patience` in ms (default 30,000).
 */
export type BatchOptions = { most?: number; bytes?: number; patience?: number }

/**
 * Makes a transport from a function that sends receipts.
 *
 * @example
 * const transport = batch(async (receipts) => {
 *   const { data } = await client.mutate({ mutation: KEEP_RECEIPTS, variables: { receipts } })
 *   return data.keepReceipts // [{ status: 201, countersignature: '…' }, …]
 * })
 * createConsent({ ...config, transport })
 *
 * @example
 * // A queue that takes ten messages per call and returns no countersignatures.
 * batch((receipts) => queue.publish('receipts', receipts), { most: 10 })
 */
export function batch(send: Send, { most, bytes, patience = 30_000 }: BatchOptions = {}): Transport {
  return async (receipts) => {
    const results: ItemAnswer[] = []
    try {
      while (results.length < receipts.length) {
        const part = firstPart(receipts.slice(results.length), most, bytes)
        const answers = (await inTime(send, part, patience)) ?? part.map(() => ({ status: 201 }))
        if (answers.length !== part.length) throw new Error('send() did not answer each receipt.')
        results.push(...answers)
      }
    } catch (cause) {
      if (results.length === 0) return failure(cause)
      // Earlier parts were answered, so the backend is reachable. The rest is sent again.
      while (results.length < receipts.length) results.push({ status: 503 })
      return { ...failure(cause), failed: 'refused', results }
    }
    return { results }
  }
}

// A transport must settle: until then no tab sends.
async function inTime(send: Send, part: string[], patience: number): Promise<void | ItemAnswer[]> {
  const signal = AbortSignal.timeout(patience)
  const tooLate = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  return Promise.race([send(part, signal), tooLate])
}

// An error with `retryAfter` comes from a reachable backend. Any other error counts as unreachable.
function failure(cause: unknown): Extract<Delivery, { failed: string }> {
  const { retryAfter } = Object(cause) as { retryAfter?: unknown }
  const detail = String(cause)
  if (typeof retryAfter === 'number' && retryAfter > 0) return { failed: 'refused', detail, retryAfter }
  return { failed: 'unreachable', detail }
}
