// Reads and writes sites.json of a data folder: the sites of `placet sites`. A running server reloads it.
import { readFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { ServerError } from '../errors.ts'
import { createDurably, replaceDurably } from '../node/durable-file.ts'
import { isSiteList, readEntries, type SiteEntry } from './site-entry.ts'

/** Undefined if there is no file. @throws ServerError `file-unreadable`, `config-malformed` */
export function readSiteFile(file: string): SiteEntry[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    const fix = 'Check its permissions, or restore it from your backup.'
    throw new ServerError('file-unreadable', `${file} cannot be read: ${(cause as Error).message}.`, fix, cause)
  }
  const { sites } = (value ?? {}) as { sites?: unknown }
  if (isSiteList(sites)) return readEntries(sites, file)
  const fix = 'It holds { "sites": ["https://shop.example", { "origin", "issuer", "keys", "closed" }] }.'
  throw new ServerError('config-malformed', `${file} has sites that is no list of origins.`, fix)
}

/** Replaces the entries with the result of `change`. They are on disk when this resolves. */
export async function changeSiteFile(file: string, change: (entries: SiteEntry[]) => SiteEntry[]): Promise<void> {
  const make = (): string => format(change(readSiteFile(file) ?? []), file)
  if (readSiteFile(file) === undefined && (await createDurably(file, make()))) return
  await replaceDurably(file, make)
}

// Paths of key files are relative, so that the folder can be moved.
function format(entries: readonly SiteEntry[], file: string): string {
  const sites = entries.map(({ keys, ...entry }) => {
    if (keys !== undefined) return { ...entry, keys: relative(dirname(file), keys) }
    return Object.keys(entry).length === 1 ? entry.origin : entry
  })
  return `${JSON.stringify({ sites }, null, 2)}\n`
}
