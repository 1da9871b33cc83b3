// `placet verify`: verifies evidence and prints one line for each receipt, with its findings. Needs neither network nor store.
import {
  chainFindings,
  checkpointFinding,
  type Evidence,
  type Finding,
  type KeySet,
  type Verdict,
  verify,
} from '@placet/receipt'
import { Command } from 'commander'
import type { AuditFinding } from '../audit/audit.ts'
import { splitFindings } from '../audit/split.ts'
import { readCheckpoints, type Witness } from '../audit/witness.ts'
import { ServerError } from '../errors.ts'
import { nodePrimitives } from '../verify/primitives.ts'
import { readEvidence, readInput, readWitnesses } from './evidence.ts'
import { readJwks } from './jwks.ts'
import { dataOption } from './kept-store.ts'
import { MARKS, printable } from './printable.ts'

type Options = { keys?: string; data: string; checkpoint?: string[]; json?: true }

export function verifyCommand(): Command {
  return new Command('verify')
    .description('check receipts, countersignatures, proofs, notices and chains; exit code 0 only if all hold')
    .argument('<file>', 'a receipt (JWS), a bundle, a JSON list, or one a line; - reads stdin')
    .option('--keys <file|url>', 'the backend’s JWKS; default: PLACET_KEYS, or keys.json of the data folder, if there')
    .addOption(dataOption())
    .option(
      '--checkpoint <file...>',
      'checkpoints or receipts from other sources, to find out whether the log shows two histories',
    )
    .option('--json', 'print the verdicts as JSON')
    .action(run)
}

async function run(file: string, { keys: from, data, checkpoint = [], json }: Options): Promise<void> {
  const evidence = readEvidence(await readInput(file))
  if (evidence.length === 0) {
    const where = file === '-' ? 'stdin' : file
    throw new ServerError('evidence-missing', `${where} is empty.`, 'Give a receipt or an export.')
  }
  const keys = await readJwks(from, data)
  const verdicts = await verifyAll(evidence, keys)
  const chains = await chainsOf(evidence, verdicts)
  const others = await soundWitnesses(await readWitnesses(checkpoint), keys)
  const logs = splitFindings([...others, ...witnessesIn(evidence, verdicts)])
  const valid = verdicts.every((verdict) => verdict.valid) && ![...chains, ...logs].some(isError)
  console.log(json ? JSON.stringify({ valid, verdicts, chains, logs }, null, 2) : formatFinding(verdicts, chains, logs))
  process.exitCode = valid ? 0 : 1
}

async function verifyAll(evidence: Evidence[], keys: KeySet | undefined): Promise<Verdict[]> {
  const now = Math.floor(Date.now() / 1000)
  const verdicts: Verdict[] = []
  // One by one: an export may hold too many receipts for concurrent promises.
  for (const each of evidence) verdicts.push(await verify(each, { keys, now, primitives: nodePrimitives }))
  return verdicts
}

// Only valid receipts are links: a forged receipt must not make the others look like a fork.
function chainsOf(evidence: Evidence[], verdicts: Verdict[]): Promise<Finding[]> {
  return chainFindings(evidence.filter((_, index) => verdicts[index]!.valid).map(({ receipt }) => receipt))
}

function witnessesIn(evidence: Evidence[], verdicts: Verdict[]): Witness[] {
  return evidence.flatMap(({ proof }, index) =>
    verdicts[index]!.level === 'logged' ? readCheckpoints(proof!, `receipt ${index + 1}`) : [],
  )
}

/** @throws ServerError `evidence-missing` for a checkpoint that no log key signed: a comparison with it proves nothing */
async function soundWitnesses(witnesses: Witness[], keys: KeySet | undefined): Promise<Witness[]> {
  for (const { from, checkpoint } of witnesses) {
    const wrong = await checkpointFinding(checkpoint, keys, nodePrimitives)
    const fix = 'Give checkpoints of the backend whose keys you gave.'
    if (wrong) throw new ServerError('evidence-missing', `${from}: ${wrong.detail}.`, fix)
  }
  return witnesses
}

function isError({ severity }: { severity: string }): boolean {
  return severity === 'error'
}

function formatFinding(verdicts: Verdict[], chains: Finding[], logs: AuditFinding[]): string {
  const lines = verdicts.flatMap((verdict) => [headline(verdict), ...verdict.findings.map(findingLine)])
  const holding = verdicts.filter(({ valid }) => valid).length
  return printable(
    [
      ...lines,
      ...chains.map((found) => `${MARKS[found.severity]} chain · ${found.code} · ${found.detail}`),
      ...logs.map((found) => `${MARKS[found.severity]} log · ${found.code} · ${found.detail}`),
      ...(verdicts.length > 1 ? [`${holding} of ${verdicts.length} receipts valid`] : []),
    ].join('\n'),
  )
}

function headline({ valid, level, claims, findings }: Verdict): string {
  const about = claims ? [claims.evt, claims.aud, timeOf(claims.iat)] : []
  if (valid) return ['✓ valid', level, ...about].join(' · ')
  return ['✗ not valid', findings.find(isError)?.code, ...about].join(' · ')
}

// A device's clock may give a time outside the range of dates.
function timeOf(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.valueOf()) ? `${seconds} s` : date.toISOString().replace('.000', '')
}

function findingLine({ code, severity, detail }: Finding): string {
  return `  ${MARKS[severity]} ${code} · ${detail}`
}
