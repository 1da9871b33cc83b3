// The sites of a backend: whose receipts are taken, and which issuer and keys sign for each. A site list may change while
// receipts of it wait for their turn, so a site that was here once keeps its issuer and keys.
import { checkIssuer } from './issuer.ts'
import type { PublicKeyEntry } from './keys/key-set.ts'
import type { Signing } from './log/edge.ts'
import { asSite, makeSitePolicy, type SitePolicy, type Sites } from './site-policy.ts'

export type SiteBook = {
  accepts: SitePolicy
  /** Issuer and keys of a site's countersignatures and checkpoints. */
  signing(site: string): Signing
  /** The backend's own, and those of its sites. */
  signers(): Signing[]
  /**
   * The public keys of an issuer, by the host and path that a JWKS is asked for under. A proxy may change both: where no
   * issuer has that URL, the one issuer with that path; else the backend's own.
   */
  jwks(host: string, path: string): { keys: PublicKeyEntry[] }
  /** Sites that are listed, none where a function is asked. */
  names(): string[]
  /** Takes the place of the list. @throws ServerError `site-malformed`, `issuer-malformed`; the old list stays */
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
