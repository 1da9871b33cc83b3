// Handles write errors of stdout and stderr.

/**
 * Lets a command finish when stdout or stderr is closed, as by `| head`: the exit code still carries the result. Any other
 * write error of stdout, such as a full disk, is reported once and gives exit code 2.
 */
export function heedOutput(): void {
  process.stderr.on('error', () => undefined)
  let told = false
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (told || code === 'EPIPE') return
    told = true
    console.error(`placet: Not all of the output could be written (${code}).`)
    // A later verdict must not overwrite the exit code: the output is incomplete.
    process.once('exit', () => (process.exitCode = 2))
  })
}
