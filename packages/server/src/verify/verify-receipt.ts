// What a receipt says by itself, looked at by this thread.
import { type Verdict, verify } from '@placet/receipt'
import type { BatchSource } from './fair-queue.ts'
import { nodePrimitives } from './primitives.ts'

export type Verified = Pick<Verdict, 'valid' | 'id' | 'claims' | 'findings'>
export type Verifier = {
  /**
   * An item of a batch in, whatever it is; bad input is a finding. Connections are served fairly: `batch` is one object for
   * all items of a batch.
   *
   * @throws QueueFull
   */
  verify(receipt: unknown, batch?: BatchSource): Promise<Verified>
  /** How many receipts are still to be looked at. */
  waiting(): number
}

export async function verifyReceipt(receipt: unknown): Promise<Verified> {
  return verify({ receipt: receipt as string }, { primitives: nodePrimitives })
}

/** Verifies in the calling thread, so no receipt ever waits. */
export const verifier: Verifier = { verify: (receipt) => verifyReceipt(receipt), waiting: () => 0 }
