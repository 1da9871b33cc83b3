// What went wrong, for a person at a terminal: a sentence and the next step.

/** Writes to stderr and sets exit code 2. Errors that are not ours keep their stack: they are bugs to report. */
export function complain(error: unknown): void {
  process.exitCode = 2
  const known = error instanceof Error && 'fix' in error
  console.error(known ? `placet: ${error.message}` : error)
}
