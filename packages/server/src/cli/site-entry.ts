// Reads sites from `sites` of --config and from sites.json of the data folder. For an origin in both, the latter wins.
import { dirname, resolve } from 'node:path'
import { loadKeyring, readKeyFile } from '../keys/key-file.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { Site } from '../site-policy.ts'

/** A site as a file has it. `keys` is the path of a key file, relative to that file. */
export type SiteEntry = { origin: string; issuer?: string; keys?: string; closed?: boolean }

export function isSiteList(value: unknown): value is (string | SiteEntry)[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string' || isEntry(entry))
}

/** Converts a file's list to entries with absolute paths of key files. */
export function readEntries(list: readonly (string | SiteEntry)[], file: string): SiteEntry[] {
  return list.map((entry) => {
    if (typeof entry === 'string') return { origin: entry }
    return entry.keys === undefined ? entry : { ...entry, keys: resolve(dirname(file), entry.keys) }
  })
}

/** Merges lists by origin: the later list wins. Undefined if no list is given. */
export function mergeEntries(...lists: (readonly SiteEntry[] | undefined)[]): SiteEntry[] | undefined {
  const given = lists.filter((list) => list !== undefined)
  if (given.length === 0) return undefined
  return [...new Map(given.flat().map((entry) => [entry.origin, entry])).values()]
}

/** Loads the keys of entries. A key file is opened once, however often sites are read. */
export function makeSiteLoader(): (entries: readonly SiteEntry[]) => Promise<Site[]> {
  const keyrings = new Map<string, Keyring>()

  async function keysIn(file: string): Promise<Keyring> {
    const known = keyrings.get(file)
    if (known) return known
    // Throws if a tenant's file is missing. It must be restored: with new keys, the earlier log could not be verified.
    readKeyFile(file)
    // PLACET_KEYS holds the backend's keys, not a tenant's, so the environment is not passed.
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
