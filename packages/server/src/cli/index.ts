#!/usr/bin/env node
// The command `placet`: runs a backend, and checks evidence without one. Exit codes: 0 done or valid, 1 not valid, 2 usage.
import { Command, CommanderError } from 'commander'
import { auditCommand } from './audit.ts'
import { complain } from './complain.ts'
import { eraseCommand } from './erase.ts'
import { exportCommand } from './export.ts'
import { keysCommand } from './keys.ts'
import { heedOutput } from './output.ts'
import { purgeCommand } from './purge.ts'
import { serveCommand } from './serve.ts'
import { sitesCommand } from './sites.ts'
import { verifyCommand } from './verify.ts'

const EXAMPLES = `
Examples:
  $ placet serve                                  keep receipts of this machine's sites in ./.placet
  $ placet export | placet verify -               check everything that was kept
  $ placet audit --save checkpoints.txt           check that nothing was altered or dropped

See placet <command> --help. Exit codes: 0 done or valid, 1 not valid, 2 wrong usage or failure.
`

const program = new Command('placet')
  .description('Consent you can prove: keep receipts, countersign them, verify them.')
  .configureHelp({ showGlobalOptions: true })
  .addHelpText('after', EXAMPLES)

for (const command of [
  serveCommand(),
  sitesCommand(),
  keysCommand(),
  verifyCommand(),
  exportCommand(),
  auditCommand(),
  eraseCommand(),
  purgeCommand(),
]) {
  program.addCommand(command.exitOverride())
}

heedOutput()
try {
  await program.exitOverride().parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else complain(error)
}
