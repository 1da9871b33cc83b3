// A strict policy: a script or a style sheet runs with the nonce of its answer, or not at all.
import { type NextRequest, NextResponse } from 'next/server'

export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID())
  const policy = policyFor(nonce)
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  // Next reads the nonce of its own scripts from here.
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

function policyFor(nonce: string): string {
  const scripts = `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`
  // React's development build evaluates code, and Next's shows errors in styles of its own.
  const [script, style] =
    process.env.NODE_ENV === 'development'
      ? [`${scripts} 'unsafe-eval'`, `style-src 'self' 'unsafe-inline'`]
      : [scripts, `style-src 'self' 'nonce-${nonce}'`]
  return `default-src 'self'; ${script}; ${style}; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'`
}

export const config = { matcher: ['/((?!_next/|answer$|.*\\.html$).*)'] }
