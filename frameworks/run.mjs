// What `pnpm test:frameworks [names]` runs, after `pnpm build`: packs our packages, installs and builds each example with them,
// drives it in Chromium in both modes, and ends with a table and `N passed, N failed, N skipped`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { environmentOf, findExamples, missingNode } from './examples.mjs'
import { FRAMEWORKS, pack } from './pack.mjs'
import { serveBuilt, serveDevelopment } from './serve.mjs'
import { failure, rowsOf, table } from './table.mjs'

const TEST = join(FRAMEWORKS, '../test')
const REPORTS = join(TEST, 'test-results/frameworks')
const PNPM = ['install', '--frozen-lockfile', '--prefer-offline', '--reporter', 'silent']

const examples = findExamples(process.argv.slice(2))
pack()
mkdirSync(REPORTS, { recursive: true })
const results = []
// While one example is driven, the next is installed and built.
let next = prepare(examples[0])
for (const [index, example] of examples.entries()) {
  const rows = await next
  next = index + 1 < examples.length ? prepare(examples[index + 1]) : undefined
  const ready = rows.every((row) => row.status === 'passed')
  results.push({ title: example.title, rows: ready ? [...rows, ...(await drive(example))] : rows })
}
const { lines, code } = table(results)
console.log(lines.join('\n'))
process.exitCode = code

/** Installs, builds and checks the types. @returns one row each */
async function prepare(example) {
  const rows = []
  const steps = [
    ...(example.member ? [] : [['install', ['pnpm', ...PNPM]]]),
    ['build', example.build],
    ...(example.types ? [['types', example.types]] : []),
  ]
  for (const [journey, [program, ...args]] of steps) {
    const start = performance.now()
    const { code, said } = await run(program, args, example.folder, environmentOf(example))
    if (code !== 0) return [...rows, failure(journey, said.slice(-3000))]
    rows.push({ journey, mode: 'built', status: 'passed' })
    log(example, journey, start)
    const missing = missingNode(example)
    if (missing) return [...rows, { journey: 'build', mode: 'built', status: 'skipped', reason: missing }]
  }
  return rows
}

async function drive(example) {
  const start = performance.now()
  const report = join(REPORTS, `${example.name}.json`)
  rmSync(report, { force: true })
  const served = await Promise.allSettled([serveBuilt(example), serveDevelopment(example)])
  try {
    const broken = served.filter((each) => each.status === 'rejected')
    if (broken.length) return broken.map(({ reason }) => failure('serve', String(reason)))
    const [built, development] = served.map((each) => each.value.url)
    const { folder, edit, lacks = {}, serverRendered = false, ownInterface = false, trustedTypes = false } = example
    const told = { folder, edit, lacks, serverRendered, ownInterface, trustedTypes, urls: { built, development } }
    const env = { ...process.env, PLACET_EXAMPLE: JSON.stringify(told), PLAYWRIGHT_JSON_OUTPUT_NAME: report }
    console.log(`\n━━ ${example.title}`)
    const args = ['--dir', TEST, 'exec', 'playwright', 'test', '-c', 'frameworks/playwright.config.ts']
    const { said } = await run('pnpm', args, TEST, env, 'inherit')
    log(example, 'journeys', start)
    return existsSync(report)
      ? rowsOf(JSON.parse(readFileSync(report, 'utf8')))
      : [failure('suite', said || 'no report')]
  } finally {
    for (const each of served) if (each.status === 'fulfilled') await each.value.stop()
  }
}

async function run(program, args, cwd, env, output = 'pipe') {
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', output, output] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (more) => (said += more))
  const [code] = await once(child, 'close').catch((error) => [String(error)])
  return { code, said }
}

function log({ title }, step, start) {
  console.log(`${title}: ${step} ${((performance.now() - start) / 1000).toFixed(1)} s`)
}
