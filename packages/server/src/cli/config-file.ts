// Reads `--config`: Placet's config as JSON or as a module's default export, alone or with the backend's own settings:
// { "sites": ["https://shop.example"], "issuer": "https://shop.example/consent", "store": "postgres://…", "limits": { … }, "config": { … } }
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ServerError } from '../errors.ts'
import type { Limits } from '../limits/limits.ts'
import type { Notices } from '../notices.ts'
import { type Config, makeNotices, type Notice } from '../config-notices.ts'
import { isSiteList, readEntries, type SiteEntry } from './site-entry.ts'

export type Settings = Partial<Told> & { sites?: SiteEntry[]; notices: Notices }
type Told = { issuer: string; store: string; limits: Partial<Limits>; retention: string }

/** @throws ServerError `file-unreadable`, `config-malformed`; ConsentError `config-invalid` with every complaint */
export async function loadSettings(file: string | undefined): Promise<Settings> {
  if (file === undefined) return { notices: new Map() }
  const { config, sites, ...told } = unwrap(await load(file), file)
  const listed = sites && { sites: readEntries(sites, file) }
  if (config === undefined) return { ...told, ...listed, notices: new Map() }
  const notices = await makeNotices(config as Config)
  return { ...retentionIn(notices), ...told, ...listed, notices }
}

// The default is the retention of receipts that the notice promises to customers.
function retentionIn(notices: ReadonlyMap<string, Notice>): { retention?: string } {
  const [notice] = notices.values()
  const record = notice?.purposes.find(({ id }) => id === 'consent-record')
  return record ? { retention: record.retention } : {}
}

async function load(file: string): Promise<unknown> {
  try {
    if (!/\.m?js$/.test(file)) return JSON.parse(await readFile(file, 'utf8'))
    // Node caches modules by URL, so a changed module needs a new URL.
    const { href } = pathToFileURL(resolve(file))
    const { mtimeMs } = await stat(file)
    return ((await import(`${href}?${mtimeMs}`)) as { default?: unknown }).default
  } catch (cause) {
    const what = `${file} cannot be read: ${(cause as Error).message}.`
    throw new ServerError('file-unreadable', what, 'Give a JSON file, or an .mjs file with a default export.', cause)
  }
}

function unwrap(value: unknown, file: string): Partial<Told> & { sites?: (string | SiteEntry)[]; config?: unknown } {
  if (!isObject(value)) throw malformed(file, 'holds no object')
  if ('purposes' in value) return { config: value }
  for (const [name, member] of Object.entries(value)) {
    if (name === 'config') continue
    if (!Object.hasOwn(SHAPES, name)) throw malformed(file, `has ${name}`)
    const { holds, says } = SHAPES[name as keyof typeof SHAPES]
    if (!holds(member)) throw malformed(file, `has ${name} that is no ${says}`)
  }
  return value
}

const SHAPES: Record<keyof Told | 'sites', { holds: (value: unknown) => boolean; says: string }> = {
  sites: { holds: isSiteList, says: 'list of origins' },
  issuer: { holds: isText, says: 'URL' },
  store: { holds: isText, says: 'URL' },
  // Their contents are checked by the backend.
  retention: { holds: isText, says: 'ISO 8601 duration' },
  limits: { holds: isObject, says: 'object' },
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function malformed(file: string, what: string): ServerError {
  const fix =
    'Give a Placet config, or { "sites": ["https://shop.example"], "config": { … } }, with issuer, store, limits, retention if you like.'
  return new ServerError('config-malformed', `${file} ${what}.`, fix)
}
