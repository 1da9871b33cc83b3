// `placet conformance`: whether a backend, in any language, does what docs/protocol.md says.
import { Command, InvalidArgumentError } from 'commander'
import { type Level, LEVELS } from '../conformance/check.ts'
import { type ConformanceOptions, runConformance } from '../conformance/kit.ts'
import { inWords } from '../conformance/report.ts'

type Options = ConformanceOptions & { json?: true }

export function conformanceCommand(): Command {
  return new Command('conformance')
    .description('drive a backend through the protocol; exit code 0 only if it does all that it must')
    .argument('<url>', 'the backend’s URL; it is sent a few hundred receipts of a purpose named conformance')
    .option('--site <origin>', 'site whose receipts are sent; the backend must take it', 'http://localhost')
    .option('--restart <command>', 'runs the backend in the foreground: the kit starts, stops and kills it itself')
    .option('--level <level>', `level that must be reached: ${LEVELS.join(', ')}`, toLevel)
    .option('--json', 'print the report as JSON')
    .action(run)
}

async function run(url: string, { json, ...options }: Options): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(2))
  const report = await runConformance(url, options)
  console.log(json ? JSON.stringify(report, null, 2) : printable(inWords(report)))
  process.exitCode = report.conforms ? 0 : 1
}

// What a backend answers must not steer the terminal.
function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, '\u{FFFD}')
}

function toLevel(text: string): Level {
  const level = LEVELS.find((each) => each === text)
  if (level) return level
  throw new InvalidArgumentError(`Levels are ${LEVELS.join(', ')}.`)
}
