// Accepted receipts a second, and what they are a part of: each round measures the ceilings and the servers in turn, so that
// whatever else the machine does hits both.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { beside, start } from './processes.mjs'
import { median } from './report.mjs'

/** Singles, and batches of 50: so many requests at once that a server whose receipts gather first, or two, always have some. */
export const SHAPES = { single: { size: 1, inFlight: 96 }, batch: { size: 50, inFlight: 12 } }
/** Receipts for each server before the clock starts: for the first ten thousand, a fifth of its work is compiling itself. */
export const WARM = 10_000

/**
 * One fresh server on a fresh store.
 * @param how `place` of the store, `folder` for its keys, `shape`, `slow` milliseconds more for each commit
 */
export async function serverRun({ load, place, folder, shape, count, slow, processes = 1, profile }) {
  const dataDir = join(folder, randomUUID())
  const servers = Array.from({ length: processes }, () => start('serve.mjs', { profile }))
  const urls = []
  // One after the other: the first makes keys and tables.
  for (const each of servers) {
    urls.push(await each.ask({ what: 'placet', dataDir, store: place ?? join(dataDir, 'placet.db'), slow }))
  }
  const used = async () => Promise.all(servers.map((each) => each.ask({ what: 'used' })))
  const from = WARM * processes
  await load.ask({ what: 'closed', urls, ...shape, to: from })
  const before = await used()
  const ran = await beside(() => load.ask({ what: 'closed', urls, ...shape, from, to: from + count }))
  const after = await used()
  if (slow && after[0].commits === 0) throw new Error('no commit was slowed: the store commits in another way now')
  await Promise.all(servers.map((each) => each.end()))
  const cpu = after.reduce((sum, each, index) => sum + each.cpu - before[index].cpu, 0) / ran.receipts
  return { ...ran, cpu, group: ran.receipts / ran.turns, rss: after[0].rss, dataDir }
}

/** Requests a second through the adapter alone. */
async function bareRun({ load, count }) {
  const server = start('serve.mjs')
  const url = await server.ask({ what: 'bare' })
  const shape = { urls: [url], ...SHAPES.single }
  await load.ask({ what: 'closed', ...shape, to: WARM })
  const before = await server.ask({ what: 'used' })
  const ran = await load.ask({ what: 'closed', ...shape, from: WARM, to: WARM + count })
  const after = await server.ask({ what: 'used' })
  await server.end()
  return { perSecond: ran.perSecond, wall: 1e6 / ran.perSecond, cpu: (after.cpu - before.cpu) / ran.receipts }
}

/**
 * One round on one store: both shapes, and beside each the ceilings, with the other core as busy as the customers kept it;
 * each shape as a part of what its ceilings allow together.
 */
export async function round({ load, ceilings, place, folder, count }) {
  const seconds = count / 5000
  const found = { bare: await bareRun({ load, count }) }
  const busily = async (busy, asked) => {
    const [ceiling] = await Promise.all([
      ceilings.ask({ ...asked, seconds }),
      load.ask({ what: 'spin', seconds: seconds + 0.1, busy }),
    ])
    return ceiling
  }
  const insert = async (busy, group) => {
    const at = place ? await place() : join(folder, `${randomUUID()}.db`)
    return busily(busy, { what: 'insert', place: at, group })
  }
  for (const [name, shape] of Object.entries(SHAPES)) {
    const ran = await serverRun({ load, place: place && (await place()), folder, shape, count })
    const verify = await busily(ran.busy, { what: 'verify' })
    const sign = await busily(ran.busy, { what: 'sign' })
    // In groups as large as the server's were: a larger one would be a ceiling nobody could reach.
    const rows = await insert(ran.busy, Math.max(1, Math.round(ran.group)))
    found[name] = { ...ran, verify, sign, insert: rows, ratio: parts([verify, sign, rows], ran) }
    found[name].withHttp = parts([verify, sign, rows, shared(found.bare, shape.size)], ran)
  }
  found.insert50 = await insert(found.batch.busy, 50)
  return found
}

function shared({ wall, cpu }, size) {
  return { wall: wall / size, cpu: cpu / size }
}

// What the ceilings take for one receipt over what the server took, by the clock and in CPU.
function parts(ceilings, ran) {
  const sum = (name) => ceilings.reduce((total, each) => total + each[name], 0)
  return { wall: (sum('wall') * ran.perSecond) / 1e6, cpu: sum('cpu') / ran.cpu }
}

/** The medians of the same figures over rounds: objects in, one object out. */
export function medians(rounds) {
  const [first] = rounds
  if (typeof first !== 'object') return typeof first === 'number' ? median(rounds) : first
  return Object.fromEntries(Object.keys(first).map((name) => [name, medians(rounds.map((each) => each[name]))]))
}
