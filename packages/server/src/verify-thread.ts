// A thread of the pool (verify-pool.ts): some receipts in, as many verdicts out.
import { parentPort } from 'node:worker_threads'
import type { Answer, Question } from './verify-pool.ts'
import { verifyReceipt } from './verify-receipt.ts'

parentPort!.on('message', async ({ n, receipts }: Question) => {
  const verdicts = await Promise.all(receipts.map(verifyReceipt))
  parentPort!.postMessage({ n, verdicts } satisfies Answer)
})

parentPort!.postMessage({ n: 0, verdicts: [] } satisfies Answer)
