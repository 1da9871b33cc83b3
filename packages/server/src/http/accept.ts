// The life of a batch in a backend, top to bottom: verify → site → rates → log (place, countersign, keep, prove) → answer.
// What is acknowledged is durable; what came before is answered as it was then; one bad item never hurts the others.
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
  /** The receipt's identity; missing only where the item was no text. */
  id?: string
  status: 200 | 201 | 409 | 410 | 422 | 429
  countersignature?: string
  /** The bearer token that opens it at `GET /receipts/:id`. */
  read?: string
  /** Its place in the site's log, and the proof that it stands there: a C2SP tlog-proof. */
  index?: number
  proof?: string
  flags?: Flag[]
  problem?: Problem<ItemProblemCode>
}
/** Accepted, but somebody will look twice: an auditor, or whoever keeps the device's clock. */
export type Flag = 'notice-unknown' | 'clock-skew'

type Arrival = Pick<Submission, 'received' | 'skewed'>
type Item = Submission | { refused: Result }

/** A batch in, one result for each item in the same order. @throws Refusal where the whole request is refused */
export async function accept(batch: Batch, backend: Backend): Promise<Result[]> {
  const { receipts, sentAt, connection, address } = batch
  // Before anything is kept.
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
    // A browser is told when to come again; in a batch of many devices one that runs wild stops nobody else.
    const [first] = submissions
    if (first && submissions.every(({ id }) => over.has(id))) refuseDevice('this device', over.get(first.id)!)
    const leave = backend.room.enter(submissions)
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

// Only the sender's clock at sending: a decision may have waited for days in a browser whose clock is exact. (seconds, ms)
function isSkewed(sentAt: unknown, received: number): boolean {
  return typeof sentAt === 'number' && Math.abs(sentAt - received / 1000) > 86_400
}

async function answerOf(item: Item, over: ReadonlyMap<string, number>, backend: Backend): Promise<Result> {
  if ('refused' in item) return item.refused
  const wait = over.get(item.id)
  if (wait === undefined) return addToLog(item, backend)
  return { id: item.id, status: 429, problem: limitedProblem(secondsOf(wait)) }
}

// Everything a receipt can be wrong in by itself. The site comes later: an `aud` nobody signed for says nothing.
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
  // By identity, not by bytes: the same receipt under its other signature (r, n − s) is the same receipt.
  if (kept.id !== id) return { id, status: 409, problem: conflictProblem(claims.jti) }
  const { countersignature, index } = kept
  return {
    id,
    status: fresh ? 201 : 200,
    countersignature,
    // Of the text as it is kept, which may bear the other signature.
    read: readToken(kept.receipt),
    ...(index === undefined ? {} : { index }),
    ...(proof === undefined ? {} : { proof }),
    ...(flags.length > 0 ? { flags } : {}),
  }
}
