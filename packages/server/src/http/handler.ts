// A backend as one function, Request → Response. It can be mounted in Node, Hono, Next, Deno, Bun or Workers, under any prefix.
import { accept } from './accept.ts'
import { type HttpResponse, respondWith, toResponse } from './response.ts'
import { type HttpRequest, fromRequest } from './request.ts'
import { type Backend, type HandlerOptions, makeBackend } from '../backend.ts'
import { readBatch } from './batch-body.ts'
import { corsHeaders, preflight } from './cors.ts'
import { problemAnswer, Refusal, stopping } from './problem.ts'
import { readCheckpoint, readKeys, readNotice, readProof, readReceipt, readTile } from './read.ts'
import { type Counts, countResults, type LogEntry, type RequestLog } from './request-log.ts'
import { readHealth, readMetrics, readReady } from './status.ts'

type Reply = { answer: HttpResponse; receipts?: Counts; problem?: string; cause?: unknown }
/** `drain` refuses new receipts from then on, and resolves when all requests under way are answered. Then close the store. */
export type Handler = ((request: Request) => Promise<Response>) & { drain(): Promise<void> }
type Route = {
  /** Matched at the end of the path. The capture group is the id. */
  path: RegExp
  template: string
  /** Readable by any page, not only by pages of the sites. */
  open?: true
  /** The route takes an authorization header, so the CORS preflight must allow it. */
  authorized?: true
  methods: Map<string, (request: HttpRequest, id: string, backend: Backend) => Promise<Reply>>
}

const ROUTES: Route[] = [
  { path: /\/receipts$/, template: '/receipts', methods: new Map([['POST', postReceipts]]) },
  { path: /\/receipts\/([\w-]{43})$/, template: '/receipts/:id', authorized: true, methods: reading(readReceipt) },
  {
    path: /\/receipts\/([\w-]{43})\/proof$/,
    template: '/receipts/:id/proof',
    authorized: true,
    methods: reading(readProof),
  },
  { path: /\/notices\/([\w-]{43})$/, template: '/notices/:hash', open: true, methods: reading(readNotice) },
  {
    path: /\/log\/([^/]+)\/checkpoint$/,
    template: '/log/:name/checkpoint',
    open: true,
    methods: reading(readCheckpoint),
  },
  {
    path: /\/log\/([^/]+\/tile\/[\dxp/.]+)$/,
    template: '/log/:name/tile/:tile',
    open: true,
    methods: reading(readTile),
  },
  { path: /\/\.well-known\/jwks\.json$/, template: '/.well-known/jwks.json', open: true, methods: asking(readKeys) },
  { path: /\/health$/, template: '/health', open: true, methods: asking(readHealth) },
  { path: /\/ready$/, template: '/ready', open: true, methods: asking(readReady) },
  { path: /\/metrics$/, template: '/metrics', methods: asking(readMetrics) },
]

/**
 * The backend of docs/protocol.md.
 *
 * @example
 * const handle = createHandler({ store: createMemoryStore(), keys: keyringFrom(await generateKeys()), issuer: 'https://shop.example/consent', sites: ['https://shop.example'] })
 * app.all('/consent/*', (context) => handle(context.req.raw))
 */
export function createHandler(options: HandlerOptions): Handler {
  const backend = makeBackend(options)
  const handle = handlerOf(backend, options.log)
  const begun = new Set<Promise<unknown>>()

  async function answer(request: Request): Promise<Response> {
    const answering = handle(fromRequest(request))
    begun.add(answering)
    return toResponse(await answering.finally(() => begun.delete(answering)))
  }

  async function drain(): Promise<void> {
    Object.assign(backend.state, { stopping: true, draining: true })
    await Promise.all(begun)
    // Includes receipts whose sender has disconnected.
    await backend.sequencer.drain()
  }

  return Object.assign(answer, { drain })
}

