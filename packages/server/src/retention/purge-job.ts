// Purges while a server runs: at the start, and then every hour, also after a failure.
import type { Eraser } from './erase-batch.ts'
import { purge, retentionOf } from './purge.ts'

export type PurgeJob = {
  /** Resolves after the current batch. */
  stop(): Promise<void>
}

export type PurgeJobOptions = {
  retention: string
  /** Called after each batch; and at the end of each run, with the cause if it failed. */
  onErased(erased: number): void
  onEnd(cause: unknown): void
}

const HOUR = 3_600_000

/** @throws ServerError `retention-malformed` */
export function startPurging(eraser: Eraser, { retention, onErased, onEnd }: PurgeJobOptions): PurgeJob {
  retentionOf(retention)
  let over = false
  let running: Promise<void> | undefined

  function run(): void {
    running ??= purgeAll()
      .then(() => onEnd(undefined), onEnd)
      .finally(() => (running = undefined))
  }

  async function purgeAll(): Promise<void> {
    for (const site of await eraser.store.sites())
      await purge(site, eraser, { retention, onErased, isStopped: () => over })
  }

  run()
  const timer = setInterval(run, HOUR)
  timer.unref()
  return {
    async stop() {
      over = true
      clearInterval(timer)
      await running
    },
  }
}
