// What `npx --yes pnpm@12.21.0 test` runs: build, types, lint, sizes, units, flows. Goes on after a failure, except of the
// build, and ends with what ran, in which engines, and `N passed, N failed, N skipped`.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const ROOT = join(import.meta.dirname, '..')
const REPORTS = join(import.meta.dirname, 'test-results')

const STEPS = [
  { name: 'build', run: ['build'], vital: true },
  { name: 'types', run: ['exec', 'tsc', '-p', 'test'] },
  { name: 'lint', run: ['lint'] },
  { name: 'sizes', run: ['size'], needs: '.size-limit.json' },
  {
    name: 'units',
    run: [
      ...['--dir', 'test', 'exec', 'vitest', 'run', '--reporter=default', '--reporter=json'],
      '--outputFile.json=test-results/units.json',
    ],
    count: countUnits,
  },
  { name: 'flows', run: ['--dir', 'test', 'exec', 'playwright', 'test'], count: countFlows },
]

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))

async function main(args) {
  const env = { ...process.env, ...(args.includes('--long') ? { PLACET_LONG: '1' } : {}) }
  rmSync(REPORTS, { recursive: true, force: true })
  const done = []
  for (const step of STEPS) {
    if (step.needs && !existsSync(join(ROOT, step.needs))) continue
    console.log(`\n━━ ${step.name}: pnpm ${step.run.join(' ')}`)
    done.push({ ...step, ...(await timed(step.run, env)) })
    if (step.vital && done.at(-1).code !== 0) break
  }
  const { lines, code } = summary(done)
  console.log(lines.join('\n'))
  process.exitCode = code
}

/** Steps that ran, with exit code and time; the closing lines and the exit code out. */
export function summary(steps) {
  const lines = ['']
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { name, code, seconds, count } of steps) {
    const counted = count?.() ?? { passed: 0, failed: 0, skipped: 0, notes: [] }
    // A step that fails without a failing test (types, lint, an unhandled rejection) is one failure by itself.
    const lone = code !== 0 && counted.failed === 0
    if (lone) counted.failed = 1
    for (const key of Object.keys(total)) total[key] += counted[key]
    const tests = count ? `  ${counted.passed} passed, ${counted.failed} failed, ${counted.skipped} skipped` : ''
    lines.push(`${code === 0 ? '✓' : '✗'} ${name.padEnd(6)} ${seconds.toFixed(1).padStart(6)} s${tests}`)
    lines.push(...(counted.notes ?? []).map((note) => `    ${note}`))
    if (lone && count) lines.push(`    failed: no test, but the step (exit code ${code}): see its error above`)
  }
  lines.push('', `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  const broken = total.failed > 0 || steps.some((step) => step.code !== 0)
  return { lines, code: broken || total.passed === 0 ? 1 : 0 }
}

/** Vitest's JSON report, counted; a file that could not be loaded has no tests and counts as one failure. */
export function countUnits(report = reported('units.json')) {
  if (!report) return undefined
  const tests = report.testResults.flatMap((file) => file.assertionResults)
  const failedFiles = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  const passed = tests.filter((test) => test.status === 'passed')
  const failed = tests.filter((test) => test.status === 'failed')
  const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed')
  return {
    passed: passed.length,
    failed: failed.length + failedFiles.length,
    skipped: skipped.length,
    notes: [
      ...failed.map((test) => `failed: ${test.fullName}`),
      ...failedFiles.map((file) => `failed: ${file.name}`),
      ...skipped.map((test) => `skipped: ${test.fullName}`),
    ],
  }
}

/** Playwright's JSON report, counted; says which engines ran. */
export function countFlows(report = reported('flow.json')) {
  if (!report) return undefined
  const runs = specs(report).flatMap((spec) => spec.tests.map((test) => ({ title: spec.title, ...test })))
  const failed = runs.filter((run) => run.status === 'unexpected' || run.status === 'flaky')
  const skipped = runs.filter((run) => run.status === 'skipped')
  const ran = new Set(runs.filter((run) => run.status !== 'skipped').map((run) => run.projectName))
  const known = report.config.metadata?.engines ?? {}
  const engines = Object.keys(known).flatMap((name) => (ran.has(name) ? [known[name]] : []))
  const missing = known.firefox ? '' : '; no Firefox on this machine'
  return {
    passed: runs.length - failed.length - skipped.length,
    failed: failed.length + report.errors.length,
    skipped: skipped.length,
    notes: [
      ...failed.map((run) => `failed: ${run.title} (${run.projectName})`),
      ...skipped.map((run) => `skipped: ${run.title} (${run.projectName})`),
      `engines: ${engines.join(', ') || 'none'}${missing}`,
    ],
  }
}

function specs(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)]
}

function reported(name) {
  const path = join(REPORTS, name)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
}

// pnpm is on PATH: `pnpm test` and `npx pnpm@… test` both see to that.
function timed(args, env) {
  const start = performance.now()
  return new Promise((resolve) => {
    const end = (code) => resolve({ code, seconds: (performance.now() - start) / 1000 })
    const options = { cwd: ROOT, env, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' }
    const child = spawn('pnpm', args, options)
    child.on('error', (error) => {
      console.error(`pnpm could not be started: ${error.message}`)
      end(1)
    })
    child.on('exit', (code) => end(code ?? 1))
  })
}
