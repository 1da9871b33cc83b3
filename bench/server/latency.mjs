// How long a customer's browser waits: a single POST with nobody else there, and at 70 % of what the server can take.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { beside, start } from './processes.mjs'
import { SHAPES, WARM } from './throughput.mjs'

/**
 * One fresh server, `what` of serve.mjs; `count` receipts in the open loop. Milliseconds. `part`: of what it could take, just
 * before and just after, so much was asked of it; `stolen`: so much of the machine its neighbours had meanwhile.
 */
export async function latencyRun({ load, folder, count }, what) {
  const server = start('serve.mjs')
  const dataDir = join(folder, randomUUID())
  const url = await server.ask({ what, dataDir, store: join(dataDir, 'placet.db') })
  let next = 0
  const closed = (some, more) =>
    load.ask({ what: 'closed', urls: [url], ...SHAPES.single, from: next, to: (next += some), ...more })
  const open = (some, rate) =>
    load.ask({ what: 'open', url, rate, from: next, count: some }).finally(() => (next += some))
  const able = async () => ({
    full: (await closed(3000)).perSecond,
    alone: (await closed(150, { inFlight: 1, gap: 12 })).p50,
    inRow: (await closed(100, { inFlight: 1 })).p50,
  })
  await closed(WARM)
  const before = await able()
  const rate = before.full * LOAD
  // A second to get into step: connections are opened, and the machine wakes up.
  await open(Math.round(rate), rate)
  const loaded = await beside(() => open(count, rate))
  const after = await able()
  await server.end()
  const both = (name) => (before[name] + after[name]) / 2
  return {
    unloaded: both('alone'),
    inRow: both('inRow'),
    full: both('full'),
    part: rate / both('full'),
    rate,
    p50: loaded.p50,
    p99: loaded.p99,
    stolen: loaded.stolen,
    ratio: loaded.p99 / both('alone'),
  }
}

/** How much of what the server can take is asked of it. */
export const LOAD = 0.7

/** A machine on which others work, too, is another one a minute later: what was asked was not what was meant, or not of all of it. */
export function isDisturbed({ stolen, part }) {
  return stolen > 0.01 || Math.abs(part / LOAD - 1) > 0.05
}
