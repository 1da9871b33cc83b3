// The sites of a backend, and the issuer and keys that sign for each. The list may change while receipts of a site wait for their
// turn, so a site that is removed keeps its issuer and keys.
import { checkIssuer } from './issuer.ts'
import type { PublicKeyEntry } from './keys/key-set.ts'
import type { Signing } from './log/edge.ts'
import { asSite, makeSitePolicy, type SitePolicy, type Sites } from './site-policy.ts'

export type SiteBook = {
  accepts: SitePolicy
  /** Issuer and keys of a site's countersignatures and checkpoints. */
  signing(site: string): Signing
  /** Issuers and keys of the backend and of its sites. */
  signers(): Signing[]
  /**
   * The public keys of an issuer, by host and path of the request for a JWKS. A proxy may change both, so if no issuer has that
   * URL, the only issuer with that path is used, and else the backend's own.
   */
  jwks(host: string, path: string): { keys: PublicKeyEntry[] }
  /** The listed sites; empty if sites are given as a function. */
  names(): string[]
  /** Replaces the list. @throws ServerError `site-malformed`, `issuer-malformed`; the old list then stays */
  update(sites: Sites | undefined): void
}

export function makeSiteBook(own: Signing, sites: Sites | undefined): SiteBook {
  const signing = new Map<string, Signing>()
  let accepts: SitePolicy
  let names: string[]

  function update(sites: Sites | undefined): void {
    const policy = makeSitePolicy(sites)
    const listed = Array.isArray(sites) ? sites.map(asSite) : []
    for (const { issuer } of listed) if (issuer !== undefined) checkIssuer(issuer)
    accepts = policy
    names = listed.map(({ origin }) => origin)
    for (const { origin, issuer = own.issuer, keys = own.keys } of listed) signing.set(origin, { issuer, keys })
  }

  function issuersWhere(holds: (issuer: URL) => boolean): Signing[] {
    return [own, ...signing.values()].filter(({ issuer }) => holds(new URL(issuer)))
  }

  update(sites)
  return {
    accepts: (origin) => accepts(origin),
    signing: (site) => signing.get(site) ?? own,
    signers: () => [own, ...signing.values()],
    jwks(host, path) {
      const below = pathOf(path.replace(/\/\.well-known\/jwks\.json$/, ''))
      const there = issuersWhere((issuer) => pathOf(issuer.pathname) === below)
      const exact = there.filter(({ issuer }) => new URL(issuer).host === host)
      const hosts = new Set(there.map(({ issuer }) => new URL(issuer).host))
      if (exact.length > 0) return union(exact)
      return union(hosts.size === 1 ? there : issuersWhere(({ href }) => href === new URL(own.issuer).href))
    },
    names: () => names,
    update,
  }
}

function pathOf(path: string): string {
  return path.replace(/\/+$/, '')
}

function union(books: Signing[]): { keys: PublicKeyEntry[] } {
  const keyrings = [...new Set(books.map(({ keys }) => keys))]
  const keys = keyrings.flatMap((each) => each.jwks().keys)
  return { keys: [...new Map(keys.map((key) => [key.kid, key])).values()] }
}
