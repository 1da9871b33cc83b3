// Small pages of any shape, on two origins (`localhost` and `127.0.0.1` of one port), with the built files under /placet/.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '@placet/core/config'

/** `after`: how many milliseconds the answer takes. */
export type Answer = { body: string; headers?: Record<string, string>; status?: number; after?: number }
export type Pages = {
  origin: string
  /** The same files under another name: cross-origin. */
  other: string
  /** Puts an answer under a path; returns its URL. What is put later replaces it. */
  put(path: string, answer: Answer | string): string
  close(): Promise<void>
}

export const BUILT = dirname(fileURLToPath(import.meta.resolve('@placet/ui/embed/placet.js')))
const TYPES: Record<string, string> = { '.js': 'text/javascript', '.json': 'application/json', '.css': 'text/css' }

export async function startPages(): Promise<Pages> {
  const answers = new Map<string, Answer>()
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const { body, headers, status, after = 0 } = answers.get(pathname) ?? (await builtFile(pathname))
    if (after) await new Promise((resume) => setTimeout(resume, after))
    const type = `${TYPES[extname(pathname)] ?? 'text/html'}; charset=utf-8`
    const open = { 'access-control-allow-origin': '*', 'cache-control': 'no-cache' }
    response.writeHead(status ?? 200, { 'content-type': type, ...open, ...headers }).end(body)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const origin = `http://localhost:${port}`
  return {
    origin,
    other: `http://127.0.0.1:${port}`,
    put(path, answer) {
      answers.set(path, typeof answer === 'string' ? { body: answer } : answer)
      return `${origin}${path}`
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function builtFile(pathname: string): Promise<Answer> {
  const [, name] = /^\/placet\/([\w.-]+)$/.exec(pathname) ?? []
  const body = name ? await readFile(join(BUILT, name), 'utf8').catch(() => undefined) : undefined
  return body === undefined ? { status: 404, body: 'not here' } : { body }
}

/** Two purposes that are asked, one of them with services, and no backend. */
export const CONFIG = {
  version: '1',
  controller: { name: 'Example Ltd', contact: 'privacy@site.example' },
  purposes: [
    {
      id: 'analytics',
      name: { en: 'Statistics', de: 'Statistik' },
      data: [{ en: 'pages you open', de: 'geöffnete Seiten' }],
      reason: { en: 'To see which pages are read.', de: 'Um zu sehen, was gelesen wird.' },
      benefit: { en: 'We write more of what you read.', de: 'Wir schreiben mehr von dem, was Sie lesen.' },
      basis: 'consent',
      recipients: [{ name: 'Counter Ltd', country: 'IE' }],
      retention: 'P1Y',
      services: [
        { id: 'counter', name: 'Counter' },
        { id: 'heatmap', name: 'Heatmap' },
      ],
    },
    {
      id: 'marketing',
      name: { en: 'Advertising', de: 'Werbung' },
      data: [{ en: 'the advertisement you came from', de: 'die Anzeige, über die Sie kamen' }],
      reason: { en: 'To see which advertisements work.', de: 'Um zu sehen, welche Anzeigen wirken.' },
      benefit: { en: 'Fewer advertisements.', de: 'Weniger Anzeigen.' },
      basis: 'consent',
      recipients: [],
      retention: 'P6M',
    },
  ],
} satisfies Config

export const TAG = '<script src="/placet/placet.js"></script>'
const TEXT =
  'The quick brown fox jumps over the lazy dog until the paragraph is long enough to wrap on a small screen. '

export type Fixture = { config?: unknown; tag?: string; head?: string; body?: string; nonce?: string; html?: string }

/** A page with the script tag: its config first, unless `config` is null. */
export function fixture({
  config = CONFIG,
  tag = TAG,
  head = '',
  body = '',
  nonce = '',
  html = '',
}: Fixture = {}): string {
  const attribute = nonce && ` nonce="${nonce}"`
  return `<!doctype html>
<html${/lang=/.test(html) ? '' : ' lang="en"'} ${html}><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<style${attribute}>:root{color-scheme:light dark}body{font:16px/1.5 sans-serif;max-width:60rem;margin:auto}</style>
${config === null ? '' : configTag(config, attribute)}${tag}
${head}</head><body>
<main><h1>A page</h1>
<p><label>Search <input id="search"></label> <button data-placet-open>Choices</button> <a href="#end">To the end</a></p>
${`<p>${TEXT.repeat(6)}</p>`.repeat(12)}
<p id="end"><button id="page-button">A button of the page</button></p></main>
${body}</body></html>`
}

export function configTag(config: unknown, attribute = ''): string {
  return `<script${attribute} type="application/json" id="placet-config">${JSON.stringify(config)}</script>`
}

/** An inert inline script that leaves its name in `window.ran`. */
export function inert(purpose: string, name: string, attributes = ''): string {
  return `<script type="text/plain" data-placet-purpose="${purpose}" ${attributes}>${ran(name)}</script>`
}

export function ran(name: string): string {
  return `(window.ran ??= []).push('${name}');`
}
