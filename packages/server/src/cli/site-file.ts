// sites.json of a data folder: the sites that `placet sites` added and removed. A running server reads it again.
import { readFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { ServerError } from '../errors.ts'
import { createDurably, replaceDurably } from '../node/durable-file.ts'
import { isSiteList, readEntries, type SiteEntry } from './site-entry.ts'

/** Undefined where there is none. @throws ServerError `file-unreadable`, `config-malformed` */
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

/** Puts what `change` makes of the entries in their place: on disk when this resolves. */
export async function changeSiteFile(file: string, change: (entries: SiteEntry[]) => SiteEntry[]): Promise<void> {
  const make = (): string => format(change(readSiteFile(file) ?? []), file)
  if (readSiteFile(file) === undefined && (await createDurably(file, make()))) return
  await replaceDurably(file, make)
}

// Key files are named from here, so that the folder can be moved with all that is in it.
function format(entries: readonly SiteEntry[], file: string): string {
  const sites = entries.map(({ keys, ...entry }) => {
    if (keys !== undefined) return { ...entry, keys: relative(dirname(file), keys) }
    return Object.keys(entry).length === 1 ? entry.origin : entry
  })
  return `${JSON.stringify({ sites }, null, 2)}\n`
}
