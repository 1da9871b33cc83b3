// How long a customer's browser waits: a single POST with nobody else there, and at 70 % of what the server can take.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { beside, start } from './processes.mjs'
import { SHAPES, WARM } from './throughput.mjs'

/** One fresh server; `count` receipts in the open loop. Milliseconds; `stolen` is the part of the machine that others had. */
export async function latencyRun({ load, place, folder, count, loadPart = 0.7 }) {
  const server = start('serve.mjs')
  const dataDir = join(folder, randomUUID())
  const url = await server.ask({ what: 'placet', dataDir, store: place ?? join(dataDir, 'placet.db') })
  let next = 0
  const closed = (some, more) =>
    load.ask({ what: 'closed', urls: [url], ...SHAPES.single, from: next, to: (next += some), ...more })
  const open = (some, rate) =>
    load.ask({ what: 'open', url, rate, from: next, count: some }).finally(() => (next += some))
  await closed(WARM)
  // What it can take is asked of this very server, now: the machine may be another in a minute.
  const full = await closed(4000)
  const alone = await closed(200, { inFlight: 1, gap: 12 })
  const inRow = await closed(200, { inFlight: 1 })
  const rate = full.perSecond * loadPart
  // A second to get into step: connections are opened, and the machine wakes up.
  await open(Math.round(rate), rate)
  const loaded = await beside(() => open(count, rate))
  await server.end()
  return {
    unloaded: alone.p50,
    inRow: inRow.p50,
    rate,
    p50: loaded.p50,
    p99: loaded.p99,
    stolen: loaded.stolen,
    ratio: loaded.p99 / alone.p50,
  }
}
