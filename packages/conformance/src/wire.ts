// Sends the requests of the conformance kit: exact bytes, with timeouts, and with a record of each exchange for the report. It uses
// Node's own client, which reads an answer that comes before the end of the body, and allows invalid headers.
import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { demand, type Exchange, Fault } from './fault.ts'

export type Result = {
  id?: string
  status: number
  countersignature?: string
  read?: string
  index?: number
  proof?: string
  flags?: string[]
  problem?: { type?: string; code?: string; title?: string; detail?: string }
}

export type RequestOptions = {
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** Sends the body in chunks, without a Content-Length. */
  chunked?: true
  /** Never ends the body. */
  unending?: true
}

export type Wire = {
  /** Base URL of the backend. */
  base: string
  /** @throws Fault if no answer comes */
  send(method: string, path: string, options?: RequestOptions): Promise<Exchange>
  get(path: string, headers?: Record<string, string>): Promise<Exchange>
  /** Posts a body to `/receipts`, with a browser's headers. */
  postBody(body: string | Uint8Array, options?: RequestOptions): Promise<Exchange>
  /** Posts a batch. Any answer is accepted. */
  postBatch(receipts: readonly unknown[], options?: RequestOptions): Promise<Exchange>
  /** Posts a batch and returns one result for each receipt. @throws Fault for any other answer */
  post(receipts: readonly unknown[], options?: RequestOptions): Promise<Result[]>
  close(): void
}

/** @param timeout milliseconds to wait for an answer */
export function makeWire(base: string, site: string, timeout: number): Wire {
  const secure = base.startsWith('https:')
  const agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: 50 })
  const start = secure ? httpsRequest : httpRequest

  function once(method: string, path: string, options: RequestOptions, connection?: 'new'): Promise<Exchange> {
    const { headers = {}, body, chunked, unending } = options
    const sent = describe(method, path, headers, body, chunked)
    const pool = unending || connection === 'new' ? false : agent
    return new Promise((resolve, reject) => {
      const fail = (why: string) => reject(new Fault(`no answer: ${why}`, notAnswered(sent)))
      const init = { method, headers: framed(headers, body, chunked), agent: pool }
      let readBefore = 0
      let isLate = false
      const asked: ClientRequest = start(base + path, init as object, (answer: IncomingMessage) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', (error) => fail(error.message))
        answer.on('end', () => {
          clearTimeout(late)
          if (unending) asked.destroy()
          resolve(exchangeOf(sent, answer, Buffer.concat(chunks)))
        })
      })
      asked.on('socket', (socket) => (readBefore = socket.bytesRead))
      const late = setTimeout(() => {
        isLate = true
        fail(unending ? 'it waits for the end of the body' : `${timeout / 1000} seconds have passed`)
        asked.destroy()
      }, timeout)
      asked.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(late)
        // A backend may close an idle connection while the next request is on its way (RFC 9112, 9.3.1). That request is
        // sent once more (RFC 9110, 9.2.2). Every request of the kit may be repeated: receipts are idempotent.
        const isReset = error.code === 'ECONNRESET' || error.code === 'EPIPE'
        const isUnread = asked.socket?.bytesRead === readBefore
        if (asked.reusedSocket && isReset && isUnread && !isLate) {
          return resolve(once(method, path, options, 'new'))
        }
        // After the backend has stopped reading the body, its answer may still arrive.
        setTimeout(() => fail(error.code ?? error.message), 50)
      })
      if (unending) asked.write(body)
      else asked.end(body)
    })
  }

  const wire: Wire = {
    base,
    async send(method, path, options = {}) {
      for (let tries = 1; ; tries++) {
        const exchange = await once(method, path, options)
        const wait = waitOf(exchange)
        if (wait === undefined || tries === 4) return exchange
        await new Promise((done) => setTimeout(done, wait))
      }
    },
    get: (path, headers = {}) => wire.send('GET', path, { headers }),
    postBody: (body, { headers, ...options } = {}) =>
      wire.send('POST', '/receipts', {
        ...options,
        body,
        headers: { origin: site, 'content-type': 'text/plain;charset=UTF-8', ...headers },
      }),
    postBatch: (receipts, options) => wire.postBody(batchOf(receipts), options),
    async post(receipts, options) {
      return resultsOf(await wire.postBatch(receipts, options), receipts.length)
    },
    close: () => agent.destroy(),
  }
  return wire
}

/** The body of `POST /receipts`. */
export function batchOf(receipts: readonly unknown[]): string {
  return JSON.stringify({ v: 1, sentAt: Math.floor(Date.now() / 1000), receipts })
}

/** The results of an accepted batch. @throws Fault if the answer has another form */
export function resultsOf(exchange: Exchange, count: number): Result[] {
  const { status, headers, json } = exchange
  demand(status === 200, `the answer is ${status}, not 200`, exchange)
  const type = headers['content-type'] ?? ''
  demand(/^application\/json\b/.test(type), `content-type is ${type || 'missing'}, not application/json`, exchange)
  const { v, results } = (json ?? {}) as { v?: unknown; results?: Result[] }
  demand(v === 1 && Array.isArray(results), 'the answer is not {"v":1,"results":[…]}', exchange)
  demand(results.length === count, `${count} receipts were sent, ${results.length} results came`, exchange)
  return results.map((result) => Object.assign(result, { exchange }))
}

/** The exchange that a result belongs to. */
export function exchangeBehind(result: Result | undefined): Exchange | undefined {
  return (result as { exchange?: Exchange } | undefined)?.exchange
}

// Follows Retry-After of a rate limit, as a sender must, up to ten seconds.
function waitOf({ status, headers }: Exchange): number | undefined {
  const seconds = Number(headers['retry-after'])
  if ((status !== 429 && status !== 503) || !(seconds >= 0 && seconds <= 10)) return undefined
  return seconds * 1000
}

function framed(
  headers: Record<string, string>,
  body: RequestOptions['body'],
  chunked: RequestOptions['chunked'],
): object {
  if (body === undefined) return headers
  return chunked
    ? { ...headers, 'transfer-encoding': 'chunked' }
    : { 'content-length': Buffer.byteLength(body), ...headers }
}

function exchangeOf(sent: string, answer: IncomingMessage, bytes: Buffer): Exchange {
  const text = bytes.toString('utf8')
  return { sent, status: answer.statusCode ?? 0, headers: answer.headers, bytes, text, json: parse(text) }
}

function notAnswered(sent: string): Exchange {
  return { sent, status: 0, headers: {}, bytes: new Uint8Array(), text: '', json: undefined }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function describe(method: string, path: string, headers: object, body: RequestOptions['body'], chunked?: true): string {
  const said = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const how = chunked ? ['in pieces, without a length'] : []
  const text =
    body === undefined ? [] : [`${Buffer.byteLength(body)} bytes: ${cut(Buffer.from(body).toString('utf8'), 160)}`]
  return [`${method} ${path}`, ...said, ...how, ...text].join(' · ')
}

/** Shortens a text to `most` characters by leaving out its middle. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 40)} … ${text.slice(-36)}`
}
