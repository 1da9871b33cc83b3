// Reads `--config`: Placet's config as JSON or as a module's default export, alone or with the sites it is for:
// { "sites": ["https://shop.example"], "issuer": "https://shop.example/consent", "config": { … } }
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { defineConfig, type Notice } from '@placet/core/config'
import { ServerError } from '../errors.ts'
import { makeNotices } from './notices.ts'

export type Settings = { sites?: string[]; issuer?: string; notices: Map<string, Notice> }

/** @throws ServerError `file-unreadable`, `config-malformed`; ConsentError `config-invalid` with every complaint */
export async function loadSettings(file: string | undefined): Promise<Settings> {
  if (file === undefined) return { notices: new Map() }
  const { sites, issuer, config } = unwrap(await load(file), file)
  return {
    ...(sites === undefined ? {} : { sites: sites as string[] }),
    ...(issuer === undefined ? {} : { issuer: issuer as string }),
    notices: config === undefined ? new Map() : await makeNotices(defineConfig(config as never)),
  }
}

async function load(file: string): Promise<unknown> {
  try {
    if (!/\.m?js$/.test(file)) return JSON.parse(await readFile(file, 'utf8'))
    return ((await import(pathToFileURL(resolve(file)).href)) as { default?: unknown }).default
  } catch (cause) {
    const what = `${file} cannot be read: ${(cause as Error).message}.`
    throw new ServerError('file-unreadable', what, 'Give a JSON file, or an .mjs file with a default export.', cause)
  }
}

function unwrap(value: unknown, file: string): { sites?: unknown; issuer?: unknown; config?: unknown } {
  if (typeof value !== 'object' || value === null) {
    throw new ServerError('config-malformed', `${file} holds no object.`, 'Give a Placet config, or { sites, config }.')
  }
  if ('purposes' in value) return { config: value }
  const { sites, issuer, ...rest } = value as Record<string, unknown>
  const unknown = Object.keys(rest).find((name) => name !== 'config')
  if (unknown !== undefined) {
    throw new ServerError('config-malformed', `${file} has ${unknown}.`, 'It may have sites, issuer and config.')
  }
  if (sites !== undefined && !(Array.isArray(sites) && sites.every((site) => typeof site === 'string'))) {
    throw new ServerError(
      'config-malformed',
      `sites in ${file} is no list of origins.`,
      'Write ["https://shop.example"].',
    )
  }
  return { sites, issuer, config: rest.config }
}
