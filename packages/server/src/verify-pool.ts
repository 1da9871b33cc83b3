// Threads that verify receipts, which is half of what they cost; the thread that answers everybody does all the rest.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { ServerError } from './errors.ts'
import type { Verified, VerifyReceipt } from './verify-receipt.ts'

export type VerifyPool = { verify: VerifyReceipt; close(): Promise<void> }
export type Question = { n: number; receipts: unknown[] }
export type Answer = { n: number; verdicts: Verified[] }

type Waiting = { receipt: unknown; resolve(verdict: Verified): void; reject(cause: unknown): void }
type Thread = { worker: Worker; asked: Map<number, Waiting[]> }

/** Beside the thread that does all the rest; two bring more than that one can take. */
const THREADS = Math.max(1, Math.min(2, availableParallelism() - 1))

/** Receipts in one message: few, so that a verdict does not wait for many others. */
const MOST = 8

/**
 * Resolves when `size` threads can be asked. Where one dies, what it was asked rejects, and the next who asks gets another.
 * They keep the process alive until `close`.
 */
export async function createVerifyPool(size: number = THREADS, file: URL = threadFile()): Promise<VerifyPool> {
  const threads = new Set<Thread>()
  let queue: Waiting[] = []
  let n = 0

  function start(): Thread {
    const thread: Thread = { worker: new Worker(file, { execArgv: [] }), asked: new Map() }
    const { worker, asked } = thread
    const end = (cause: unknown): void => {
      threads.delete(thread)
      for (const { reject } of [...asked.values()].flat()) reject(cause)
      asked.clear()
    }
    worker.on('message', ({ n: which, verdicts }: Answer) => {
      asked.get(which)?.forEach(({ resolve }, index) => resolve(verdicts[index]!))
      asked.delete(which)
    })
    worker.on('error', end)
    worker.on('exit', () => end(new Error('A verifying thread ended.')))
    threads.add(thread)
    return thread
  }

  function send(): void {
    const all = queue
    queue = []
    while (threads.size < size) start()
    for (let at = 0; at < all.length; at += MOST) {
      const some = all.slice(at, at + MOST)
      const [{ worker, asked }] = [...threads].sort((one, other) => one.asked.size - other.asked.size) as [Thread]
      asked.set(++n, some)
      worker.postMessage({ n, receipts: some.map(({ receipt }) => receipt) } satisfies Question)
    }
  }

  // Its first words: it has come up.
  while (threads.size < size) await once(start().worker, 'message')
  return {
    verify: (receipt) =>
      new Promise((resolve, reject) => {
        // Everything that has come in by now goes together.
        if (queue.push({ receipt, resolve, reject }) === 1) setImmediate(send)
      }),
    async close() {
      await Promise.all([...threads].map(({ worker }) => worker.terminate()))
    },
  }
}

// As it was built: beside this file, or where this file is built to; whoever bundles this file puts it beside the bundle.
function threadFile(): URL {
  const places = ['verify-thread.js', '../dist/verify-thread.js'].map((place) => new URL(place, import.meta.url))
  const found = places.find((place) => existsSync(place))
  if (found) return found
  const fix =
    'Keep @placet/server out of the bundle, or copy its dist/verify-thread.js beside the bundle, bundled by itself.'
  throw new ServerError('thread-missing', 'The file of the threads that verify receipts is not there.', fix)
}
