// What a receipt says by itself, looked at by this thread.
import { type Verdict, verify } from '@placet/receipt'
import { nodePrimitives } from './primitives.ts'

/** An item of a batch in, whatever it is; never throws on bad input. */
export type VerifyReceipt = (receipt: unknown) => Promise<Verified>
export type Verified = Pick<Verdict, 'valid' | 'id' | 'claims' | 'findings'>

export async function verifyReceipt(receipt: unknown): Promise<Verified> {
  return verify({ receipt: receipt as string }, { primitives: nodePrimitives })
}
