#!/usr/bin/env node
// The command `placet`: run a backend, and check evidence without one. Exit codes: 0 done or valid, 1 not valid, 2 usage.
import { Command, CommanderError } from 'commander'
import { complain } from './complain.ts'
import { exportCommand } from './export.ts'
import { keygenCommand } from './keygen.ts'
import { serveCommand } from './serve.ts'
import { verifyCommand } from './verify.ts'

const program = new Command('placet')
  .description('Consent you can prove: keep receipts, countersign them, verify them.')
  .configureHelp({ showGlobalOptions: true })

for (const command of [serveCommand(), keygenCommand(), verifyCommand(), exportCommand()]) {
  program.addCommand(command.exitOverride())
}

try {
  await program.exitOverride().parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else complain(error)
}
