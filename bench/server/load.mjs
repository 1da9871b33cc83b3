// The customers: posts receipts, as many at once as told (closed loop), or as they happen to come (open loop).
import { on } from 'node:events'
import { setPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { answer, cpu } from './processes.mjs'
import { batchOf, readReceipts } from './receipts.mjs'
import { customersOf } from './socket.mjs'

let receipts = []

try {
  setPriority(-15)
} catch {}

answer({
  load({ file }) {
    receipts = readReceipts(file)
  },

  /** Closed loop over `urls` in turn, until the receipts are over. Throws unless all were accepted. */
  async closed({ urls, size, inFlight, from = 0, to = receipts.length, gap = 0 }) {
    const bodies = []
    for (let at = from; at + size <= to; at += size) bodies.push(batchOf(receipts.slice(at, at + size)))
    const servers = urls.map(customersOf)
    const sizes = new Set()
    const times = []
    let next = 0
    const began = cpu()
    const started = performance.now()
    await Promise.all(
      Array.from({ length: inFlight }, async (_, lane) => {
        while (next < bodies.length) {
          const body = bodies[next++]
          const sent = performance.now()
          const text = await servers[lane % urls.length].post(body)
          times.push(performance.now() - sent)
          sizes.add(checkOf(text, size))
          if (gap > 0) await new Promise((resolve) => setTimeout(resolve, gap))
        }
      }),
    )
    const took = (performance.now() - started) / 1000
    // Each turn of the log has its checkpoint, so that many were seen.
    const busy = Math.min(1, (cpu() - began) / (took * 1e6))
    return { receipts: next * size, perSecond: (next * size) / took, turns: sizes.size, busy, ...quantiles(times) }
  },

  /** Keeps a core as busy as the customers did: two cores that share one pair of arithmetic units slow each other down. */
  async spin({ seconds, busy }) {
    const text = batchOf(receipts.slice(0, 50)).toString()
    for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
      const slice = performance.now() + 10 * busy
      while (performance.now() < slice) JSON.stringify(JSON.parse(text))
      await new Promise((resolve) => setTimeout(resolve, 10 * (1 - busy)))
    }
  },

  /** Open loop: `rate` a second, Poisson; a latency counts from when the request should have been sent. */
  async open({ url, rate, count, from = 0 }) {
    const bodies = receipts.slice(from, from + count).map((receipt) => batchOf([receipt]))
    const customers = customersOf(url)
    const times = []
    const started = performance.now()
    const sent = []
    for await (const due of arrivals({ rate, count: bodies.length })) {
      const posted = customers.post(bodies[sent.length])
      sent.push(posted.then((text) => (checkOf(text, 1), times.push(clock() - due))))
    }
    await Promise.all(sent)
    return {
      receipts: times.length,
      perSecond: (times.length / (performance.now() - started)) * 1000,
      ...quantiles(times),
    }
  },
})

// One clock for both threads, in milliseconds.
function clock() {
  return performance.timeOrigin + performance.now()
}

async function* arrivals(workerData) {
  const worker = new Worker(new URL('clock.mjs', import.meta.url), { workerData })
  for await (const [come] of on(worker, 'message', { close: ['exit'] })) yield* come
}

// The size of the tree that an answer proves against; of the bare server there is none.
function checkOf(text, size) {
  if (text.startsWith('{"length"')) return 0
  const accepted = text.split('"status":201').length - 1
  if (accepted !== size) throw new Error(`${accepted} of ${size} accepted: ${text.slice(0, 300)}`)
  return Number(/\\n\\n[^\\"]+\\n(\d+)\\n/.exec(text)?.[1])
}

function quantiles(times) {
  const sorted = Float64Array.from(times).sort()
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]
  return { p50: at(0.5), p99: at(0.99), most: at(1) }
}
