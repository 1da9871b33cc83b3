// The conformance kit: tests a backend, in any language, against docs/protocol.md, and reports each rule that does not hold.
import { type BackendProcess, answers, makeBackendProcess } from './backend-process.ts'
import { ANSWERS, SENDING } from './batch.ts'
import { type Bench, type Check, type Group, type Level, LEVELS } from './check.ts'
import { type Exchange, Fault, Skip } from './fault.ts'
import { CLAIMS } from './claims.ts'
import { COUNTERSIGNATURE } from './countersignature.ts'
import { makeDevice } from './device.ts'
import { DURABILITY } from './durability.ts'
import { makeEvidence } from './evidence.ts'
import { FORGED } from './forged.ts'
import { FORM } from './form.ts'
import { IDEMPOTENCY } from './idempotency.ts'
import { LOG } from './log.ts'
import { READ_ACCESS } from './read-access.ts'
import { READING } from './reading.ts'
import { SIGNATURE } from './signature.ts'
import { SITES } from './sites.ts'
import { ConformanceError } from './errors.ts'
import { cut, makeWire, type Result } from './wire.ts'

/** All checks, by the heading of docs/protocol.md that they test. */
export const GROUPS: readonly Group[] = [
  { section: 'POST /receipts', checks: SENDING },
  { section: 'The answer', checks: ANSWERS },
  { section: 'What a backend does, in this order', checks: [...SIGNATURE, ...FORGED, ...CLAIMS] },
  { section: 'Idempotency', checks: IDEMPOTENCY },
  { section: 'Refusing a whole request', checks: FORM },
  { section: 'Sites and CORS', checks: SITES },
  { section: 'Countersignatures and keys', checks: COUNTERSIGNATURE },
  { section: 'The log', checks: LOG },
  { section: 'Reading', checks: [...READING, ...READ_ACCESS] },
  { section: 'Durability', checks: DURABILITY },
]

export type ConformanceOptions = {
  /** The site whose receipts are sent; default `http://localhost`, which a backend without configuration accepts. */
  site?: string | undefined
  /** A command that runs the backend in the foreground: the kit starts, stops and kills it. */
  restart?: string | undefined
  /** The level that must be reached; default: the one that the backend answers at. */
  level?: Level | undefined
  /** Milliseconds until a request must be answered, default 10,000. */
  timeout?: number | undefined
  /** Names of the checks to run; default: all. */
  only?: readonly string[] | undefined
  /** Ends at the first MUST that does not hold. Later checks are not in the report. */
  failFast?: true | undefined
}

/** `advised`: a SHOULD that does not hold. */
export type Outcome = 'passed' | 'failed' | 'advised' | 'skipped'

/** The result of one check. */
export type CheckResult = {
  name: string
  section: string
  must: 'MUST' | 'SHOULD'
  level: Level
  says: string
  outcome: Outcome
  reason?: string
  /** The request and the answer, if they show the failure. */
  sent?: string
  came?: string
}

export type Report = {
  url: string
  site: string
  /** `offered`: the level that the backend answers at. `reached`: the highest level whose rules all hold. */
  level: { offered: Level; reached: Level | 'none'; wanted?: Level }
  conforms: boolean
  checks: CheckResult[]
}

/**
 * @param url the backend's base URL, or its `/receipts`
 * @throws ConformanceError `backend-unreachable` if no server answers there, `site-refused`, `check-unknown`
 */
export async function runConformance(url: string, options: ConformanceOptions = {}): Promise<Report> {
  const { site = 'http://localhost', restart, level: wanted, timeout = 10_000, only, failFast } = options
  demandKnown(only)
  const base = url.replace(/\/+$/, '').replace(/\/receipts$/, '')
  const wire = makeWire(base, site, timeout)
  const process = restart === undefined ? undefined : makeBackendProcess(restart, base)
  try {
    await reach(base, process)
    const bench: Bench = { wire, device: makeDevice(site), evidence: makeEvidence(wire), site, process }
    const offered = await offeredLevel(bench)
    const asked = GROUPS.flatMap(({ section, checks }) => checks.map((check) => ({ section, check })))
    const checks: CheckResult[] = []
    for (const { section, check } of asked) {
      if (only && !only.includes(check.name)) continue
      checks.push(resultOf(check, section, await outcomeOf(check, bench, highest(offered, wanted))))
      if (failFast && checks.at(-1)!.outcome === 'failed') break
    }
    const reached = reachedLevel(checks, offered)
    const failed = checks.some(({ outcome }) => outcome === 'failed')
    const conforms = !failed && rank(reached) >= rank(wanted ?? 'acknowledged')
    return { url: base, site, level: { offered, reached, ...(wanted ? { wanted } : {}) }, conforms, checks }
  } finally {
    await process?.stop()
    wire.close()
  }
}

