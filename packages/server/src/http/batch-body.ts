// Reads the body of `POST /receipts`.
import type { HttpRequest } from './request.ts'
import type { Limits } from '../limits/limits.ts'
import { Refusal } from './problem.ts'

/** `sentAt`: the sender's clock in seconds, whatever that is worth; items are still to be looked at, each. */
export type Batch = { receipts: unknown[]; sentAt: unknown; connection: object } & Pick<HttpRequest, 'address'>

/** @throws Refusal */
export async function readBatch(request: HttpRequest, limits: Limits): Promise<Batch> {
  checkMediaType(request)
  const { v, receipts, sentAt } = parseObject(await request.body(limits.bytes))
  if (v !== 1) throw new Refusal('body-malformed', 'v is not 1, which is what this backend speaks')
  if (!Array.isArray(receipts)) throw new Refusal('body-malformed', 'receipts is not a list')
  if (receipts.length > limits.receipts) {
    throw new Refusal('batch-too-large', `${receipts.length} receipts; ${limits.receipts} is the most`)
  }
  // Where no connection is known, each request counts as one.
  const { connection = request, address } = request
  return { receipts, sentAt, connection, address }
}

function checkMediaType({ header }: HttpRequest): void {
  const type = header('content-type') ?? ''
  const [essence, ...parameters] = type.split(';').map((part) => part.trim().toLowerCase())
  const charset = parameters.find((each) => each.startsWith('charset='))
  const readable = essence === 'text/plain' || essence === 'application/json'
  if (!readable || (charset && !/^charset="?utf-8"?$/.test(charset))) {
    throw new Refusal('media-type-refused', type ? `content-type is ${type}` : 'there is no content-type')
  }
  const coding = header('content-encoding') ?? 'identity'
  if (coding !== 'identity') throw new Refusal('media-type-refused', `content-encoding is ${coding}; send it plain`)
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {}
  throw new Refusal('body-malformed', 'not a JSON object in UTF-8: {"v":1,"sentAt":…,"receipts":[…]}')
}
