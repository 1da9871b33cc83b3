// The shop's own origin: its page, its files, Placet's files, and the live slip of what the trackers received.
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readLook, withLayout } from './page/look.mjs'
import { makePage } from './page/page.mjs'

const PUBLIC = fileURLToPath(new URL('public/', import.meta.url))
const PLACET = dirname(fileURLToPath(import.meta.resolve('@placet/ui/embed/placet.js')))
const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
}

/** Config, the trackers' origin and their ledger in, the shop's request handler out. */
export function makeSite({ config, trackers, ledger }) {
  return async function handle(request, response) {
    const url = new URL(request.url, 'http://localhost')
    if (url.pathname === '/') return page(url, response)
    if (url.pathname === '/received') return received(request, response)
    const [, folder] = /^\/(placet\/)?[\w.-]+$/.exec(url.pathname) ?? []
    return file(join(folder ? PLACET : PUBLIC, basename(url.pathname)), response)
  }

  function page(url, response) {
    const lang = url.searchParams.get('lang') === 'de' ? 'de' : 'en'
    const nonce = url.searchParams.get('csp') === '1' ? randomBytes(16).toString('base64') : undefined
    if (nonce) response.setHeader('content-security-policy', strictPolicy(nonce))
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' })
    const look = readLook(url.searchParams)
    response.end(makePage({ lang, look, config: withLayout(config, look), trackers, nonce }))
  }

  function received(request, response) {
    if (request.method === 'DELETE') {
      ledger.clear()
      return response.writeHead(204).end()
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
    const send = () => response.write(`data: ${JSON.stringify(ledger.hits())}\n\n`)
    const stop = ledger.subscribe(send)
    response.on('close', stop)
    send()
  }
}

function strictPolicy(nonce) {
  return [
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'nonce-${nonce}'`,
    "require-trusted-types-for 'script'",
    "object-src 'none'",
    "base-uri 'none'",
  ].join('; ')
}

async function file(path, response) {
  try {
    const body = await readFile(path)
    response.writeHead(200, {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
    })
    response.end(body)
  } catch {
    response
      .writeHead(404, { 'content-type': 'text/plain' })
      .end('Not here. Placet’s own files come with `pnpm build`.')
  }
}
