// Sends receipts to a backend over HTTP (docs/protocol.md). Failures are returned as data: nothing here throws.

/**
 * Sends receipts (compact JWS). Resolves with the backend's answer to each, in the same order, or with a failure. It
 * must settle: until then no tab sends. Its answers are validated.
 */
export type Transport = (receipts: string[]) => Promise<Delivery>

export type Delivery =
  | { results: ItemAnswer[] }
  /**
   * `refused`: the backend rejected the whole request. `retryAfter` in ms. `tooLarge`: half of the receipts are sent at
   * once.
   * `results`, if some receipts were answered: one for each receipt, with status 503 for the others.
   */
  | {
      failed: 'unreachable' | 'refused'
      detail: string
      retryAfter?: number
      tooLarge?: boolean
      results?: ItemAnswer[]
    }

/** 201 accepted, 200 already known, 409, 410 and 422 rejected for good. Any other status is tried again. */
export type ItemAnswer = {
  /** Identity of the receipt, if the backend returns it. */
  id?: string
  status: number
  countersignature?: string
  /** Position of the receipt in the backend's log, from 0. */
  index?: number
  /** Proof of the position: a C2SP tlog-proof, as text. */
  proof?: string
  /** `clock-skew`: this device's clock is wrong. Other flags are ignored. */
  flags?: string[]
  problem?: { code?: string; title?: string; detail?: string }
}

/** Most receipts and most bytes in one request. The limit of keepalive is 65,536 bytes (Fetch §4.5). */
export const MOST_RECEIPTS = 50
export const MOST_BYTES = 60_000

/** The first receipts, as many as fit into one request; at least one. */
export function firstPart(receipts: string[], most: number = MOST_RECEIPTS, bytes: number = MOST_BYTES): string[] {
  // 64 bytes for the JSON around the list, and 3 for the quotes and comma of each receipt.
  let size = 64
  const end = receipts.findIndex((receipt, at) => (size += receipt.length + 3) > bytes && at > 0)
  return receipts.slice(0, Math.min(most, end < 0 ? most : end))
}

/** A transport that posts to `url`, which may be relative to the page. `now` in milliseconds since 1970. */
export function http(
  url: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
  now: () => number = Date.now,
): Transport {
  return async (receipts) => {
    try {
      const request: RequestInit = {
        method: 'POST',
        // A string is sent as text/plain;charset=UTF-8 (Fetch §5.2): a simple request, without preflight.
        body: JSON.stringify({ v: 1, sentAt: Math.floor(now() / 1000), receipts }),
        credentials: 'omit',
        signal: AbortSignal.timeout(30_000),
      }
      // keepalive requests outlive the page. If unsupported (webOS, Tizen) or out of quota, fetch rejects: try without.
      const answer = await fetch(url, { ...request, keepalive: true }).catch(() => fetch(url, request))
      // Always read the body: an unread one keeps the keepalive quota occupied.
      const text = await answer.text()
      return answer.ok ? { results: JSON.parse(text).results } : refused(answer, text, now)
    } catch (cause) {
      return { failed: 'unreachable', detail: String(cause) }
    }
  }
}

function refused({ status, headers }: Response, text: string, now: () => number): Delivery {
  // Retry-After is in seconds or a date (RFC 9110 §10.2.3).
  const after = headers.get('retry-after') as string
  const retryAfter = Number(after) * 1000 || Date.parse(after) - now()
  let detail = `HTTP ${status}`
  try {
    detail = `${JSON.parse(text).detail.slice(0, 999)}`
  } catch {}
  // A 413 with Retry-After is temporary (RFC 9110 §15.5.14).
  return { failed: 'refused', detail, ...(retryAfter > 0 ? { retryAfter } : status === 413 && { tooLarge: true }) }
}
