// Prints an error for a terminal: a sentence and the next step.
import { TurnRefusal } from '../log/turn-refusal.ts'

/** Writes to stderr and sets exit code 2. Unknown errors are printed with their stack: they are bugs to report. */
export function complain(error: unknown): void {
  process.exitCode = 2
  console.error(sentenceOf(error) ?? error)
}

function sentenceOf(error: unknown): string | undefined {
  if (error instanceof TurnRefusal) return `placet: ${error.message} See docs/operations.md.`
  return error instanceof Error && 'fix' in error ? `placet: ${error.message}` : undefined
}
