// Sends receipts that have no answer yet. It stores nothing of its own: what is pending in the vault *is* the queue.
import { type Delivery, firstPart, type ItemAnswer, type Transport } from '../http.ts'
import { DAY } from '../policy.ts'
import type { Problem } from '../problem.ts'
import type { InTurn } from './turn.ts'
import type { KeptReceipt, Vault } from './vault.ts'

/**
 * For the UI: how many receipts wait, when the last answer came (ms since 1970), and what went wrong last, until nothing
 * waits any more. As this tab last saw it: one that waits for the next visit does not hear what another has delivered.
 */
export type Sync = { pending: number; lastAnswer?: number | undefined; lastError?: string | undefined }

export type Outbox = {
  /** Sends until nothing is pending or something fails; then comes back by itself, later and later, or when told to. */
  flush(): Promise<void>
  /** Tries again at once: the browser says it is online, or a new visit has begun. */
  wake(): void
  /** The page may be about to end: what waits for another try gets one now. */
  hurry(): void
}

export type OutboxNeeds = {
  vault: Vault
  transport: Transport
  inTurn: InTurn
  /** Names this config and backend: what they refused once is asked again only by others. */
  refuser: string
  /** Flushes, and does what follows: for when it comes back by itself. */
  deliver(): Promise<unknown>
  now(): number
  random(): number
  later(run: () => void, ms: number): () => void
  $sync: { set(state: Sync): void }
  report(problem: Problem): void
}

export function openOutbox(needs: OutboxNeeds): Outbox {
  const { vault, transport, inTurn, refuser, report } = needs
  let pending = 0
  let lastAnswer: number | undefined
  let lastError: string | undefined
  let failures = 0
  let unreachable = 0
  let cancel = () => {}
  /** What failed last, while it waits for another try. */
  let failed: string[] | undefined
  let skewed = false

  function flush(): Promise<void> {
    const before = failures
    // One sender over all tabs: a second one would only send the same again.
    return inTurn('placet-outbox', async () => {
      // Some tab was told when to come back: nobody comes sooner.
      const rest = await vault.rest()
      let batch: string[] = []
      let failure: Failure
      let most: number | undefined
      // What is to be asked again later, while the others go first.
      const passed: string[] = []
      for (;;) {
        const waiting = (await vault.receipts()).filter(
          ({ status, refusedBy }) => status === 'pending' || (status === 'rejected' && refusedBy !== refuser),
        )
        pending = waiting.length
        if (!pending) lastError = undefined
        say()
        // What failed while this waited for its turn comes back by itself.
        if (failures > before) return
        failed = undefined
        if (!pending) return
        if (rest > 0) return comeBack(rest)
        const queue = waiting.filter(({ receipt }) => !passed.includes(receipt))
        if (!queue.length) break
        cancel()
        batch = firstPart(
          queue.map(({ receipt }) => receipt),
          most,
        )
        const delivery = await send(batch)
        const unanswered = await take(queue.slice(0, batch.length), delivery.results)
        if (!unanswered) {
          failures = unreachable = 0
          continue
        }
        failure = unanswered
        if ('failed' in delivery) {
          failure = delivery
          if (!delivery.tooLarge) break
        }
        // The next page, or the next try, begins with the full size again.
        if (failure === delivery && batch.length > 1) most = batch.length >> 1
        else passed.push(...batch)
      }
      await retry(failure!, batch)
    })
  }

  // A transport of the site's own may throw, or answer nothing.
  async function send(receipts: string[]): Promise<Delivery> {
    try {
      return { ...(await transport(receipts)) }
    } catch (cause) {
      return { failed: 'unreachable', detail: String(cause) }
    }
  }

  async function take(batch: KeptReceipt[], results: ItemAnswer[] | undefined): Promise<Failure | undefined> {
    let failure: Failure | undefined
    for (const [at, receipt] of batch.entries()) {
      // Not one for each: then which is whose?
      const answer: unknown = results?.length === batch.length ? results[at] : results
      const change = judged(receipt, answer, refuser)
      if (typeof change === 'string') {
        failure ??= { failed: 'refused', detail: change }
        continue
      }
      lastAnswer = needs.now()
      const now = await vault.amend(receipt, change)
      // Forgotten; or claimed, and then the answer is asked for again.
      if (!now) continue
      if (now.problem) report({ code: 'receipt-rejected', detail: now.problem })
      if (skewed || ![(answer as ItemAnswer).flags].flat().includes('clock-skew')) continue
      skewed = true
      report({ code: 'clock-skewed' })
    }
    return failure
  }

  async function retry({ failed: how, detail, retryAfter }: Failure, batch: string[]): Promise<void> {
    failures += 1
    unreachable = how === 'unreachable' ? unreachable + 1 : 0
    report({ code: `backend-${how}`, detail })
    lastError = detail
    say()
    // An ad blocker or a dead network looks like this: wait for `online` or the next visit.
    if (unreachable > 2) return
    const told = retryAfter! > 0
    // Timers overflow after 24 days and run at once.
    const wait = Math.min(DAY, told ? retryAfter! : needs.random() * Math.min(HALF_AN_HOUR, 2_000 * 2 ** failures))
    comeBack(wait)
    if (told) await vault.pause(wait)
    else failed = batch
  }

  function comeBack(ms: number): void {
    cancel()
    cancel = needs.later(() => void needs.deliver(), ms)
  }

  function say(): void {
    needs.$sync.set({ pending, lastAnswer, lastError })
  }

  return {
    flush,
    wake() {
      unreachable = 0
      void needs.deliver()
    },
    hurry() {
      // Outside of any turn, for there is no time to wait for one. The answer, if anybody hears it, is asked for again.
      if (failed) void send(failed)
      failed = undefined
    },
  }
}

type Failure = Extract<Delivery, { failed: string }>

const HALF_AN_HOUR = 30 * 60 * 1000
/** In characters. Countersignatures and proofs have one to three thousand. */
const LONGEST_TEXT = 32_768

/** What the backend's word changes in the receipt; or what it said instead, not of this receipt or not in its form. */
function judged(receipt: KeptReceipt, answer: unknown, refusedBy: string): Partial<KeptReceipt> | string {
  const { id = receipt.id, status, countersignature, index, proof, problem } = Object(answer) as ItemAnswer
  const reason = [problem?.detail, problem?.code].find((text) => text && fits(text)) ?? String(status)
  if (id !== receipt.id || typeof (index ?? 0) !== 'number' || ![countersignature, proof].every(fits)) return reason
  if (status === 200 || status === 201) {
    const standing = countersignature ? 'countersigned' : 'acknowledged'
    return { status: standing, countersignature, index, proof, problem: undefined, refusedBy: undefined }
  }
  return [409, 410, 422].includes(status) ? { status: 'rejected', problem: reason, refusedBy } : reason
}

function fits(given: unknown): boolean {
  return given === undefined || (typeof given === 'string' && given.length < LONGEST_TEXT)
}
