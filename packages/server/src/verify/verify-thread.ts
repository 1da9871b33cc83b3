// A thread of the pool (verify-pool.ts): some receipts in, as many verdicts out.
import { parentPort } from 'node:worker_threads'
import type { VerifyReply, VerifyRequest } from './verify-pool.ts'
import { verifyReceipt } from './verify-receipt.ts'

parentPort!.on('message', async ({ n, receipts }: VerifyRequest) => {
  const verdicts = await Promise.all(receipts.map(verifyReceipt))
  parentPort!.postMessage({ n, verdicts } satisfies VerifyReply)
})

parentPort!.postMessage({ n: 0, verdicts: [] } satisfies VerifyReply)