// Otherwise a misspelt name would pass, because no check was run.
function demandKnown(only: readonly string[] = []): void {
  const names = GROUPS.flatMap(({ checks }) => checks.map(({ name }) => name))
  const unknown = only.find((name) => !names.includes(name))
  if (unknown === undefined) return
  throw new ConformanceError('check-unknown', `There is no check ${unknown}.`, 'A report names all of them.')
}

async function reach(base: string, process: BackendProcess | undefined): Promise<void> {
  if (!/^https?:\/\//.test(base) || !URL.canParse(base)) {
    const fix = 'Give the base URL of a backend, such as http://127.0.0.1:8787.'
    throw new ConformanceError('backend-unreachable', `${base} is no http URL.`, fix)
  }
  try {
    await process?.start()
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause
    throw new ConformanceError('backend-unreachable', cause.message, 'Correct the command of --restart.', cause)
  }
  if (await answers(base)) return
  throw new ConformanceError(
    'backend-unreachable',
    `Nothing answers at ${base}.`,
    'Start the backend, or correct the URL.',
  )
}

// Determines the level by sending one receipt: its result shows what the backend offers.
async function offeredLevel({ wire, device, site }: Bench): Promise<Level> {
  const results = await wire.post([await device.receipt()]).catch((cause: unknown): Result[] => {
    const { status, json } = (cause instanceof Fault && cause.exchange) || {}
    if (status !== 403 || (json as { code?: unknown } | undefined)?.code !== 'site-unknown') return []
    const fix = 'Name one of its sites with --site.'
    throw new ConformanceError('site-refused', `The backend takes no receipts of ${site}.`, fix, cause)
  })
  if (results[0]?.proof !== undefined) return 'logged'
  return results[0]?.countersignature === undefined ? 'acknowledged' : 'countersigned'
}

type Finding = { outcome: Outcome; reason?: string; exchange?: Exchange | undefined }

async function outcomeOf(check: Check, bench: Bench, asked: Level): Promise<Finding> {
  const { level = 'acknowledged' } = check
  if (rank(level) > rank(asked)) return { outcome: 'skipped', reason: `the backend answers at level ${asked}` }
  try {
    await check.run(bench)
    return { outcome: 'passed' }
  } catch (error) {
    if (error instanceof Skip) return { outcome: 'skipped', reason: error.message }
    const outcome = check.should ? 'advised' : 'failed'
    if (error instanceof Fault) return { outcome, reason: error.message, exchange: error.exchange }
    // An answer that causes an error in the kit does not pass.
    return { outcome, reason: `the answer could not be read: ${String(error)}` }
  }
}

function resultOf(check: Check, section: string, { outcome, reason, exchange }: Finding): CheckResult {
  const { name, says, should, level = 'acknowledged' } = check
  const shown = exchange ? { sent: exchange.sent, came: formatExchange(exchange) } : {}
  const why = reason === undefined ? {} : { reason }
  return { name, section, must: should ? 'SHOULD' : 'MUST', level, says, outcome, ...why, ...shown }
}

function formatExchange({ status, headers, text }: Exchange): string {
  if (status === 0) return 'nothing'
  const type = headers['content-type'] === undefined ? [] : [headers['content-type']]
  return [String(status), ...type, ...(text ? [cut(text, 300)] : [])].join(' · ')
}

function reachedLevel(checks: readonly CheckResult[], offered: Level): Level | 'none' {
  let reached: Level | 'none' = 'none'
  for (const level of LEVELS) {
    const failed = checks.some((check) => check.level === level && check.outcome === 'failed')
    if (failed || rank(level) > rank(offered)) break
    reached = level
  }
  return reached
}

const rank = (level: Level | 'none') => LEVELS.indexOf(level as Level)
const highest = (one: Level, other: Level = one) => (rank(one) > rank(other) ? one : other)
