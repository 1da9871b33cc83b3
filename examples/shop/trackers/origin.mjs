// The trackers' own origin: their libraries from npm, a video page, and collectors that take whatever they send.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { answerOf } from './answers.mjs'
import { eventsOf, readBody } from './decode.mjs'
import { makeVideoPage, VIDEO_COOKIE } from './video.mjs'

const LIBRARIES = {
  '/posthog.js': ['posthog-js', 'dist/array.full.no-external.js'],
  '/mixpanel.js': ['mixpanel-browser', 'dist/mixpanel.umd.js'],
  '/amplitude.js': ['@amplitude/analytics-browser', 'lib/scripts/amplitude-min.js'],
}

/** A ledger in, the request handler of the trackers' origin out. */
export function makeTrackers(ledger) {
  return async function handle(request, response) {
    const url = new URL(request.url, 'http://localhost')
    const tracker = trackerAt(url.pathname)
    const entry = {
      tracker,
      kind: url.pathname in LIBRARIES ? 'script' : 'hit',
      method: request.method,
      path: url.pathname,
    }
    allowOrigin(request, response)

    if (request.method === 'OPTIONS') {
      ledger.add(entry)
      return response.writeHead(204).end()
    }
    if (entry.kind === 'script') {
      ledger.add(entry)
      const library = await libraryAt(url.pathname)
      return response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(library)
    }
    if (tracker === 'video') {
      ledger.add({ ...entry, events: ['film opened'] })
      const headers = { 'content-type': 'text/html; charset=utf-8', 'set-cookie': VIDEO_COOKIE }
      return response.writeHead(200, headers).end(makeVideoPage(url.searchParams.get('lang')))
    }
    const body = await readBody(request)
    const events = eventsOf(tracker, url, body)
    ledger.add({ ...entry, ...(events.length ? { events } : {}) })
    const { type, text } = answerOf(tracker, url, events)
    response.writeHead(200, { 'content-type': type }).end(text)
  }
}

function trackerAt(path) {
  if (path === '/posthog.js' || /^\/(array|flags|decide|e|i|s|batch|static|api)(\/|$)/.test(path)) return 'posthog'
  if (path === '/mixpanel.js' || /^\/(track|engage|groups|record|settings|import)(\/|$)/.test(path)) return 'mixpanel'
  if (path === '/amplitude.js' || /^\/(2\/httpapi|config|v1\/capture)(\/|$)/.test(path)) return 'amplitude'
  return path === '/video.html' ? 'video' : 'unknown'
}

// Trackers send with credentials or without, with headers of their own; a real collector allows it all.
function allowOrigin(request, response) {
  const { origin = '*', 'access-control-request-headers': headers } = request.headers
  response.setHeader('access-control-allow-origin', origin)
  response.setHeader('vary', 'origin')
  if (origin !== '*') response.setHeader('access-control-allow-credentials', 'true')
  response.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS')
  if (headers) response.setHeader('access-control-allow-headers', headers)
}

const libraries = new Map()

function libraryAt(path) {
  if (!libraries.has(path)) {
    const [name, file] = LIBRARIES[path]
    libraries.set(path, readFile(join(packageFolder(name), file)))
  }
  return libraries.get(path)
}

// Not every package exports its script-tag build, so it is found beside its entry.
function packageFolder(name) {
  const entry = createRequire(import.meta.url).resolve(name)
  const end = entry.lastIndexOf(`/node_modules/${name}/`)
  return end < 0 ? dirname(entry) : entry.slice(0, end + `/node_modules/${name}/`.length)
}
