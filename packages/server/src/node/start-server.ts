// A backend as a process: Node's http server, the embedded store and the key file, all made on first start.
// Node and libsql are imported when it starts, so that the main entry point loads in workers too.
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fromIncoming, write } from '../http/node-request.ts'
import { type Backend, type HandlerOptions, makeBackend } from '../backend.ts'
import { ServerError } from '../errors.ts'
import { checkLogs, somethingSigned } from './check-logs.ts'
import { countConnections } from './connection-counts.ts'
import { finish, stopping } from './graceful-stop.ts'
import { handlerOf } from '../http/handler.ts'
import { keepLogsSigned } from './keep-signed.ts'
import { serverTimeouts, type Timeouts } from './timeouts.ts'
import { createMetrics } from '../metrics.ts'
import type { Marks } from '../log/marks.ts'
import { type PurgeJobOptions, startPurging } from '../retention/purge-job.ts'
import { makeSiteBook } from '../site-book.ts'
import { ANY, checkOptions, FLAG, FUNCTION, OBJECT, type Shape, TEXT, whole } from '../options.ts'
import { SITES } from '../site-policy.ts'
import { checkNotices } from '../notices.ts'
import { openStore } from '../stores/open.ts'
import type { VerifyPool } from '../verify/verify-pool.ts'

export type ServerOptions = Pick<HandlerOptions, 'sites' | 'config' | 'notices' | 'now' | 'log' | 'limits'> & {
  /** Default 8787; 0 takes a free one. */
  port?: number | undefined
  /** Default '127.0.0.1': this machine only. */
  host?: string | undefined
  /** Folder of keys and, unless `store` is another, of the store; default '.placet'. */
  dataDir?: string | undefined
  /** `postgres://…`; default: a file in the data folder. */
  store?: string | undefined
  /** URL of this backend as the world sees it; default: its own address. */
  issuer?: string | undefined
  /** Whether `GET /metrics` answers, to anybody who can reach it; default false. */
  metrics?: boolean | undefined
  /** Goes on with a log that went back behind what was acknowledged; without, such a server does not start. */
  acceptFork?: boolean | undefined
  /**
   * ISO 8601, such as `P3Y`: how long a receipt is kept when its decision holds no longer (its own `dur`). Then it is erased, and a
   * statement of it signed. Without it everything is kept.
   */
  retention?: string | undefined
  /** How long clients may take; see `Timeouts`. */
  timeouts?: Partial<Timeouts> | undefined
  /** Most milliseconds that `close` waits for answers, and again for the store; default 10,000. */
  patience?: number | undefined
}
const OPTIONS: Shape<ServerOptions> = {
  port: whole(0, 65_535),
  host: TEXT,
  dataDir: TEXT,
  store: TEXT,
  issuer: TEXT,
  sites: SITES,
  config: ANY,
  notices: ANY,
  now: FUNCTION,
  log: FUNCTION,
  limits: ANY,
  metrics: FLAG,
  acceptFork: FLAG,
  // What it says, `retentionOf` checks.
  retention: TEXT,
  timeouts: OBJECT,
  patience: whole(0),
}
const CHANGES: Shape<Changes> = { sites: SITES, notices: ANY }

type Changes = Pick<HandlerOptions, 'sites' | 'notices'>
export type RunningServer = {
  url: string
  /** Takes other sites in place of those of before, and more notices. @throws ServerError; nothing is changed then */
  update(changes: Changes): Promise<void>
  /** Answers what has begun, keeps what was sent, closes the store. @throws ServerError `stop-late` */
  close(): Promise<void>
}

/** Where a data folder keeps what. */
export function filesIn(dataDir: string): { store: string; keys: string; marks: string; sites: string } {
  return {
    store: `${dataDir}/placet.db`,
    keys: `${dataDir}/keys.json`,
    marks: `${dataDir}/marks.db`,
    sites: `${dataDir}/sites.json`,
  }
}

