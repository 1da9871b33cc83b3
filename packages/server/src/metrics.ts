// Prometheus metrics of a backend: counts and times, without data of customers. Labels are the operator's sites and the route
// templates, so that requests cannot increase the number of series.
import type { Counter as Counted, Gauge as Measured, Registry } from 'prom-client'
import type { LogEntry } from './http/request-log.ts'
import type { Store } from './store.ts'

export type Metrics = {
  /** Call it for each request, after its answer. */
  request(entry: LogEntry): void
  /** Wraps a store to measure its turns. */
  instrument(store: Pick<Store, 'turn'>): Pick<Store, 'turn'>
  /** Call it for each purged batch, and at the end of each purge; `at` is in milliseconds since 1970. */
  countPurged(receipts: number): void
  purgeFinished(succeeded: boolean, at: number): void
  /** Adds the connections of a server. `createHandler` has none to count. */
  connections(count: () => { open: number; dropped: number }): void
  /** All metrics in Prometheus text. `now` has the values that are read at this time. */
  render(now: { waiting: number; sizes: ReadonlyMap<string, number> }): Promise<{ text: string; type: string }>
}

/** Metrics of one backend, for `createHandler({ metrics })`. They enable `GET /metrics`, which must not be public. */
export async function createMetrics(): Promise<Metrics> {
  const { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } = await import('prom-client')
  const registers: [Registry] = [new Registry()]
  const [registry] = registers
  collectDefaultMetrics({ register: registry })
  const requests = new Counter({
    name: 'placet_requests_total',
    help: 'Requests answered.',
    labelNames: ['route', 'method', 'status'],
    registers,
  })
  const seconds = new Histogram({
    name: 'placet_request_seconds',
    help: 'From a request’s headers to its answer.',
    labelNames: ['route'],
    buckets: SECONDS,
    registers,
  })
  const receipts = new Counter({
    name: 'placet_receipts_total',
    help: 'Receipts answered: accepted, duplicate or refused.',
    labelNames: ['result'],
    registers,
  })
  const commit = new Histogram({
    name: 'placet_commit_seconds',
    help: 'One turn at a site’s log, from waiting for it to the disk.',
    buckets: SECONDS,
    registers,
  })
  const group = new Histogram({
    name: 'placet_commit_receipts',
    help: 'Receipts that shared a turn.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1024],
    registers,
  })
  const failed = new Counter({ name: 'placet_commit_failures_total', help: 'Turns that the store failed.', registers })
  const queue = new Gauge({
    name: 'placet_queue_waiting',
    help: 'Receipts that wait to be verified, or for a turn.',
    registers,
  })
  const size = new Gauge({
    name: 'placet_log_size',
    help: 'Receipts in a site’s log.',
    labelNames: ['site'],
    registers,
  })

  const purged = new Counter({
    name: 'placet_purged_receipts_total',
    help: 'Receipts erased because their retention was over.',
    registers,
  })
  const purge = new Gauge({
    name: 'placet_purge_last_success_timestamp_seconds',
    help: 'When a purge last ended well; 0 before the first.',
    registers,
  })
  const purgeFailed = new Counter({ name: 'placet_purge_failures_total', help: 'Purges that failed.', registers })

  return {
    countPurged: (count) => purged.inc(count),
    purgeFinished(succeeded, at) {
      if (succeeded) purge.set(at / 1000)
      else purgeFailed.inc()
    },
    request({ route, method, status, ms, receipts: counts = {} }) {
      requests.inc({ route, method: METHODS.has(method) ? method : 'other', status })
      seconds.observe({ route }, ms / 1000)
      for (const [result, count] of Object.entries(counts)) receipts.inc({ result }, count)
    },
    instrument: (store) => ({
      async turn(site, work) {
        const began = performance.now()
        let shared = 0
        try {
          await store.turn(site, (turn) =>
            work({
              ...turn,
              lookUp(lookup) {
                shared = lookup.numbers.length
                return turn.lookUp(lookup)
              },
            }),
          )
        } catch (cause) {
          failed.inc()
          throw cause
        }
        commit.observe((performance.now() - began) / 1000)
        group.observe(shared)
      },
    }),
    connections(count) {
      const open: Measured = new Gauge({
        name: 'placet_connections',
        help: 'Connections that are open.',
        registers: [],
        collect: () => open.set(count().open),
      })
      const dropped: Counted = new Counter({
        name: 'placet_connections_dropped_total',
        help: 'Connections closed at once, because limits.connections were open.',
        registers: [],
        collect() {
          dropped.reset()
          dropped.inc(count().dropped)
        },
      })
      registry.registerMetric(open)
      registry.registerMetric(dropped)
    },
    async render({ waiting, sizes }) {
      queue.set(waiting)
      for (const [site, leaves] of sizes) size.set({ site }, leaves)
      return { text: await registry.metrics(), type: registry.contentType }
    },
  }
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'OPTIONS'])
