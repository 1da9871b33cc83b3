// `placet verify`: evidence in, one clear line a receipt out, with what was found in plain words.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { chainFindings, type Evidence, type Finding, type Verdict, verify } from '@placet/receipt'
import { Command } from 'commander'
import { ServerError } from '../errors.ts'
import { filesIn } from '../node.ts'
import { readEvidence } from './evidence.ts'

type Options = { keys?: string; data: string; json?: true }
type Jwks = { keys: JsonWebKey[] }

export function verifyCommand(): Command {
  return new Command('verify')
    .description('check receipts, countersignatures, notices and chains; exit code 0 only if all hold')
    .argument('<file>', 'a receipt (JWS), a bundle, a JSON list, or one a line; - reads stdin')
    .option('--keys <file|url>', 'the backend’s JWKS; default: keys.json of the data folder, if there')
    .option('--data <dir>', 'folder of `placet serve`', '.placet')
    .option('--json', 'print the verdicts as JSON')
    .action(run)
}

async function run(file: string, { keys: from, data, json }: Options): Promise<void> {
  const evidence = readEvidence(await readInput(file))
  if (evidence.length === 0) {
    const where = file === '-' ? 'stdin' : file
    throw new ServerError('evidence-missing', `${where} is empty.`, 'Give a receipt or an export.')
  }
  const keys = await readKeys(from, filesIn(data).keys)
  const verdicts = await verifyAll(evidence, keys)
  const chains = await chainsOf(evidence, verdicts)
  const valid = verdicts.every((verdict) => verdict.valid) && !chains.some(({ severity }) => severity === 'error')
  console.log(json ? JSON.stringify({ valid, verdicts, chains }, null, 2) : printable(inWords(verdicts, chains)))
  process.exitCode = valid ? 0 : 1
}

async function verifyAll(evidence: Evidence[], keys: Jwks | undefined): Promise<Verdict[]> {
  const now = Math.floor(Date.now() / 1000)
  const verdicts: Verdict[] = []
  // One by one: an export may hold more receipts than promises are good for.
  for (const each of evidence) verdicts.push(await verify(each, { keys, now }))
  return verdicts
}

// Only what holds by itself is a link: a forged receipt must not accuse the others of a fork.
function chainsOf(evidence: Evidence[], verdicts: Verdict[]): Promise<Finding[]> {
  return chainFindings(evidence.filter((_, index) => verdicts[index]!.valid).map(({ receipt }) => receipt))
}

function inWords(verdicts: Verdict[], chains: Finding[]): string {
  const lines = verdicts.flatMap((verdict) => [headline(verdict), ...verdict.findings.map(findingLine)])
  const holding = verdicts.filter(({ valid }) => valid).length
  const sum = verdicts.length > 1 ? [`${holding} of ${verdicts.length} receipts valid`] : []
  return [
    ...lines,
    ...chains.map((found) => `${MARKS[found.severity]} chain · ${found.code} · ${found.detail}`),
    ...sum,
  ].join('\n')
}

function headline({ valid, level, claims, findings }: Verdict): string {
  const about = claims ? [claims.evt, claims.aud, timeOf(claims.iat)] : []
  if (valid) return ['✓ valid', level, ...about].join(' · ')
  return ['✗ not valid', findings.find(({ severity }) => severity === 'error')?.code, ...about].join(' · ')
}

// A device's clock may say what no calendar has.
function timeOf(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.valueOf()) ? `${seconds} s` : date.toISOString().replace('.000', '')
}

function findingLine({ code, severity, detail }: Finding): string {
  return `  ${MARKS[severity]} ${code} · ${detail}`
}

// Names of unknown claims are the sender's: they must not steer the terminal.
function printable(lines: string): string {
  return lines.replace(/[^\P{C}\n]/gu, '\u{FFFD}')
}

const MARKS = { error: '✗', warning: '!', note: '·' }

async function readInput(file: string): Promise<string> {
  try {
    return await (file === '-' ? text(process.stdin) : readFile(file, 'utf8'))
  } catch (cause) {
    throw new ServerError('file-unreadable', `${file} cannot be read.`, 'Give a file, or - for stdin.', cause)
  }
}

async function readKeys(where: string | undefined, usual: string): Promise<Jwks | undefined> {
  const from = where ?? (existsSync(usual) ? usual : undefined)
  if (from === undefined) return undefined
  try {
    const source = /^https?:/.test(from) ? await (await fetch(from)).text() : await readFile(from, 'utf8')
    const jwks = JSON.parse(source) as Jwks
    if (Array.isArray(jwks.keys)) return jwks
  } catch {}
  throw new ServerError('keys-unreadable', `${from} gives no JWKS.`, 'It is at /.well-known/jwks.json of the backend.')
}
