// Carries receipts to a backend over HTTP (docs/protocol.md). What a transport answers is data: nothing here throws.

/** Receipts (compact JWS) in, the backend's answer to each in the same order out; or why there is none. */
export type Transport = (receipts: string[]) => Promise<Delivery>

export type Delivery =
  | { results: ItemAnswer[] }
  /** `refused`: the backend said no to the whole request. `retryAfter` in milliseconds. */
  | { failed: 'unreachable' | 'refused'; detail: string; retryAfter?: number }

/** 201 accepted, 200 known already, 409, 410 and 422 never to be accepted; anything else is tried again. */
export type ItemAnswer = {
  id?: string
  status: number
  countersignature?: string
  problem?: { code?: string; title?: string; detail?: string }
}

/** Most receipts and most bytes in one request; keepalive's own limit is 65,536 bytes (Fetch §4.5). */
export const MOST_RECEIPTS = 50
export const MOST_BYTES = 60_000

/** `url` may be relative to the page. */
export function http(url: string, fetch: typeof globalThis.fetch = (...call) => globalThis.fetch(...call)): Transport {
  return async (receipts) => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        // A simple request: no preflight, and it outlives the page.
        headers: { 'content-type': 'text/plain;charset=UTF-8' },
        body: JSON.stringify({ v: 1, sentAt: Math.floor(Date.now() / 1000), receipts }),
        credentials: 'omit',
        keepalive: true,
        signal: AbortSignal.timeout(30_000),
      })
      // Always drained: an unread body keeps keepalive's quota taken.
      const text = await answer.text()
      return answer.ok ? readResults(text, receipts.length) : refused(answer, text)
    } catch (cause) {
      return { failed: 'unreachable', detail: String(cause) }
    }
  }
}

function readResults(text: string, length: number): Delivery {
  const { results } = JSON.parse(text) as { results?: ItemAnswer[] }
  if (Array.isArray(results) && results.length === length) return { results }
  return { failed: 'refused', detail: 'The backend did not answer each receipt.' }
}

function refused(answer: Response, text: string): Delivery {
  const seconds = Number(answer.headers.get('retry-after'))
  let detail = `The backend answered ${answer.status}.`
  try {
    detail = (JSON.parse(text) as { detail?: string }).detail ?? detail
  } catch {}
  return { failed: 'refused', detail, ...(seconds > 0 ? { retryAfter: seconds * 1000 } : {}) }
}
