// Refusals of a backend: problem details (RFC 9457) with stable codes, for a whole request or for one item.
import type { Finding, FindingCode } from '@placet/receipt'
import { ServerError } from '../errors.ts'
import { type HttpResponse, respondWith } from './response.ts'

export type ProblemCode =
  | 'body-malformed'
  | 'site-unknown'
  | 'not-found'
  | 'method-not-allowed'
  | 'body-too-large'
  | 'batch-too-large'
  | 'media-type-refused'
  | 'rate-limited'
  | 'internal-error'
  | 'store-unavailable'
  | 'key-unavailable'
  | 'signer-unavailable'
  | 'log-key-unknown'
  | 'log-damaged'
  | 'log-rolled-back'
  | 'overloaded'
  | 'stopping'

const PROBLEMS: Record<ProblemCode, readonly [status: number, title: string]> = {
  'body-malformed': [400, 'The body is not a batch of receipts.'],
  'site-unknown': [403, 'This backend does not accept receipts of that site.'],
  'not-found': [404, 'Nothing was found at this address.'],
  'method-not-allowed': [405, 'This address does not support that method.'],
  'body-too-large': [413, 'The body is larger than this backend takes.'],
  'batch-too-large': [413, 'There are more receipts in one batch than this backend takes.'],
  'media-type-refused': [415, 'The body is neither text/plain nor application/json in UTF-8.'],
  'rate-limited': [429, 'The rate limit is exceeded; nothing of this request was acknowledged.'],
  'internal-error': [500, 'The backend failed because of an error of its own.'],
  'store-unavailable': [503, 'The store cannot be reached; nothing of this request was acknowledged.'],
  'key-unavailable': [503, 'No key of this backend may sign now; nothing of this request was acknowledged.'],
  'signer-unavailable': [
    503,
    'The keys of this backend did not sign in time; nothing of this request was acknowledged.',
  ],
  'log-key-unknown': [503, 'The log was signed by a key that is not known here; nothing was acknowledged.'],
  'log-damaged': [503, 'The log is not what was signed; nothing of this request was acknowledged.'],
  'log-rolled-back': [503, 'The store is behind what this backend has signed; nothing was acknowledged.'],
  overloaded: [503, 'Too many requests are under way; nothing of this request was acknowledged.'],
  stopping: [503, 'This backend is stopping.'],
}

export type ItemProblemCode = FindingCode | 'jti-conflict' | 'receipt-erased' | 'rate-limited'

/** Problem details; `type` is `urn:placet:problem:` and the code. */
export type Problem<Code extends string = string> = { type: string; code: Code; title: string; detail: string }

/** Thrown to refuse a whole request. The handler answers with its problem. */
export class Refusal extends Error {
  readonly code: ProblemCode
  readonly headers: Record<string, string>
  constructor(code: ProblemCode, detail: string, { headers = {}, cause }: RefusalOptions = {}) {
    super(detail, { cause })
    this.name = 'Refusal'
    this.code = code
    this.headers = headers
  }
}
type RefusalOptions = { headers?: Record<string, string>; cause?: unknown }

/** For `.catch()` after each call of the store. The client is asked to try again later. */
export function storeUnavailable(cause: unknown): never {
  // A mistake of the operator, not a failure of the store.
  if (cause instanceof ServerError && cause.code === 'notices-malformed') throw cause
  throw new Refusal('store-unavailable', 'Try again later.', { headers: { 'retry-after': '5' }, cause })
}

export function stopping(): Refusal {
  return new Refusal('stopping', 'Try again: another process will answer.', { headers: { 'retry-after': '5' } })
}

export function problemAnswer({ code, message, headers }: Refusal): HttpResponse {
  const [status, title] = PROBLEMS[code]
  const body = { ...makeProblem(code, title, message), status }
  const { headers: usual, ...answer } = respondWith(JSON.stringify(body), 'application/problem+json', 'no-store')
  return { ...answer, status, headers: { ...usual, ...headers } }
}

/** The problem of a receipt with errors found by `verify`. The first error gives the code. */
export function receiptProblem(findings: Finding[]): Problem<ItemProblemCode> {
  const errors = findings.filter(({ severity }) => severity === 'error')
  const detail = errors.map((each) => each.detail).join('; ')
  return makeProblem(errors[0]?.code ?? 'jws-malformed', 'The receipt does not hold.', detail)
}

export function conflictProblem(jti: string): Problem<ItemProblemCode> {
  const detail = `jti ${jti} is kept already and names another receipt`
  return makeProblem('jti-conflict', 'Another receipt has this number.', detail)
}

export function erasedProblem(id: string): Problem<ItemProblemCode> {
  return makeProblem('receipt-erased', 'The receipt was erased here.', `${id} is not kept again`)
}

export function limitedProblem(seconds: number): Problem<ItemProblemCode> {
  return makeProblem('rate-limited', 'The device has reached its limit.', `try again in ${seconds} s`)
}

/** For receipts that were not verified, because too many before them in the batch had invalid signatures. */
export function givenUpProblem(): Problem<ItemProblemCode> {
  return makeProblem(
    'rate-limited',
    'Too many signatures of this batch are invalid.',
    'send the rest again, without the invalid ones',
  )
}

function makeProblem<Code extends string>(code: Code, title: string, detail: string): Problem<Code> {
  return { type: `urn:placet:problem:${code}`, code, title, detail }
}
