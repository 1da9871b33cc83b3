// Threads that verify receipts. Verification is half of a receipt's cost; the main thread does the rest.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { ServerError } from '../errors.ts'
import { QueueFull } from '../limits/queue-full.ts'
import { type BatchSource, createFairQueue } from './fair-queue.ts'
import { type Verified, type Verifier, verifyReceipt } from './verify-receipt.ts'

export type VerifyPool = Verifier & { close(): Promise<void> }
export type VerifyRequest = { n: number; receipts: string[] }
export type VerifyReply = { n: number; verdicts: Verified[] }

type Waiting = { receipt: string; resolve(verdict: Verified): void; reject(cause: unknown): void }
type Thread = { worker: Worker; pending: Map<number, Waiting[]> }

/** Beside the thread that does all the rest; two bring more than that one can take. */
const THREADS = Math.max(1, Math.min(2, availableParallelism() - 1))
/** Receipts in one message, and messages that a thread has at once: what it works on, and what it goes on with. */
const MOST = 16
const AHEAD = 2
/** Keys die at once: the less room they have, the shorter each time the thread stands still to clear them away. */
const YOUNG = { maxYoungGenerationSizeMb: 12 }
/** Most that may wait: about what is looked at within the few seconds a sender waits. */
const QUEUE = 10_000

/**
 * Resolves when `size` threads are ready. If a thread dies, the receipts it was given reject, and a new thread takes its place.
 * They keep the process alive until `close`.
 */
export async function createVerifyPool(size: number = THREADS, file: URL = threadFile()): Promise<VerifyPool> {
  const threads = new Set<Thread>()
  const queue = createFairQueue<Waiting>()
  let n = 0
  let waiting = 0
  let closed = false

  function start(): Thread {
    const thread: Thread = { worker: new Worker(file, { execArgv: [], resourceLimits: YOUNG }), pending: new Map() }
    const { worker, pending } = thread
    const end = (cause: unknown): void => {
      threads.delete(thread)
      for (const { reject } of [...pending.values()].flat()) reject(cause)
      pending.clear()
      void worker.terminate()
      send()
    }
    worker.on('message', ({ n: which, verdicts }: VerifyReply) => {
      // Emptied, too: the tables that a map leaves behind would keep what was in it for seconds.
      pending
        .get(which)
        ?.splice(0)
        .forEach(({ resolve }, index) => resolve(verdicts[index]!))
      pending.delete(which)
      send()
    })
    for (const event of ['error', 'messageerror']) worker.on(event, end)
    worker.on('exit', () => end(new Error('A verifying thread ended.')))
    threads.add(thread)
    return thread
  }

  // The busier the threads, the more comes in meanwhile, and the more goes in one message.
  function send(): void {
    while (queue.size() > 0) {
      try {
        if (closed) throw new Error('The threads that verify have ended.')
        const thread = free()
        if (!thread) return
        const some = queue.dequeue(MOST)
        thread.worker.postMessage({ n: ++n, receipts: some.map(({ receipt }) => receipt) } satisfies VerifyRequest)
        thread.pending.set(n, some)
      } catch (cause) {
        for (const { reject } of queue.dequeue(MOST)) reject(cause)
      }
    }
  }

  // Undefined where all have enough to do.
  function free(): Thread | undefined {
    while (threads.size < size) start()
    const [thread] = [...threads].sort((one, other) => one.pending.size - other.pending.size) as [Thread]
    return thread.pending.size < AHEAD ? thread : undefined
  }

  async function close(): Promise<void> {
    closed = true
    await Promise.all([...threads].map(({ worker }) => worker.terminate()))
  }

  try {
    while (threads.size < size) await firstWords(start().worker)
  } catch (cause) {
    await close()
    throw cause
  }
  return {
    waiting: () => waiting,
    verify(receipt, batch = alone()) {
      // What is no text is found out at once; deep enough, it could not even be told to another thread.
      if (typeof receipt !== 'string') return verifyReceipt(receipt)
      if (waiting >= QUEUE) {
        const full = new QueueFull(`${QUEUE} receipts wait already`)
        const displaced = queue.displace(batch.connection)
        if (!displaced) return Promise.reject(full)
        displaced.reject(full)
      }
      waiting++
      const verdict = new Promise<Verified>((resolve, reject) => {
        queue.push({ receipt, resolve, reject }, batch)
        if (queue.size() === 1) setImmediate(send)
      })
      return verdict.finally(() => waiting--)
    },
    close,
  }
}

// Without a batch, a receipt counts as a batch of its own.
function alone(): BatchSource {
  return { connection: {}, size: 1 }
}

// A thread that has come up says so.
async function firstWords(worker: Worker): Promise<void> {
  const ended = once(worker, 'exit').then(() => {
    throw new Error('A verifying thread ended before it had begun.')
  })
  await Promise.race([once(worker, 'message'), ended])
}

// The built file: beside this one, or where this one is built to. A bundle needs it beside itself.
function threadFile(): URL {
  const places = ['verify-thread.js', '../../dist/verify/verify-thread.js'].map(
    (place) => new URL(place, import.meta.url),
  )
  const found = places.find((place) => existsSync(place))
  if (found) return found
  const fix =
    'Keep @placet/server out of the bundle, or copy its dist/verify/verify-thread.js beside the bundle, bundled by itself.'
  throw new ServerError('thread-missing', 'The file of the threads that verify receipts is not there.', fix)
}
