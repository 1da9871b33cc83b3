// Watches files by polling. This also detects files that are replaced, linked elsewhere, or on a network disk.
import { statSync } from 'node:fs'

export type FileWatch = {
  /** Calls `changed` after each change, one call at a time, until `stop`. `changed` must not reject. */
  start(changed: () => Promise<void>): void
  stop(): void
}

/** Changes are relative to the time of this call, so call it before reading the files. */
export function watchFiles(files: readonly string[], every: number = EVERY): FileWatch {
  let seen = stampsOf(files)
  let timer: ReturnType<typeof setTimeout> | undefined

  function look(changed: () => Promise<void>): void {
    timer = setTimeout(async () => {
      const now = stampsOf(files)
      if (now !== seen) {
        seen = now
        await changed()
      }
      if (timer) look(changed)
    }, every)
    timer.unref()
  }

  return {
    start: look,
    stop() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}

/** Milliseconds between two looks: a change is noticed within a second. */
const EVERY = 500

function stampsOf(files: readonly string[]): string {
  return files.map(stampOf).join('\n')
}

function stampOf(file: string): string {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(file)
    return [ino, size, mtimeMs, ctimeMs].join(' ')
  } catch {
    return 'gone'
  }
}
