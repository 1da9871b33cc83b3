// Which pages may read the answers (Fetch standard §3.2). Credentials are never allowed: receipts need no cookie.
import type { HttpResponse } from './response.ts'

type Reading = { accepted: boolean; open?: boolean | undefined; refused?: boolean }

/** `open`: readable by any page. `accepted`: readable by a page of an accepted site. `refused`: refused as `site-unknown`. */
export function corsHeaders(origin: string | null, { accepted, open, refused }: Reading): Record<string, string> {
  // The header must be exposed: otherwise a page cannot read how long to wait after a 503.
  const expose = { 'access-control-expose-headers': 'Retry-After' }
  if (open) return { 'access-control-allow-origin': '*', ...expose }
  if (origin !== null && accepted) return { 'access-control-allow-origin': origin, vary: 'Origin', ...expose }
  // A refused page may read the reason: a developer who forgot to list a site sees `site-unknown`, not a network error.
  return { ...(refused ? { 'access-control-allow-origin': '*' } : {}), vary: 'Origin', ...expose }
}

/** The answer to a CORS preflight, as browsers send it for application/json and before reading a receipt. */
export function preflight(allow: string, allowHeaders: string): HttpResponse {
  const headers = {
    allow,
    'access-control-allow-methods': allow,
    'access-control-allow-headers': allowHeaders,
    'access-control-max-age': '7200',
  }
  return { status: 204, headers, body: null }
}
