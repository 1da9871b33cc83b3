// Any way to send receipts becomes a transport: a GraphQL mutation, a message queue, the bridge of an app's web view.
import { type Delivery, firstPart, type ItemAnswer, type Transport } from './http.ts'

/**
 * Sends receipts (compact JWS), oldest first. Resolves with nothing once all of them are kept, or with one answer for each in
 * the same order. What it throws says that none of these was kept, and they are sent again: later and later, or after
 * `retryAfter` (ms) where the error has one. `signal` ends when its patience does.
 */
export type Send = (receipts: string[], signal: AbortSignal) => Promise<void | ItemAnswer[]>

/** `most` receipts and `bytes` of text at once, where that is less than 50 and 60,000; `patience` in ms, 30,000 if not given. */
export type BatchOptions = { most?: number; bytes?: number; patience?: number }

/**
 * A transport out of a function that sends receipts.
 *
 * @example
 * const transport = batch(async (receipts) => {
 *   const { data } = await client.mutate({ mutation: KEEP_RECEIPTS, variables: { receipts } })
 *   return data.keepReceipts // [{ status: 201, countersignature: '…' }, …]
 * })
 * createConsent({ ...config, transport })
 *
 * @example
 * // A queue that takes ten messages at once, and acknowledges nothing but that it has them.
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
      // What came before was heard, so somebody is there; the rest is sent again.
      while (results.length < receipts.length) results.push({ status: 503 })
      return { ...failure(cause), failed: 'refused', results }
    }
    return { results }
  }
}

// A transport has to end: meanwhile no tab sends.
async function inTime(send: Send, part: string[], patience: number): Promise<void | ItemAnswer[]> {
  const signal = AbortSignal.timeout(patience)
  const tooLate = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  return Promise.race([send(part, signal), tooLate])
}

// Who says when to come back was there; who says nothing was not reached.
function failure(cause: unknown): Extract<Delivery, { failed: string }> {
  const { retryAfter } = Object(cause) as { retryAfter?: unknown }
  const detail = String(cause)
  if (typeof retryAfter === 'number' && retryAfter > 0) return { failed: 'refused', detail, retryAfter }
  return { failed: 'unreachable', detail }
}
