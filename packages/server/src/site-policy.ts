// Decides which sites' receipts are accepted: by a list or a function; by default, loopback origins only.
import { ServerError } from './errors.ts'
import { KEYRING, type Keyring } from './keys/keyring.ts'
import { checkOptions, FLAG, type Kind, required, type Shape, TEXT } from './options.ts'

/** A site with an issuer or keys of its own. The defaults are those of the backend. */
export type Site = {
  origin: string
  /** `iss` of its countersignatures, base URL of its JWKS, and part of its log's name. */
  issuer?: string | undefined
  keys?: Keyring | undefined
  /** Refuses new receipts. The JWKS is still served, so that old signatures can be verified. */
  closed?: boolean | undefined
}
/** A list of origins, or a function that decides. It is called for each request, so it should cache slow results. */
export type Sites = readonly (string | Site)[] | ((origin: string) => boolean | Promise<boolean>)

export const SITES: Kind = {
  holds: (value) => Array.isArray(value) || typeof value === 'function',
  says: 'a list of origins, or a function',
}
const SITE: Shape<Site> = { origin: required(TEXT), issuer: TEXT, keys: KEYRING, closed: FLAG }

/** Whether an origin (of a request, or a receipt's `aud`) is an accepted site. Rejects if that cannot be decided. */
export type SitePolicy = (origin: string) => boolean | Promise<boolean>

/**
 * @param sites origins such as `https://shop.example`; undefined accepts loopback origins only
 * @throws ServerError `site-malformed` for anything but an origin, which would never match; `options-malformed`
 */
export function makeSitePolicy(sites?: Sites): SitePolicy {
  if (!sites) return isLoopback
  // Headers and receipts are untrusted input, so only origins are passed on.
  if (typeof sites === 'function') return async (origin) => isOrigin(origin) && (await sites(origin)) === true
  const listed = sites.map(asSite)
  for (const [at, site] of listed.entries()) checkOptions<Site>(site, SITE, `sites[${at}]`)
  const wrong = listed.find(({ origin }) => !isOrigin(origin))
  if (wrong) {
    const fix = `Write the origin: ${originOf(wrong.origin) ?? 'https://shop.example'}`
    throw new ServerError('site-malformed', `sites has ${JSON.stringify(wrong.origin)}, which is no origin.`, fix)
  }
  const open = new Set(listed.flatMap(({ origin, closed }) => (closed ? [] : [origin])))
  return (origin) => open.has(origin)
}

export function asSite(site: string | Site): Site {
  return typeof site === 'string' ? { origin: site } : site
}

export function isOrigin(text: string): boolean {
  return originOf(text) === text
}

/** Loopback origins: `localhost`, `*.localhost`, 127.0.0.1 and [::1], any port. */
export function isLoopback(origin: string): boolean {
  if (!isOrigin(origin) || !/^https?:/.test(origin)) return false
  return /^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(origin).hostname)
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) && new URL(url).origin !== 'null' ? new URL(url).origin : undefined
}
