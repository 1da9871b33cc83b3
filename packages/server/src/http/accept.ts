// Accepts a batch, step by step: verify → site → rates → log (place, countersign, keep, prove) → answer.
// Acknowledged receipts are durable. A duplicate gets the first answer again. A bad item does not affect the others.
import { receiptIdentity } from '@placet/receipt'
import type { Backend } from '../backend.ts'
import { ServerError } from '../errors.ts'
import { makeSubmission, type Submission, type SubmissionResult } from '../log/append.ts'
import { TurnRefusal, type TurnRefusalCode } from '../log/turn-refusal.ts'
import type { Batch } from './batch-body.ts'
import {
  conflictProblem,
  erasedProblem,
  givenUpProblem,
  limitedProblem,
  type ItemProblemCode,
  type Problem,
  receiptProblem,
  Refusal,
  storeUnavailable,
} from './problem.ts'
import { readToken } from './read-access.ts'
import type { Verified } from '../verify/verify-receipt.ts'
import { verifyBatch } from './verify-batch.ts'
import { QueueFull } from '../limits/queue-full.ts'
import { type Outcome, refuse as refuseDevice, secondsOf } from '../limits/rate-limit.ts'

/** The answer to one receipt (docs/protocol.md). */
export type Result = {
  /** The receipt's identity; missing only if the item was no text. */
  id?: string
  status: 200 | 201 | 409 | 410 | 422 | 429
  countersignature?: string
  /** The bearer token for `GET /receipts/:id`. */
  read?: string
  /** Its place in the site's log, and the proof of it: a C2SP tlog-proof. */
  index?: number
  proof?: string
  flags?: Flag[]
  problem?: Problem<ItemProblemCode>
}
/** Notes on an accepted receipt: its notice is not registered, or the device's clock is wrong. */
export type Flag = 'notice-unknown' | 'clock-skew'

type Arrival = Pick<Submission, 'received' | 'skewed'>
type Item = Submission | { refused: Result }

/** @returns one result for each item, in the same order. @throws Refusal if the whole request is refused */
export async function accept(batch: Batch, backend: Backend): Promise<Result[]> {
  const { receipts, sentAt, connection, address } = batch
  // Must succeed before anything is stored.
  await backend.notices.checked().catch(storeUnavailable)
  const received = backend.now()
  const arrival = { received, skewed: isSkewed(sentAt, received) }
  const leaveQueue = backend.perAddress.enter(address, new Set(receipts).size)
  const verdicts = await verifyBatch(receipts, backend.verifier, connection).catch(refuseFull).finally(leaveQueue)
  const checked = await Promise.all(receipts.map((item, at) => itemOf(item, verdicts[at], arrival)))
  const submissions = checked.filter((item) => 'claims' in item)
  await refuseForeignSites(submissions, backend)
  const consumed = await backend.rates.consume(submissions)
  const { over } = consumed
  const outcomes = new Map<string, Outcome>()
  try {
    // If every device of the batch is over its limit, the request is refused with Retry-After. Otherwise only their items are.
    const [first] = submissions
    if (first && submissions.every(({ id }) => over.has(id))) refuseDevice('this device', over.get(first.id)!)
    const leave = backend.requestsPerSite.enter(submissions)
    const results = await Promise.all(checked.map((item) => answerOf(item, over, backend))).finally(leave)
    for (const { id, status } of results) {
      if (status === 201) outcomes.set(id!, 'new')
      else if (status === 200 && !outcomes.has(id!)) outcomes.set(id!, 'copy')
    }
    return results
  } finally {
    await backend.rates.settle(consumed, (id) => outcomes.get(id))
  }
}

// Compares the sender's clock at the time of sending (seconds), not the receipt's: a receipt may have waited for days.
function isSkewed(sentAt: unknown, received: number): boolean {
  return typeof sentAt === 'number' && Math.abs(sentAt - received / 1000) > 86_400
}

async function answerOf(item: Item, over: ReadonlyMap<string, number>, backend: Backend): Promise<Result> {
  if ('refused' in item) return item.refused
  const wait = over.get(item.id)
  if (wait === undefined) return addToLog(item, backend)
  return { id: item.id, status: 429, problem: limitedProblem(secondsOf(wait)) }
}

// Checks everything about a receipt except its site. The site is checked later: an unverified `aud` proves nothing.
async function itemOf(receipt: unknown, verdict: Verified | undefined, arrival: Arrival): Promise<Item> {
  if (verdict?.valid && verdict.claims && verdict.id) {
    const { claims, id } = verdict
    return makeSubmission({ receipt: receipt as string, id, claims, ...arrival })
  }
  // Not before: hashing in another thread costs a fifth of all that a good receipt costs this one.
  const named = typeof receipt === 'string' ? { id: await receiptIdentity(receipt) } : {}
  if (!verdict) return { refused: { ...named, status: 429, problem: givenUpProblem() } }
  return { refused: { ...named, status: 422, problem: receiptProblem(verdict.findings) } }
}

async function refuseForeignSites(submissions: readonly Submission[], backend: Backend): Promise<void> {
  const sites = [...new Set(submissions.map(({ claims }) => claims.aud))]
  const accepted = await Promise.all(sites.map((site) => backend.acceptsSite(site)))
  const foreign = sites.find((_, index) => !accepted[index])
  if (foreign !== undefined) throw new Refusal('site-unknown', `a receipt is for ${foreign}`)
}

async function addToLog(submission: Submission, { sequencer, notices }: Backend): Promise<Result> {
  const { claims } = submission
  const [placed, known] = await Promise.all([
    sequencer.add(claims.aud, submission).catch(refuse),
    notices.knows(claims.ntc.hash).catch(storeUnavailable),
  ])
  return resultOf(placed, submission, [...(known ? [] : UNKNOWN), ...(submission.skewed ? SKEWED : [])])
}

const UNKNOWN: Flag[] = ['notice-unknown']
const SKEWED: Flag[] = ['clock-skew']

function refuse(cause: unknown): never {
  if (cause instanceof TurnRefusal) refuseTurn(cause.code, cause)
  if (cause instanceof ServerError && cause.code === 'key-missing') refuseTurn('key-unavailable', cause)
  if (!(cause instanceof QueueFull)) storeUnavailable(cause)
  return refuseFull(cause)
}

function refuseTurn(code: TurnRefusalCode | 'key-unavailable', cause: unknown): never {
  throw new Refusal(code, 'Try again later.', { headers: { 'retry-after': '10' }, cause })
}

function refuseFull(cause: unknown): never {
  if (!(cause instanceof QueueFull)) throw cause
  throw new Refusal('overloaded', `${cause.message}; try again later`, { headers: { 'retry-after': '10' }, cause })
}

function resultOf(placed: SubmissionResult, { id, claims }: Submission, flags: Flag[]): Result {
  if (placed === 'erased') return { id, status: 410, problem: erasedProblem(id) }
  const { fresh, kept, proof } = placed
  // Compared by identity, not by bytes: a receipt with its other valid signature (r, n − s) is the same receipt.
  if (kept.id !== id) return { id, status: 409, problem: conflictProblem(claims.jti) }
  const { countersignature, index } = kept
  return {
    id,
    status: fresh ? 201 : 200,
    countersignature,
    // Made from the stored text, which may have the other valid signature.
    read: readToken(kept.receipt),
    ...(index === undefined ? {} : { index }),
    ...(proof === undefined ? {} : { proof }),
    ...(flags.length > 0 ? { flags } : {}),
  }
}
