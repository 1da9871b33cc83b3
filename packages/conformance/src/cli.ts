#!/usr/bin/env node
// The command `placet-conformance`: tests whether a backend, in any language, implements docs/protocol.md.
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { type Level, LEVELS } from './check.ts'
import { ConformanceError } from './errors.ts'
import { type ConformanceOptions, runConformance } from './kit.ts'
import { formatReport } from './report.ts'

type Options = ConformanceOptions & { json?: true }

const EXAMPLES = `
Examples:
  $ placet-conformance https://shop.example/consent --site https://shop.example
  $ placet-conformance http://127.0.0.1:8787 --restart 'your-backend --port 8787' --level countersigned

Exit codes: 0 the backend conforms, 1 it does not, 2 the kit could not be run.
`

const command = new Command('placet-conformance')
  .description('Tests a backend against the protocol, and names each rule that does not hold.')
  .argument('<url>', 'the backend’s URL; it is sent a few hundred receipts of a purpose named conformance')
  .option('--site <origin>', 'site whose receipts are sent; the backend must accept it', 'http://localhost')
  .option('--restart <command>', 'runs the backend in the foreground: the kit starts, stops and kills it itself')
  .option('--level <level>', `level that must be reached: ${LEVELS.join(', ')}`, toLevel)
  .option('--fail-fast', 'end at the first rule that does not hold')
  .option('--json', 'print the report as JSON')
  .addHelpText('after', EXAMPLES)
  .action(run)

// If stdout is closed, as by `| head`, the exit code still carries the result.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (code !== 'EPIPE') process.once('exit', () => (process.exitCode = 2))
})
try {
  await command.exitOverride().parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    process.exitCode = 2
    // Any other error is printed with its stack: it is a bug to report.
    console.error(error instanceof ConformanceError ? `placet-conformance: ${error.message}` : error)
  }
}

async function run(url: string, { json, ...options }: Options): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(2))
  const report = await runConformance(url, options)
  console.log(json ? JSON.stringify(report, null, 2) : printable(formatReport(report)))
  process.exitCode = report.conforms ? 0 : 1
}

// Control characters in a backend's answer must not control the terminal.
function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, '\u{FFFD}')
}

function toLevel(text: string): Level {
  const level = LEVELS.find((each) => each === text)
  if (level) return level
  throw new InvalidArgumentError(`Levels are ${LEVELS.join(', ')}.`)
}
