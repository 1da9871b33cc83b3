// Sends receipts that have no answer yet. It stores nothing of its own: what is pending in the vault *is* the queue.
import { type Delivery, type ItemAnswer, MOST_BYTES, MOST_RECEIPTS, type Transport } from '../http.ts'
import type { Tell } from '../news.ts'
import { DAY } from '../policy.ts'
import type { Problem } from '../problem.ts'
import type { InTurn } from './turn.ts'
import type { KeptReceipt, Vault } from './vault.ts'

/** For the UI: how many receipts wait, when the last answer came (ms since 1970), and what went wrong last. */
export type Sync = { pending: number; lastAnswer?: number; lastError?: string }

export type Outbox = {
  /** Sends until nothing is pending or something fails; then comes back by itself, later and later. */
  flush(): Promise<void>
  /** Tries again at once: the browser says it is online, or a new visit has begun. */
  wake(): void
  stop(): void
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
  online(): boolean
  $sync: { set(state: Sync): void }
  tell: Tell
  report(problem: Problem): void
}

export function openOutbox(needs: OutboxNeeds): Outbox {
  const { vault, transport, inTurn, refuser } = needs
  let failures = 0
  let unreachable = 0
  let cancel = () => {}
  let lastAnswer: number | undefined

  async function flush(): Promise<void> {
    cancel()
    // One sender over all tabs: a second one would only send the same again.
    const failed = await inTurn('placet-outbox', async () => {
      for (;;) {
        const waiting = (await vault.receipts()).filter((each) => isWaiting(each, refuser))
        say(waiting.length)
        if (waiting.length === 0) return undefined
        const batch = firstBatch(waiting)
        const delivery = await send(batch.map(({ receipt }) => receipt))
        if ('failed' in delivery) return { ...delivery, pending: waiting.length }
        const left = await take(batch, delivery.results)
        if (left) return { failed: 'refused' as const, detail: left, pending: waiting.length }
        failures = unreachable = 0
      }
    })
    if (failed) retry(failed, failed.pending)
  }

  // A transport of the site's own may throw.
  async function send(receipts: string[]): Promise<Delivery> {
    try {
      return await transport(receipts)
    } catch (cause) {
      return { failed: 'unreachable', detail: String(cause) }
    }
  }

  async function take(batch: KeptReceipt[], results: ItemAnswer[]): Promise<string | undefined> {
    let left: string | undefined
    lastAnswer = needs.now()
    for (const [index, receipt] of batch.entries()) {
      const answer = results[index]
      const next = judged(receipt, answer, refuser)
      if (!next) {
        left = `The backend answered ${answer?.status} for a receipt.`
        continue
      }
      await vault.answer(next)
      needs.tell('receipt', next)
      if (next.problem) needs.report({ code: 'receipt-rejected', detail: next.problem })
    }
    return left
  }

  function retry(failed: Extract<Delivery, { failed: string }>, pending: number): void {
    failures += 1
    unreachable = failed.failed === 'unreachable' ? unreachable + 1 : 0
    needs.report({
      code: failed.failed === 'refused' ? 'backend-refused' : 'backend-unreachable',
      detail: failed.detail,
    })
    say(pending, failed.detail)
    // An ad blocker or a dead network looks like this: wait for `online` or the next visit.
    if (unreachable >= 3) return
    const wait = failed.retryAfter ?? needs.random() * Math.min(HALF_AN_HOUR, 2_000 * 2 ** failures)
    cancel()
    // Timers overflow after 24 days and run at once.
    cancel = needs.later(() => void needs.deliver(), Math.min(wait, DAY))
  }

  function say(pending: number, lastError?: string): void {
    needs.$sync.set({ pending, ...(lastAnswer ? { lastAnswer } : {}), ...(lastError ? { lastError } : {}) })
  }

  return {
    flush,
    wake() {
      unreachable = 0
      if (needs.online()) void needs.deliver()
    },
    stop: () => cancel(),
  }
}

const HALF_AN_HOUR = 30 * 60 * 1000

function isWaiting({ status, refusedBy }: KeptReceipt, refuser: string): boolean {
  return status === 'pending' || (status === 'rejected' && refusedBy !== refuser)
}

function firstBatch(waiting: KeptReceipt[]): KeptReceipt[] {
  let bytes = 64
  return waiting.slice(0, MOST_RECEIPTS).filter(({ receipt }, index) => {
    bytes += receipt.length + 3
    return index === 0 || bytes <= MOST_BYTES
  })
}

/** The receipt with the backend's word, or nothing while it has not spoken. */
function judged(receipt: KeptReceipt, answer: ItemAnswer | undefined, refuser: string): KeptReceipt | undefined {
  const { status = 0, countersignature, problem } = answer ?? {}
  const { problem: _, refusedBy: __, ...was } = receipt
  if (status === 200 || status === 201) {
    return countersignature ? { ...was, status: 'countersigned', countersignature } : { ...was, status: 'acknowledged' }
  }
  if (![409, 410, 422].includes(status)) return undefined
  return { ...was, status: 'rejected', problem: problem?.detail ?? problem?.code ?? String(status), refusedBy: refuser }
}
