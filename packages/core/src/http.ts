// Carries receipts to a backend over HTTP (docs/protocol.md). What a transport answers is data: nothing here throws.

/**
 * Receipts (compact JWS) in, the backend's answer to each in the same order out; or why there is none. It must end some
 * time: meanwhile no tab sends. What it answers is looked at before it is believed.
 */
export type Transport = (receipts: string[]) => Promise<Delivery>

export type Delivery =
  | { results: ItemAnswer[] }
  /**
   * `refused`: the backend said no to the whole request. `retryAfter` in milliseconds. `tooLarge`: half of them goes at once.
   * `results`, if some were answered before: one for each all the same, with 503 for the others.
   */
  | {
      failed: 'unreachable' | 'refused'
      detail: string
      retryAfter?: number
      tooLarge?: boolean
      results?: ItemAnswer[]
    }

/** 201 accepted, 200 known already, 409, 410 and 422 never to be accepted; anything else is tried again. */
export type ItemAnswer = {
  /** The receipt's identity, if the backend says which one it speaks of. */
  id?: string
  status: number
  countersignature?: string
  /** Where the receipt stands in the backend's log, from 0. */
  index?: number
  /** That it stands there: a C2SP tlog-proof, as text. */
  proof?: string
  /** `clock-skew`: this device's clock is wrong. Others are not for browsers. */
  flags?: string[]
  problem?: { code?: string; title?: string; detail?: string }
}

/** Most receipts and most bytes in one request; keepalive's own limit is 65,536 bytes (Fetch §4.5). */
export const MOST_RECEIPTS = 50
export const MOST_BYTES = 60_000

/** The first of these, as many as go into one request; at least one. */
export function firstPart(receipts: string[], most: number = MOST_RECEIPTS, bytes: number = MOST_BYTES): string[] {
  // What stands around the receipts, and around each.
  let size = 64
  const end = receipts.findIndex((receipt, at) => (size += receipt.length + 3) > bytes && at > 0)
  return receipts.slice(0, Math.min(most, end < 0 ? most : end))
}

/** `url` may be relative to the page. `now` in milliseconds since 1970. */
export function http(
  url: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
  now: () => number = Date.now,
): Transport {
  return async (receipts) => {
    try {
      const request: RequestInit = {
        method: 'POST',
        // Text goes as text/plain;charset=UTF-8 (Fetch §5.2): a simple request, no preflight.
        body: JSON.stringify({ v: 1, sentAt: Math.floor(now() / 1000), receipts }),
        credentials: 'omit',
        signal: AbortSignal.timeout(30_000),
      }
      // Outlives the page; where the browser has none (webOS, Tizen) or no quota left for it, that looks like no network.
      const answer = await fetch(url, { ...request, keepalive: true }).catch(() => fetch(url, request))
      // Always drained: an unread body keeps keepalive's quota taken.
      const text = await answer.text()
      return answer.ok ? { results: JSON.parse(text).results } : refused(answer, text, now)
    } catch (cause) {
      return { failed: 'unreachable', detail: String(cause) }
    }
  }
}

function refused({ status, headers }: Response, text: string, now: () => number): Delivery {
  // Seconds, or a date (RFC 9110 §10.2.3).
  const after = headers.get('retry-after') as string
  const retryAfter = Number(after) * 1000 || Date.parse(after) - now()
  let detail = `HTTP ${status}`
  try {
    detail = `${JSON.parse(text).detail.slice(0, 999)}`
  } catch {}
  // A 413 that says when to come back will pass (RFC 9110 §15.5.14).
  return { failed: 'refused', detail, ...(retryAfter > 0 ? { retryAfter } : status === 413 && { tooLarge: true }) }
}
