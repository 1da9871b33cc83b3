// What a command writes, where nobody reads on or nothing more can be written.

/**
 * Keeps a command at its work when stdout or stderr is closed, as by `| head`: nobody is left to tell, and the exit code
 * still says what was found. Any other trouble with stdout, such as a full disk, is told once and gives exit code 2.
 */
export function heedOutput(): void {
  process.stderr.on('error', () => undefined)
  let told = false
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (told || code === 'EPIPE') return
    told = true
    console.error(`placet: Not all of the output could be written (${code}).`)
    // A verdict that comes later must not make half an answer look whole.
    process.once('exit', () => (process.exitCode = 2))
  })
}
