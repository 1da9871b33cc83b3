// What customers notice of a purge: single POSTs at a fixed rate, at a server that erases nothing and at one that erases.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { beside, start } from './processes.mjs'
import { SHAPES, WARM } from './throughput.mjs'

/** Requests a second, and expired receipts: so many that the purge is not over before the last request. */
const RATE = 400
const EXPIRED = 200_000

/** Latencies in milliseconds. */
export async function purgingRound(run) {
  return { rate: RATE, without: await purgingRun(run, 'P99Y'), purging: await purgingRun(run, 'P1Y') }
}

async function purgingRun({ load, folder, count }, retention) {
  const server = start('serve.mjs')
  const dataDir = join(folder, randomUUID())
  const issuer = await server.ask({ what: 'expired', dataDir, count: EXPIRED })
  const url = await server.ask({ what: 'placet', dataDir, issuer, retention })
  await load.ask({ what: 'closed', urls: [url], ...SHAPES.single, to: WARM })
  const before = await erasedAt(url)
  const { p50, p99, stolen, idle } = await beside(() =>
    load.ask({ what: 'open', url, rate: RATE, from: WARM, count: count / 2 }),
  )
  const after = await erasedAt(url)
  await server.end()
  const erased = ((after - before) * RATE) / (count / 2)
  return { p50, p99, stolen, idle, erased, isOver: after >= EXPIRED }
}

async function erasedAt(url) {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^placet_purged_receipts_total (\d+)/m.exec(metrics)?.[1] ?? 0)
}
