// Whose receipts are taken: a list of sites, or a function that is asked; without either, what runs on this very machine.
import { ServerError } from './errors.ts'
import { KEYRING, type Keyring } from './keys/keyring.ts'
import { checkOptions, FLAG, type Kind, required, type Shape, TEXT } from './options.ts'

/** A site with an issuer or keys of its own: what it does not say is the backend's. */
export type Site = {
  origin: string
  /** `iss` of its countersignatures; its JWKS is served there, and its log is named after it. */
  issuer?: string | undefined
  keys?: Keyring | undefined
  /** New receipts are refused; its JWKS is still served, so that what was signed can be verified. */
  closed?: boolean | undefined
}
/** Origins, or a function that says whether an origin is one. It is asked for each request: whatever is slow, it remembers. */
export type Sites = readonly (string | Site)[] | ((origin: string) => boolean | Promise<boolean>)

export const SITES: Kind = {
  holds: (value) => Array.isArray(value) || typeof value === 'function',
  says: 'a list of origins, or a function',
}
const SITE: Shape<Site> = { origin: required(TEXT), issuer: TEXT, keys: KEYRING, closed: FLAG }

/** Says whether an origin (of a request, or a receipt's `aud`) is one of ours. Rejects where nobody can say. */
export type SitePolicy = (origin: string) => boolean | Promise<boolean>

/**
 * @param sites origins such as `https://shop.example`; undefined takes loopback origins only
 * @throws ServerError `site-malformed` for what is no origin: it would match nothing, silently; `options-malformed`
 */
export function makeSitePolicy(sites?: Sites): SitePolicy {
  if (!sites) return isLoopback
  // Headers and receipts of strangers may hold anything.
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

/** Of this very machine: `localhost`, `*.localhost`, 127.0.0.1 and [::1], any port. */
export function isLoopback(origin: string): boolean {
  if (!isOrigin(origin) || !/^https?:/.test(origin)) return false
  return /^(localhost|.+\.localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(origin).hostname)
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) && new URL(url).origin !== 'null' ? new URL(url).origin : undefined
}