/** @throws ServerError where address, store or key cannot be had */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  checkOptions(options, OPTIONS)
  const {
    port = 8787,
    host = '127.0.0.1',
    dataDir = '.placet',
    store: place,
    issuer,
    acceptFork,
    retention,
    patience = 10_000,
    timeouts,
    ...rest
  } = options
  const [{ serve }, { RESPONSE_ALREADY_SENT }, { loadKeyring }, { openMarks }, { createVerifyPool }] =
    await Promise.all([
      import('@hono/node-server'),
      import('@hono/node-server/utils/response'),
      import('../keys/key-file.ts'),
      import('./open-marks.ts'),
      import('../verify/verify-pool.ts'),
    ])
  await checkNotices(rest.notices)
  const timing = serverTimeouts(timeouts)
  const metrics = rest.metrics ? await createMetrics() : undefined
  // Before the keys: fresh ones are only for a store in which nothing was signed yet.
  const store = await openStore(place ?? filesIn(dataDir).store)
  let marks: Marks | undefined
  let pool: VerifyPool | undefined
  let server: Server | undefined
  try {
    const signed = () => somethingSigned(store)
    const keys = await loadKeyring({ file: filesIn(dataDir).keys, env: process.env, now: rest.now, signed })
    marks = await openMarks(filesIn(dataDir).marks)
    const { signing } = makeSiteBook({ issuer: issuer ?? urlOf(host, port), keys }, rest.sites)
    await checkLogs(store, signing, marks, acceptFork)
    pool = await createVerifyPool()
    const verifier = pool
    let answer: ((incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>) | undefined
    // Its part: what is left of a body that was refused is drained, within bounds, before the connection is taken away.
    server = serve({
      async fetch(_, { incoming, outgoing }) {
        await answer!(incoming as IncomingMessage, outgoing as ServerResponse)
        return RESPONSE_ALREADY_SENT
      },
      port,
      hostname: host,
      overrideGlobalObjects: false,
      serverOptions: timing,
    }) as Server
    const connections = countConnections(server)
    const stop = stopping(server)
    await listening(server, `${host}:${port}`)
    const url = urlOf(host, (server.address() as AddressInfo).port)
    const backend = makeBackend({ ...rest, metrics, verifier, store, keys, issuer: issuer ?? url }, marks)
    server.maxConnections = backend.limits.connections
    metrics?.connections(connections)
    const handle = handlerOf(backend, rest.log)
    const stopSigning = keepLogsSigned(backend)
    answer = async (incoming, outgoing) => write(await handle(fromIncoming(incoming)), outgoing, backend.state.stopping)
    const job = retention === undefined ? undefined : startPurging(backend, { retention, ...purgeReport(backend) })
    return {
      url,
      async update(changes) {
        checkOptions(changes, CHANGES, 'changes')
        const { sites, notices = {} } = changes
        await checkNotices(notices)
        backend.sites.update(sites)
        backend.notices.add(notices)
      },
      async close() {
        backend.state.stopping = true
        await Promise.all([stop(patience), job?.stop(), stopSigning()])
        await finish(backend, patience).finally(marks?.close).finally(verifier.close)
      },
    }
  } catch (error) {
    server?.close()
    await store.close().finally(marks?.close).finally(pool?.close)
    throw error
  }
}

function purgeReport({ metrics, now }: Backend): Pick<PurgeJobOptions, 'told' | 'ended'> {
  return {
    told: (erased) => metrics?.purged(erased),
    ended(cause) {
      metrics?.purgeEnded(cause === undefined, now())
      if (cause !== undefined) console.error(`placet: A purge failed, and is tried again in an hour: ${cause}`)
    },
  }
}

function listening(server: Server, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const fix = 'Stop who listens there, or choose another port (0 takes a free one).'
      reject(new ServerError('address-taken', `${address} cannot be listened on (${cause.code}).`, fix, cause))
    })
  })
}

function urlOf(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
