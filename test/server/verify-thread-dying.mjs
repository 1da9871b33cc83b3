// A thread that dies of some words.
import { parentPort } from 'node:worker_threads'

parentPort.on('message', ({ n, receipts }) => {
  if (receipts.includes('throw')) throw new Error('out of memory, say')
  if (receipts.includes('exit')) process.exit(1)
  if (receipts.includes('silent')) return
  parentPort.postMessage({ n, verdicts: receipts.map((id) => ({ valid: false, id, findings: [] })) })
})

parentPort.postMessage({ n: 0, verdicts: [] })
