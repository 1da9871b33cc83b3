// Which pages may read the answers (Fetch standard §3.2). No credentials, ever: a receipt needs no cookie.
import type { HttpResponse } from './response.ts'

type Reading = { accepted: boolean; open?: boolean | undefined; refused?: boolean }

/** `open`: for any page. `accepted`: for a page of one of our sites, each hears its own origin. `refused`: as `site-unknown`. */
export function corsHeaders(origin: string | null, { accepted, open, refused }: Reading): Record<string, string> {
  // Without the exposed header a browser could not see how long to wait after a 503.
  const expose = { 'access-control-expose-headers': 'Retry-After' }
  if (open) return { 'access-control-allow-origin': '*', ...expose }
  if (origin !== null && accepted) return { 'access-control-allow-origin': origin, vary: 'Origin', ...expose }
  // Refused, it may still read why: a developer who forgot to list a site sees `site-unknown`, not a dead network.
  return { ...(refused ? { 'access-control-allow-origin': '*' } : {}), vary: 'Origin', ...expose }
}

/** The answer to a browser that asks first, as it does for application/json, and for reading a receipt. */
export function preflight(allow: string, allowHeaders: string): HttpResponse {
  const headers = {
    allow,
    'access-control-allow-methods': allow,
    'access-control-allow-headers': allowHeaders,
    'access-control-max-age': '7200',
  }
  return { status: 204, headers, body: null }
}
