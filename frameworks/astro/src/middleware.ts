// Each page gets its banner and its decision from the request, and a strict policy.
import { createHash } from 'node:crypto'
import { defineMiddleware } from 'astro:middleware'
import { consentOf } from '@placet/core/server'
import { renderBanner } from '@placet/ui/server'
import { config } from './placet.config.ts'

export const onRequest = defineMiddleware(async ({ request, locals, url }, next) => {
  const { headers } = request
  const page = url.pathname + url.search
  locals.consent = consentOf(headers, config)
  locals.banner = await renderBanner({ config, headers, language: 'en', action: '/answer', page })
  const response = await next()
  // The page depends on the cookie.
  response.headers.set('cache-control', 'private, no-store')
  // Vite's development server adds inline style sheets.
  if (import.meta.env.PROD) response.headers.set('content-security-policy', policyFor(locals.banner.css))
  return response
})

// A hash, not a nonce: `<ClientRouter />` adds the head of the next page to this document, whose policy has another nonce.
function policyFor(css: string): string {
  // The second is what our script adds where the page's style sheets have layers.
  const hashes = [css, '@layer placet;'].map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  return `default-src 'self'; style-src 'self' ${hashes.join(' ')}; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'`
}
