// For the operator: `/health`, `/ready` and `/metrics`.
import { type HttpResponse, respondWith } from './response.ts'
import type { Backend } from '../backend.ts'
import { Refusal, stopping, storeUnavailable } from './problem.ts'

/** The process answers. The store is not checked, because a restart does not repair it. */
export async function readHealth(): Promise<HttpResponse> {
  return ok()
}

/** Receipts can be stored now, at least for some sites. */
export async function readReady({ readiness, state, sites, notices, now, findBehind }: Backend): Promise<HttpResponse> {
  if (state.stopping) throw stopping()
  await notices.checked().catch(storeUnavailable)
  const unwritable = await readiness().catch(storeUnavailable)
  const behind = await findBehind().catch(storeUnavailable)
  if (behind !== undefined) {
    throw new Refusal('log-rolled-back', `It is the log of ${behind}.`, { headers: { 'retry-after': '10' } })
  }
  try {
    for (const { keys } of sites.signers()) {
      keys.countersigner(now())
      keys.logSigners(now())
    }
  } catch (cause) {
    throw new Refusal('key-unavailable', 'Try again later.', { headers: { 'retry-after': '10' }, cause })
  }
  if (unwritable.length === 0) return ok()
  const detail = 'Receipts of these sites cannot be kept now, and are answered 503; all others are kept.'
  return respondWith(JSON.stringify({ status: 'partial', unwritable, detail }), 'application/json', 'no-store')
}

/** In Prometheus text. If the store cannot be reached, the sizes of its logs are left out. */
export async function readMetrics({ metrics, verifier, sequencer, store, sites }: Backend): Promise<HttpResponse> {
  if (!metrics) throw new Refusal('not-found', 'metrics are not switched on here')
  const heads = await Promise.all(sites.names().map((site) => store.head(site).catch(() => undefined)))
  const sizes = new Map(heads.flatMap((head) => (head ? [[head.site, head.size] as const] : [])))
  const { text, type } = await metrics.render({ waiting: verifier.waiting() + sequencer.waiting(), sizes })
  return respondWith(text, type, 'no-store')
}

function ok(): HttpResponse {
  return respondWith('{"status":"ok"}', 'application/json', 'no-store')
}
