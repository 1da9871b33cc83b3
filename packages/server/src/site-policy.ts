// Whose receipts are taken: a list of origins; without a list, what runs on this very machine.
import { ServerError } from './errors.ts'

/** Says whether an origin (of a request, or a receipt's `aud`) is one of ours. */
export type SitePolicy = (origin: string) => boolean

/**
 * @param sites origins such as `https://shop.example`; undefined takes loopback origins only
 * @throws ServerError `site-malformed` for what is no origin: it would match nothing, silently
 */
export function makeSitePolicy(sites?: readonly string[]): SitePolicy {
  if (!sites) return isLoopback
  for (const site of sites) {
    if (originOf(site) === site) continue
    const fix = `Write the origin: ${originOf(site) ?? 'https://shop.example'}`
    throw new ServerError('site-malformed', `sites has ${JSON.stringify(site)}, which is no origin.`, fix)
  }
  const known = new Set(sites)
  return (origin) => known.has(origin)
}

function isLoopback(origin: string): boolean {
  if (originOf(origin) !== origin || !/^https?:/.test(origin)) return false
  return /^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(origin).hostname)
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) && new URL(url).origin !== 'null' ? new URL(url).origin : undefined
}
