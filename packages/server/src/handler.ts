// A backend as one function, Request → Response: mounts on Node, Hono, Next, Deno, Bun, Workers, under any prefix.
import { accept } from './accept.ts'
import { type Backend, type HandlerOptions, makeBackend } from './backend.ts'
import { readBatch } from './body.ts'
import { corsHeaders, preflight } from './cors.ts'
import { type Counts, countResults, type Log, type LogEntry } from './log.ts'
import { problemResponse, Refusal } from './problem.ts'
import { readHealth, readKeys, readNotice, readReceipt } from './read.ts'

type Reply = { response: Response; receipts?: Counts; problem?: string; cause?: unknown }
type Route = {
  /** Matched at the path's end; what it captures is the id. */
  path: RegExp
  template: string
  /** Readable by any page, not by the sites alone. */
  open?: true
  methods: Map<string, (request: Request, id: string, backend: Backend) => Promise<Reply>>
}

const ROUTES: Route[] = [
  { path: /\/receipts$/, template: '/receipts', methods: new Map([['POST', postReceipts]]) },
  { path: /\/receipts\/([\w-]{43})$/, template: '/receipts/:id', methods: reading(readReceipt) },
  { path: /\/notices\/([\w-]{43})$/, template: '/notices/:hash', open: true, methods: reading(readNotice) },
  {
    path: /\/\.well-known\/jwks\.json$/,
    template: '/.well-known/jwks.json',
    open: true,
    methods: reading((_, backend) => readKeys(backend)),
  },
  { path: /\/health$/, template: '/health', open: true, methods: reading((_, backend) => readHealth(backend)) },
]

/**
 * The backend of docs/protocol.md.
 *
 * @example
 * const handle = createHandler({ store: createMemoryStore(), signer, issuer: 'https://shop.example/consent', sites: ['https://shop.example'] })
 * app.all('/consent/*', (context) => handle(context.req.raw))
 */
export function createHandler(options: HandlerOptions): (request: Request) => Promise<Response> {
  const backend = makeBackend(options)
  return async (request) => {
    const started = performance.now()
    const { pathname } = new URL(request.url)
    const route = ROUTES.find(({ path }) => path.test(pathname))
    const { response, ...told } = await reply(request, route, route?.path.exec(pathname)?.[1] ?? '', backend)
    const origin = request.headers.get('origin')
    const cors = corsHeaders(origin, backend.takes, { open: route?.open, refused: told.problem === 'site-unknown' })
    for (const [name, value] of Object.entries(cors)) response.headers.set(name, value)
    const ms = Math.round((performance.now() - started) * 10) / 10
    tell(options.log, { method: request.method, route: route?.template ?? '*', status: response.status, ms, ...told })
    return request.method === 'HEAD' ? new Response(null, response) : response
  }
}

async function reply(request: Request, route: Route | undefined, id: string, backend: Backend): Promise<Reply> {
  try {
    if (!route) throw new Refusal('not-found', `there are ${ROUTES.map(({ template }) => template).join(', ')}`)
    if (!route.open) refuseForeignOrigin(request, backend)
    const allow = [...route.methods.keys(), 'OPTIONS'].join(', ')
    if (request.method === 'OPTIONS') return { response: preflight(allow) }
    const answer = route.methods.get(request.method)
    if (!answer) throw new Refusal('method-not-allowed', `it knows ${allow}`, { headers: { allow } })
    return await answer(request, id, backend)
  } catch (error) {
    const ours = { cause: error }
    const refusal = error instanceof Refusal ? error : new Refusal('internal-error', 'Try again later.', ours)
    const cause = refusal.cause === undefined ? {} : { cause: refusal.cause }
    return { response: problemResponse(refusal), problem: refusal.code, ...cause }
  }
}

// Servers send no Origin; they are judged by their receipts alone.
function refuseForeignOrigin(request: Request, backend: Backend): void {
  const origin = request.headers.get('origin')
  if (origin === null || backend.takes(origin)) return
  throw new Refusal('site-unknown', `the request comes from ${origin}`)
}

async function postReceipts(request: Request, _id: string, backend: Backend): Promise<Reply> {
  const results = await accept(await readBatch(request, backend.limits), backend)
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  return { response: new Response(JSON.stringify({ v: 1, results }), { headers }), receipts: countResults(results) }
}

function reading(read: (id: string, backend: Backend) => Promise<Response>): Route['methods'] {
  const answer = async (_request: Request, id: string, backend: Backend) => ({ response: await read(id, backend) })
  return new Map([
    ['GET', answer],
    ['HEAD', answer],
  ])
}

// A log that fails is the log's trouble.
function tell(log: Log | undefined, entry: LogEntry): void {
  try {
    log?.(entry)
  } catch {}
}