/** The same for a backend that is shared with other code. It never rejects. */
export function handlerOf(
  backend: Backend,
  log: RequestLog | undefined,
): (request: HttpRequest) => Promise<HttpResponse> {
  return async (request) => {
    const started = performance.now()
    const { method, path: pathname } = request
    const route = ROUTES.find(({ path }) => path.test(pathname))
    const { accepted, answer, ...told } = await reply(request, route, route?.path.exec(pathname)?.[1] ?? '', backend)
    const cors = corsHeaders(request.header('origin'), {
      accepted,
      open: route?.open,
      refused: told.problem === 'site-unknown',
    })
    const ms = Math.round((performance.now() - started) * 10) / 10
    const entry = { method, route: route?.template ?? '*', status: answer.status, ms, ...told }
    backend.metrics?.request(entry)
    tell(log, entry)
    const { status, headers, body: text } = answer
    return { status, headers: { ...headers, ...cors, ...AS_IT_SAYS }, body: method === 'HEAD' ? null : text }
  }
}

// Answers contain text of clients. A browser must not interpret it as a page or a script (Fetch standard §3.6).
const AS_IT_SAYS = { 'x-content-type-options': 'nosniff' }

async function reply(
  request: HttpRequest,
  route: Route | undefined,
  id: string,
  backend: Backend,
): Promise<Reply & { accepted: boolean }> {
  const origin = request.header('origin')
  let accepted = false
  try {
    if (origin !== null && !route?.open) accepted = await backend.acceptsSite(origin)
    if (!route) throw new Refusal('not-found', `there are ${ROUTES.map(({ template }) => template).join(', ')}`)
    // Servers send no Origin. For them, only the sites of their receipts are checked.
    if (!route.open && origin !== null && !accepted) {
      throw new Refusal('site-unknown', `the request comes from ${origin}`)
    }
    const allow = [...route.methods.keys(), 'OPTIONS'].join(', ')
    const allowHeaders = route.authorized ? 'authorization, content-type' : 'content-type'
    if (request.method === 'OPTIONS') return { accepted, answer: preflight(allow, allowHeaders) }
    const respond = route.methods.get(request.method)
    if (!respond) throw new Refusal('method-not-allowed', `it knows ${allow}`, { headers: { allow } })
    return { accepted, ...(await respond(request, id, backend)) }
  } catch (error) {
    const ours = { cause: error }
    const refusal = error instanceof Refusal ? error : new Refusal('internal-error', 'Try again later.', ours)
    const cause = refusal.cause === undefined ? {} : { cause: refusal.cause }
    return { accepted, answer: problemAnswer(refusal), problem: refusal.code, ...cause }
  }
}

// All limits apply after the body was read, so that slow clients do not use them up.
async function postReceipts(request: HttpRequest, _id: string, backend: Backend): Promise<Reply> {
  if (backend.state.draining) throw stopping()
  const batch = await readBatch(request, backend.limits)
  const results = await accept(batch, backend)
  const answer = respondWith(JSON.stringify({ v: 1, results }), 'application/json', 'no-store')
  return { answer, receipts: countResults(results) }
}

type Read = (id: string, backend: Backend, request: HttpRequest) => Promise<HttpResponse>

function reading(read: Read): Route['methods'] {
  return getting((id, backend, request) => backend.readLimit(() => read(id, backend, request)))
}

// Without a limit of concurrent requests: under load, a health check must not fail.
function asking(read: (backend: Backend, request: HttpRequest) => Promise<HttpResponse>): Route['methods'] {
  return getting((_, backend, request) => read(backend, request))
}

function getting(get: Read): Route['methods'] {
  const answer = async (request: HttpRequest, id: string, backend: Backend) => ({
    answer: await get(id, backend, request),
  })
  return new Map([
    ['GET', answer],
    ['HEAD', answer],
  ])
}

// An error of the request log must not affect the answer.
function tell(log: RequestLog | undefined, entry: LogEntry): void {
  try {
    log?.(entry)
  } catch {}
}
