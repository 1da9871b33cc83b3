// A backend as a process: Node's http server, the embedded store and the key file, all made on first start.
import { type Backend, makeBackend } from '../backend.ts'
import { handlerOf } from '../http/handler.ts'
import { createMetrics } from '../metrics.ts'
import { checkNotices } from '../notices.ts'
import { checkOptions } from '../options.ts'
import { type PurgeJobOptions, startPurging } from '../retention/purge-job.ts'
import { finish } from './graceful-stop.ts'
import { keepLogsSigned } from './keep-signed.ts'
import { listen, type Listener, urlOf } from './listener.ts'
import { CHANGES, OPTIONS, type RunningServer, type ServerOptions } from './server-options.ts'
import { closeParts, openParts } from './server-parts.ts'
import { serverTimeouts } from './timeouts.ts'

/** @throws ServerError where address, store or key cannot be had */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  checkOptions(options, OPTIONS)
  const { port = 8787, host = '127.0.0.1', retention, patience = 10_000, timeouts } = options
  await checkNotices(options.notices)
  const timing = serverTimeouts(timeouts)
  const metrics = options.metrics ? await createMetrics() : undefined
  const parts = await openParts(options, options.issuer ?? urlOf(host, port))
  let listener: Listener | undefined
  try {
    listener = await listen(host, port, timing)
    const { url, stop } = listener
    const { sites, config, notices, now, log, limits, issuer = url } = options
    const { marks, ...rest } = parts
    const backend = makeBackend({ ...rest, sites, config, notices, now, log, limits, metrics, issuer }, marks)
    metrics?.connections(listener.connections)
    listener.answer(handlerOf(backend, log), backend.limits.connections, () => backend.state.stopping)
    const stopSigning = keepLogsSigned(backend)
    const job = retention === undefined ? undefined : startPurging(backend, { retention, ...purgeReport(backend) })
    return {
      url,
      async update(changes) {
        checkOptions(changes, CHANGES, 'changes')
        await checkNotices(changes.notices)
        backend.sites.update(changes.sites)
        backend.notices.add(changes.notices ?? {})
      },
      async close() {
        backend.state.stopping = true
        await Promise.all([stop(patience), job?.stop(), stopSigning()])
        await closeParts(parts, () => finish(backend, patience))
      },
    }
  } catch (error) {
    listener?.close()
    await closeParts(parts, () => parts.store.close())
    throw error
  }
}

function purgeReport({ metrics, now }: Backend): Pick<PurgeJobOptions, 'onErased' | 'onEnd'> {
  return {
    onErased: (erased) => metrics?.countPurged(erased),
    onEnd(cause) {
      metrics?.purgeFinished(cause === undefined, now())
      if (cause !== undefined) console.error(`placet: A purge failed, and is tried again in an hour: ${cause}`)
    },
  }
}
