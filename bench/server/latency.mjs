// How long a customer's browser waits: a single POST with nobody else there, and at 70 % of what the server can take.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { start } from './processes.mjs'
import { SHAPES } from './throughput.mjs'

/** One fresh server; `count` receipts in the open loop. Milliseconds. */
export async function latencyRun({ load, place, folder, count, loadPart = 0.7 }) {
  const server = start('serve.mjs')
  const dataDir = join(folder, randomUUID())
  const url = await server.ask({ what: 'placet', dataDir, store: place ?? join(dataDir, 'placet.db') })
  const closed = (more) => load.ask({ what: 'closed', urls: [url], ...SHAPES.single, ...more })
  await closed({ to: 3000 })
  // What it can take is asked of this very server, now: the machine may be another in a minute.
  const full = await closed({ from: 3000, to: 6000 })
  const alone = await closed({ from: 6000, to: 6200, inFlight: 1, gap: 12 })
  const inRow = await closed({ from: 6200, to: 6400, inFlight: 1 })
  const rate = full.perSecond * loadPart
  // A second to get into step: connections are opened, and the machine wakes up.
  const warm = Math.round(rate)
  await load.ask({ what: 'open', url, rate, from: 6400, count: warm })
  const loaded = await load.ask({ what: 'open', url, rate, from: 6400 + warm, count })
  await server.end()
  return {
    unloaded: alone.p50,
    inRow: inRow.p50,
    rate,
    p50: loaded.p50,
    p99: loaded.p99,
    ratio: loaded.p99 / alone.p50,
  }
}
