// Purges while a server runs: once when it has started, and then every hour. Where it fails, the next time is in an hour.
import type { Eraser } from './erase-batch.ts'
import { purge, retentionOf } from './purge.ts'

export type PurgeJob = {
  /** Ends after the batch that has begun. */
  stop(): Promise<void>
}

export type PurgeJobOptions = {
  retention: string
  /** Hears of batches, and of each run at its end: why it failed, undefined where it did not. */
  told(erased: number): void
  ended(cause: unknown): void
}

const HOUR = 3_600_000

/** @throws ServerError `retention-malformed` */
export function startPurging(eraser: Eraser, { retention, told, ended }: PurgeJobOptions): PurgeJob {
  retentionOf(retention)
  let over = false
  let running: Promise<void> | undefined

  function run(): void {
    running ??= purgeAll()
      .then(() => ended(undefined), ended)
      .finally(() => (running = undefined))
  }

  async function purgeAll(): Promise<void> {
    for (const site of await eraser.store.sites()) await purge(site, eraser, { retention, told, stopped: () => over })
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
