// Sends receipts that have no answer yet. The pending receipts in the vault are the queue; there is no other.
import { type Delivery, firstPart, type ItemAnswer, type Transport } from '../http.ts'
import { DAY } from '../policy.ts'
import type { Problem } from '../problem.ts'
import type { Sync } from '../sync.ts'
import { changeFrom } from './answer.ts'
import type { Lock } from './lock.ts'
import type { KeptReceipt, Vault } from './vault.ts'

export type Outbox = {
  /** Sends until nothing is pending or something fails. After a failure it tries again later, with growing pauses. */
  flush(): Promise<void>
  /**
   * Tries again now, because the browser is online again or the page is shown again. A pause set by the backend still
   * applies.
   */
  retryNow(): void
  /** Sends the batch that waits for a retry, because the page may be about to end. */
  sendBeforeExit(): void
}

export type OutboxNeeds = {
  vault: Vault
  transport: Transport
  lock: Lock
  /** Identifies this config and backend. Receipts that they have refused are sent only to others. */
  destination: string
  /** Flushes, then updates the cookie. Called when a pause is over. */
  deliver(): Promise<unknown>
  now(): number
  random(): number
  later(run: () => void, ms: number): () => void
  onSync(state: Sync): void
  report(problem: Problem): void
  /** Cancels the timer. */
  stopped: AbortSignal
}

export function openOutbox(needs: OutboxNeeds): Outbox {
  const { vault, transport, lock, destination, report, stopped } = needs
  const sync: Sync = { pending: 0 }
  /** Failed tries in a row, and how many of the last ones were `unreachable`. */
  let failures = 0
  let unreachable = 0
  let cancelRetry = () => {}
  /** The batch that failed last and waits for a retry. */
  let failedBatch: string[] | undefined
  let clockTold = false

  function flush(): Promise<void> {
    const failuresBefore = failures
    // One tab sends at a time: a second one would send the same receipts.
    return lock('placet-outbox', async () => {
      const pause = await vault.remainingPause()
      /** Receipts that got no final answer in this flush. The others are sent first. */
      const postponed: string[] = []
      let most: number | undefined
      let failure: Failure | undefined
      let batch: string[] = []
      for (;;) {
        const waiting = await waitingReceipts()
        publish({ pending: waiting.length, ...(waiting.length === 0 && { lastError: undefined }) })
        // Another flush failed while this one waited for the lock, and has scheduled the next try.
        if (failures > failuresBefore) return
        failedBatch = undefined
        if (waiting.length === 0) return
        if (pause > 0) return scheduleRetry(pause)
        const queue = waiting.filter(({ receipt }) => !postponed.includes(receipt))
        if (queue.length === 0) break
        cancelRetry()
        batch = firstPart(
          queue.map(({ receipt }) => receipt),
          most,
        )
        const delivery = await send(batch)
        const refused = await applyAnswers(queue.slice(0, batch.length), delivery.results)
        if (!refused) {
          failures = unreachable = 0
          continue
        }
        failure = 'failed' in delivery ? delivery : refused
        if ('failed' in delivery && !delivery.tooLarge) break
        // Too large: send half of it now. A single receipt that is too large is postponed.
        if ('failed' in delivery && batch.length > 1) most = batch.length >> 1
        else postponed.push(...batch)
      }
      if (failure) await retryLater(failure, batch)
    })
  }

  async function waitingReceipts(): Promise<KeptReceipt[]> {
    const kept = await vault.receipts()
    return kept.filter(
      (each) => each.status === 'pending' || (each.status === 'rejected' && each.refusedBy !== destination),
    )
  }

  // A custom transport may throw, or return nothing.
  async function send(receipts: string[]): Promise<Delivery> {
    try {
      return { ...(await transport(receipts)) }
    } catch (cause) {
      return { failed: 'unreachable', detail: String(cause) }
    }
  }

  /** Stores each answer with its receipt. Returns a failure if a receipt got no final answer. */
  async function applyAnswers(batch: KeptReceipt[], results: ItemAnswer[] | undefined): Promise<Failure | undefined> {
    let failure: Failure | undefined
    for (const [at, receipt] of batch.entries()) {
      // If the number of answers differs, they cannot be assigned to receipts.
      const answer: unknown = results?.length === batch.length ? results[at] : results
      const change = changeFrom(answer, receipt, destination)
      if (typeof change === 'string') {
        failure ??= { failed: 'refused', detail: change }
        continue
      }
      sync.lastAnswer = needs.now()
      const changed = await vault.amend(receipt, change)
      // The receipt was deleted or claimed meanwhile. A claimed one stays pending, so the next round sends it again.
      if (!changed) continue
      if (changed.problem) report({ code: 'receipt-rejected', detail: changed.problem })
      if (!clockTold && [(answer as ItemAnswer).flags].flat().includes('clock-skew')) {
        clockTold = true
        report({ code: 'clock-skewed' })
      }
    }
    return failure
  }

  async function retryLater({ failed, detail, retryAfter = 0 }: Failure, batch: string[]): Promise<void> {
    failures += 1
    unreachable = failed === 'unreachable' ? unreachable + 1 : 0
    report({ code: `backend-${failed}`, detail })
    publish({ lastError: detail })
    // Probably an ad blocker or no network. Wait for `online` or the next visit.
    if (unreachable > 2) return
    const backOff = needs.random() * Math.min(HALF_AN_HOUR, 2_000 * 2 ** failures)
    // Timers of more than 24 days overflow and fire at once.
    const wait = Math.min(DAY, retryAfter > 0 ? retryAfter : backOff)
    scheduleRetry(wait)
    if (retryAfter > 0) await vault.pause(wait)
    else failedBatch = batch
  }

  function scheduleRetry(ms: number): void {
    cancelRetry()
    if (!stopped.aborted) cancelRetry = needs.later(() => void needs.deliver(), ms)
  }
  stopped.addEventListener('abort', () => cancelRetry())

  function publish(change: Partial<Sync>): void {
    Object.assign(sync, change)
    needs.onSync({ ...sync })
  }

  return {
    flush,
    retryNow() {
      unreachable = 0
      void needs.deliver()
    },
    sendBeforeExit() {
      // Do not wait for the lock: the page may end first. If the answer is lost, the next page sends again.
      if (failedBatch) void send(failedBatch)
      failedBatch = undefined
    },
  }
}

type Failure = Extract<Delivery, { failed: string }>

const HALF_AN_HOUR = 30 * 60 * 1000
