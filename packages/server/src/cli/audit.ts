// `placet audit`: recomputes a store from its receipts and reports everything that does not match.
import { rename, writeFile } from 'node:fs/promises'
import cliProgress from 'cli-progress'
import { Command } from 'commander'
import { auditStore, type AuditFinding, type AuditReport } from '../audit/audit.ts'
import { writeCheckpoints } from '../audit/witness.ts'
import { ServerError } from '../errors.ts'
import { formatFinding, summary } from './audit-words.ts'
import { readWitnesses } from './evidence.ts'
import { readJwks } from './jwks.ts'
import { addStoreOptions, openToRead, type StorePlace } from './kept-store.ts'
import { printable } from './printable.ts'

type Options = StorePlace & {
  keys?: string
  since?: string[]
  site?: string
  save?: string
  treeOnly?: true
  json?: true
}

export function auditCommand(): Command {
  const command = new Command('audit').description(
    'recompute logs, receipts and chains of a store; exit code 1 if anything was altered, removed or forged in it',
  )
  return addStoreOptions(command)
    .option('--keys <file|url>', 'the backend’s JWKS; default: PLACET_KEYS, or keys.json of the data folder')
    .option('--since <file...>', 'checkpoints from outside: of --save, a proof, or a customer’s receipts with proofs')
    .option('--site <origin>', 'the log of this site only')
    .option('--save <file>', 'write the newest checkpoints for the next --since; nothing where there is an error')
    .option('--tree-only', 'logs only, which is fast: no signatures of receipts, no chains')
    .option('--json', 'print all findings and totals as JSON')
    .addHelpText('after', ABOUT)
    .action(run)
}

const ABOUT = `
The operator controls the store and its keys, but not the copies that others keep. Give your own copy of the JWKS
with --keys, and every checkpoint you can get with --since. A customer's receipt with its proof contains one.

  placet audit --save checkpoints.txt
  placet audit --since checkpoints.txt customer.json --save checkpoints.txt`

async function run({ keys: from, since = [], site, save, treeOnly, json, ...place }: Options): Promise<void> {
  const keys = await readJwks(from, place.data)
  if (!keys) {
    const fix = 'Give the backend’s JWKS with --keys.'
    throw new ServerError('keys-unreadable', 'There are no keys to check signatures with.', fix)
  }
  const witnesses = await readWitnesses(since)
  const store = await openToRead(place)
  const print = json ? jsonPrinter() : wordPrinter()
  const bar = makeBar()
  try {
    const report = await auditStore(store, {
      keys,
      since: witnesses,
      site,
      treeOnly,
      onFinding: print.finding,
      progress: bar.update,
    })
    bar.stop()
    print.end(report)
    if (save !== undefined) await saveCheckpoints(save, report, print.errors())
    process.exitCode = print.errors() > 0 ? 1 : 0
  } finally {
    bar.stop()
    await store.close()
  }
}

// Replaces the file in one step: it may be the only copy of the previous audit's checkpoints. If the audit found errors, the
// file is evidence of them and stays unchanged.
async function saveCheckpoints(file: string, { logs, notAudited }: AuditReport, errors: number): Promise<void> {
  if (errors > 0) {
    console.error(
      printable(`${file} was not written: there are errors, and earlier checkpoints are the evidence of them.`),
    )
    return
  }
  const notes = [...logs.flatMap(({ checkpoint }) => checkpoint ?? []), ...notAudited]
  if (notes.length === 0) return
  await writeFile(`${file}.new`, writeCheckpoints(notes))
  await rename(`${file}.new`, file)
}

type Printer = { finding(found: AuditFinding): void; end(report: AuditReport): void; errors(): number }

/** Maximum findings printed per code. The rest is counted. */
const SHOWN = 20

function wordPrinter(): Printer {
  const counts = new Map<string, number>()
  let errors = 0
  const shown: string[] = []
  const more = new Map<string, number>()
  return {
    finding(found) {
      const count = (counts.get(found.code) ?? 0) + 1
      counts.set(found.code, count)
      if (found.severity === 'error') errors++
      // Notes appear as totals in the summary.
      if (found.severity === 'note') return
      if (count <= SHOWN) shown.push(formatFinding(found))
      else more.set(found.code, count - SHOWN)
    },
    end(report) {
      const rest = [...more].map(([code, count]) => `  ${count} more of ${code}; --json prints all`)
      console.log(printable([...shown, ...rest, ...summary(report, counts, errors)].join('\n')))
    },
    errors: () => errors,
  }
}

// Prints each finding at once, so that findings need no memory.
function jsonPrinter(): Printer {
  let [errors, count] = [0, 0]
  // Printed with the first output, so that an audit that cannot begin prints no incomplete object.
  const opening = () => (count++ > 0 ? '' : '{"findings":[')
  return {
    finding(found) {
      if (found.severity === 'error') errors++
      process.stdout.write(`${count > 0 ? ',' : opening()}\n${JSON.stringify(found)}`)
    },
    end(report) {
      process.stdout.write(opening())
      process.stdout.write(`\n],"valid":${errors === 0},"report":${JSON.stringify(report, maps, 2)}}\n`)
    },
    errors: () => errors,
  }
}

function maps(_: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value
}

// A progress bar on stderr, on a terminal only: stdout may be redirected to a file.
function makeBar(): { update(done: number, of: number): void; stop(): void } {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined }
  const format = 'Auditing {bar} {percentage} % · {eta_formatted} left'
  const bar = new cliProgress.SingleBar({ format, clearOnComplete: true, hideCursor: true }, cliProgress.Presets.rect)
  let begun = false
  return {
    update(done, of) {
      if (!begun) bar.start(of, 0)
      begun = true
      bar.update(Math.min(done, of))
    },
    stop() {
      if (begun) bar.stop()
    },
  }
}
