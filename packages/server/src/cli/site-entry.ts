// What files say of sites: `sites` of --config, and sites.json of the data folder. The same origin in both: the latter holds.
import { dirname, resolve } from 'node:path'
import { loadKeyring, readKeyFile } from '../keys/key-file.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { Site } from '../site-policy.ts'

/** As in a file; `keys` is a key file, found from where that file lies. */
export type SiteEntry = { origin: string; issuer?: string; keys?: string; closed?: boolean }

export function isSiteList(value: unknown): value is (string | SiteEntry)[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string' || isEntry(entry))
}

/** A list as it is written in a file, as entries whose key files are absolute. */
export function readEntries(list: readonly (string | SiteEntry)[], file: string): SiteEntry[] {
  return list.map((entry) => {
    if (typeof entry === 'string') return { origin: entry }
    return entry.keys === undefined ? entry : { ...entry, keys: resolve(dirname(file), entry.keys) }
  })
}

/** The later list wins; undefined where there is neither. */
export function mergeEntries(...lists: (readonly SiteEntry[] | undefined)[]): SiteEntry[] | undefined {
  const given = lists.filter((list) => list !== undefined)
  if (given.length === 0) return undefined
  return [...new Map(given.flat().map((entry) => [entry.origin, entry])).values()]
}

/** Entries in, sites with their keys out. A key file is opened once, however often sites are read. */
export function makeSiteLoader(): (entries: readonly SiteEntry[]) => Promise<Site[]> {
  const keyrings = new Map<string, Keyring>()

  async function keysIn(file: string): Promise<Keyring> {
    const known = keyrings.get(file)
    if (known) return known
    // A tenant's file that is lost must be restored: under fresh keys its log would go on with nobody to vouch for it.
    readKeyFile(file)
    // PLACET_KEYS are the backend's, not a tenant's.
    const keys = await loadKeyring({ file, env: {} })
    keyrings.set(file, keys)
    return keys
  }

  return async (entries) => {
    const sites: Site[] = []
    for (const { keys, ...entry } of entries) {
      sites.push(keys === undefined ? entry : { ...entry, keys: await keysIn(keys) })
    }
    return sites
  }
}

function isEntry(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return 'origin' in value && Object.entries(value).every(([name, member]) => typeof member === MEMBERS[name])
}

const MEMBERS: Record<string, string> = { origin: 'string', issuer: 'string', keys: 'string', closed: 'boolean' }
