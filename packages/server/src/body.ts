// Reads the body of `POST /receipts`: never more of it than allowed, whatever its headers claim.
import type { Limits } from './limits.ts'
import { Refusal } from './problem.ts'

/** The bytes of a request, where the server has them at hand: asking the request for them builds two streams on Node. */
export type Body = AsyncIterable<Uint8Array>

/** A request in, the items of its batch out, each still to be looked at. @throws Refusal */
export async function readBatch(request: Request, limits: Limits, body?: Body): Promise<unknown[]> {
  checkMediaType(request.headers)
  const bytes = await readBytes(body ?? request.body ?? NOTHING, limits.bytes)
  const { v, receipts } = parseObject(bytes)
  if (v !== 1) throw new Refusal('body-malformed', 'v is not 1, which is what this backend speaks')
  if (!Array.isArray(receipts)) throw new Refusal('body-malformed', 'receipts is not a list')
  if (receipts.length > limits.receipts) {
    throw new Refusal('batch-too-large', `${receipts.length} receipts; ${limits.receipts} is the most`)
  }
  return receipts
}

function checkMediaType(headers: Headers): void {
  const type = headers.get('content-type') ?? ''
  const [essence, ...parameters] = type.split(';').map((part) => part.trim().toLowerCase())
  const charset = parameters.find((each) => each.startsWith('charset='))
  const readable = essence === 'text/plain' || essence === 'application/json'
  if (!readable || (charset && !/^charset="?utf-8"?$/.test(charset))) {
    throw new Refusal('media-type-refused', type ? `content-type is ${type}` : 'there is no content-type')
  }
  const coding = headers.get('content-encoding') ?? 'identity'
  if (coding !== 'identity') throw new Refusal('media-type-refused', `content-encoding is ${coding}; send it plain`)
}

const NOTHING: Body = { async *[Symbol.asyncIterator]() {} }

async function readBytes(body: Body, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  const iterator = body[Symbol.asyncIterator]()
  for (;;) {
    const { done, value } = await readSome(iterator)
    if (done) return join(chunks, size)
    size += value.length
    if (size > most) {
      // Not waited for: the sender may never end.
      void iterator.return?.().catch(() => undefined)
      throw new Refusal('body-too-large', `over ${most} bytes; send fewer receipts at once`)
    }
    chunks.push(value)
  }
}

async function readSome(iterator: AsyncIterator<Uint8Array>): Promise<IteratorResult<Uint8Array>> {
  try {
    return await iterator.next()
  } catch (cause) {
    throw new Refusal('body-malformed', 'the body broke off', { cause })
  }
}

function join(chunks: Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {}
  throw new Refusal('body-malformed', 'not a JSON object in UTF-8: {"v":1,"sentAt":…,"receipts":[…]}')
}
