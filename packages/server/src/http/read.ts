// Reading from a backend: receipts, for clients that have their text; notices, public keys and logs.
import { type HttpResponse, respondWith } from './response.ts'
import type { Backend } from '../backend.ts'
import { type Bundle, makeBundle } from '../evidence.ts'
import { siteOf } from '../log/name.ts'
import { parseTilePath } from '../log/tile-path.ts'
import { Refusal, storeUnavailable } from './problem.ts'
import { findReadable } from './read-access.ts'
import type { HttpRequest } from './request.ts'

/** The answer to `GET /receipts/:id`. */
export type ReceiptResponse = Bundle & { status: 'kept' }

const IMMUTABLE = 'public, max-age=31536000, immutable'

export async function readReceipt(id: string, backend: Backend, request: HttpRequest): Promise<HttpResponse> {
  const row = await findReadable(id, request, backend)
  const body: ReceiptResponse = { ...(await makeBundle(row, backend).catch(storeUnavailable)), status: 'kept' }
  return json(body, 'no-store')
}

export async function readProof(id: string, backend: Backend, request: HttpRequest): Promise<HttpResponse> {
  const { site, index } = await findReadable(id, request, backend)
  const proof = index === undefined ? undefined : await backend.logs.proof(site, index).catch(storeUnavailable)
  if (proof === undefined) throw new Refusal('not-found', 'that receipt is in no log here')
  return plain(proof, 'no-store')
}

export async function readNotice(hash: string, { notices }: Backend): Promise<HttpResponse> {
  const notice = await notices.find(hash).catch(storeUnavailable)
  if (notice === undefined) throw new Refusal('not-found', 'no notice of that hash is kept here')
  return json(notice, IMMUTABLE)
}

export async function readKeys({ sites }: Backend, { host, path }: HttpRequest): Promise<HttpResponse> {
  return json(sites.jwks(host, path), 'public, max-age=300', 'application/jwk-set+json')
}

/** C2SP tlog-tiles: a checkpoint changes, so caches may hold it for a few seconds only. */
export async function readCheckpoint(name: string, { logs }: Backend): Promise<HttpResponse> {
  const site = siteOf(name)
  const note = site && (await logs.checkpoint(site).catch(storeUnavailable))
  if (!note) throw new Refusal('not-found', 'there is no log of that name here')
  return plain(note, 'public, max-age=2')
}

/** C2SP tlog-tiles: a full tile never changes, and a partial one is its beginning. */
export async function readTile(path: string, { logs }: Backend): Promise<HttpResponse> {
  const [name = '', ...rest] = path.split('/tile/')
  const site = siteOf(name)
  const at = parseTilePath(rest.join('/tile/'))
  const hashes = site && at && (await logs.tile(site, at.place, at.width).catch(storeUnavailable))
  if (!hashes) throw new Refusal('not-found', 'there is no such tile')
  return respondWith(hashes, 'application/octet-stream', IMMUTABLE)
}

function json(body: unknown, cache: string, type = 'application/json'): HttpResponse {
  return respondWith(JSON.stringify(body), type, cache)
}

function plain(text: string, cache: string): HttpResponse {
  return respondWith(text, 'text/plain; charset=utf-8', cache)
}
