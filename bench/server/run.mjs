// The benchmark of the server: pnpm bench:server [--quick] [--profile]. Every figure stands beside a ceiling of the same run;
// docs/performance.md says what they mean. Writes bench/test-results/server.json and the plot of docs/pictures.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isDisturbed, latencyRun } from './latency.mjs'
import { lookUpPlot } from './plot.mjs'
import { checkLog, startPostgres } from './postgres.mjs'
import { start } from './processes.mjs'
import { summary } from './profile.mjs'
import { purgingRound } from './purging.mjs'
import { receiptsFile } from './receipts.mjs'
import { median, percent, table } from './report.mjs'
import { latencyRows, lookUpRows, pairRows, purgingRows, roundRows, slowRows } from './rows.mjs'
import { medians, round, serverRun, SHAPES } from './throughput.mjs'

const RESULTS = join(import.meta.dirname, '../test-results')
const PARTS = ['libsql', 'postgres', 'slow', 'latency', 'pair', 'purge', 'lookups']
const { values: options } = parseArgs({
  options: { quick: { type: 'boolean' }, profile: { type: 'boolean' }, only: { type: 'string', multiple: true } },
})
const { quick = false, profile = false, only = PARTS } = options
const rounds = quick ? 1 : 5
const count = quick ? 3000 : 8000

const folder = mkdtempSync(join(tmpdir(), 'placet-bench-'))
const file = await receiptsFile()
const load = start('load.mjs')
const ceilings = start('ceilings.mjs')
for (const each of [load, ceilings]) await each.ask({ what: 'load', file })
const cluster = only.some((part) => part === 'postgres' || part === 'pair') ? await startPostgres() : undefined
const run = { load, ceilings, folder, count }

try {
  if (profile) await profiles()
  else await measure()
} finally {
  for (const each of [load, ceilings]) await each.end()
  await cluster?.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function measure() {
  const found = {
    at: new Date().toISOString(),
    node: process.version,
    cpu: cpus()[0].model,
    cores: cpus().length,
    quick,
  }
  const rows = []
  const told = (more) => {
    rows.push(...more)
    console.log(table(more))
  }
  const place = cluster && (() => cluster.database())
  for (const [name, at] of [['libsql'], ['postgres', place]]) {
    if (!only.includes(name) || (name === 'postgres' && !place)) continue
    found[name] = medians(await repeated(rounds, () => round({ ...run, place: at })))
    told(roundRows(name, found[name]))
  }
  if (only.includes('slow')) told(slowRows((found.slow = medians(await repeated(rounds, slowRound)))))
  if (only.includes('latency')) {
    found.latency = medians(await repeated(Math.min(3, rounds), latencyRound))
    told(latencyRows(found.latency))
  }
  if (only.includes('pair') && place)
    told(pairRows((found.pair = medians(await repeated(rounds, () => pairRound(place))))))
  if (only.includes('purge'))
    told(purgingRows((found.purge = medians(await repeated(Math.min(3, rounds), () => purgingRound(run))))))
  if (only.includes('lookups')) {
    found.lookUps = await lookUps()
    told(lookUpRows(found.lookUps))
  }
  console.log(`\n${found.cpu}, ${found.cores} cores, Node ${found.node}${quick ? ', quick' : ''}\n\n${table(rows)}`)
  mkdirSync(RESULTS, { recursive: true })
  writeFileSync(join(RESULTS, 'server.json'), `${JSON.stringify(found, null, 2)}\n`)
}

// A tail is measured in milliseconds, and a core that is gone for twenty of them is nobody's fault here. The last of a few is taken
// as it is, and says so.
async function undisturbed(work, tries = 8) {
  const found = await work()
  if (!isDisturbed(found) || tries === 1) return found
  const { stolen, part, p99 } = found
  console.log(
    `Again: ${percent(stolen)} of the machine taken by others, ${percent(part)} of full load (p99 ${p99.toFixed(0)} ms)`,
  )
  return undisturbed(work, tries - 1)
}

async function repeated(times, work) {
  const all = []
  while (all.length < times) all.push(await work())
  return all
}

// The disk as it is, a millisecond slower, five milliseconds slower.
async function slowRound() {
  const at = async (slow) => (await serverRun({ ...run, shape: SHAPES.single, slow })).perSecond
  const [fast, by1, by5] = [await at(0), await at(1), await at(5)]
  return { fast, by1, by5, ratio1: by1 / fast, ratio5: by5 / fast }
}

// Ours, and beside it the least that could take its place: where that one is slow, it is the machine.
async function latencyRound() {
  const least = await undisturbed(() => latencyRun(run, 'least'))
  const placet = await undisturbed(() => latencyRun(run, 'placet'))
  return { least, placet, ratio: placet.p99 / least.p99 }
}

// One server process on a PostgreSQL, then two, with the same customers.
async function pairRound(place) {
  const found = {}
  for (const [name, shape] of Object.entries(SHAPES)) {
    const runs = []
    for (const processes of [1, 2]) {
      const url = await place()
      runs.push(await serverRun({ ...run, place: url, shape, processes }))
      await checkLog(url)
    }
    const [one, two] = runs.map(({ perSecond, cpu, idle }) => ({ perSecond, cpu, idle }))
    found[name] = { one, two, ratio: two.perSecond / one.perSecond }
  }
  return found
}

async function lookUps() {
  const child = start('lookups.mjs')
  await child.ask({ what: 'open', file: join(folder, 'large.db') })
  const found = []
  for (const size of quick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000]) {
    await child.ask({ what: 'fill', to: size })
    const middles = async (of, ...names) => {
      const each = await repeated(quick ? 1 : 3, () => child.ask(of))
      return Object.fromEntries(names.map((name) => [name, median(each.map((one) => one[name]))]))
    }
    const times = await middles({ what: 'lookUp', count: 3000 }, 'proof')
    const audit = size >= 100_000 ? await middles({ what: 'audit' }, 'perSecond', 'cpu') : undefined
    found.push({ size, ...times, ...(audit ? { audit } : {}) })
  }
  await child.end()
  const line = (name, what) => ({ name, points: found.map((each) => [each.size, each[what]]) })
  const pictures = join(import.meta.dirname, '../../docs/pictures')
  if (!quick) writeFileSync(join(pictures, 'look-ups.svg'), lookUpPlot([line('proof', 'proof')]))
  return found
}

// Where the time of a server goes, for both shapes.
async function profiles() {
  for (const [name, shape] of Object.entries(SHAPES)) {
    const at = join(folder, `profile-${name}`)
    mkdirSync(at)
    const { cpu } = await serverRun({ ...run, shape, profile: at })
    console.log(`\n${name}: ${Math.round(cpu)} µs of CPU for a receipt`)
    for (const [part, share] of summary(at)) console.log(`${(share * 100).toFixed(1).padStart(6)} %  ${part}`)
  }
}
