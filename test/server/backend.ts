// A backend under test, reached as the world reaches it: by requests.
import {
  createHandler,
  generateKeys,
  type HandlerOptions,
  keyringFrom,
  type LogEntry,
  type Result,
} from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { NOON, SITE } from './device.ts'

export const ISSUER = `${SITE}/consent`

export async function backend(options: Partial<HandlerOptions> = {}) {
  const store = options.store ?? createMemoryStore()
  const lines: LogEntry[] = []
  const keys = options.keys ?? keyringFrom(generateKeys())
  const handle = createHandler({
    keys,
    issuer: ISSUER,
    sites: [SITE],
    now: () => NOON,
    log: (entry) => lines.push(entry),
    ...options,
    store,
  })
  const get = (path: string, init?: RequestInit) => handle(new Request(`${ISSUER}${path}`, init))
  return {
    store,
    keys,
    handle,
    get,
    lines,
    post: (receipts: unknown[], headers?: HeadersInit) => post(handle, receipts, headers),
  }
}

type Handle = (request: Request) => Promise<Response>

/** `sentAt` in seconds: that of a sender whose clock is the backend's. */
export function batch(receipts: unknown[], sentAt: number = NOON / 1000): string {
  return JSON.stringify({ v: 1, sentAt, receipts })
}

export function request(body: BodyInit | null, headers: HeadersInit = {}): Request {
  const type = { 'content-type': 'text/plain;charset=UTF-8' }
  return new Request(`${ISSUER}/receipts`, {
    method: 'POST',
    body,
    headers: { ...type, ...headers },
    duplex: 'half',
  } as RequestInit)
}

async function post(handle: Handle, receipts: unknown[], headers?: HeadersInit): Promise<Result[]> {
  const response = await handle(request(batch(receipts), headers))
  const answer = (await response.json()) as { v: 1; results: Result[] }
  if (response.status !== 200) throw new Error(`${response.status} ${JSON.stringify(answer)}`)
  return answer.results
}

/** Status and code of a refused request; it must be problem details and nothing may be cached. */
export async function problemOf(response: Response): Promise<[number, string]> {
  const problem = (await response.json()) as {
    type: string
    code: string
    title: string
    detail: string
    status: number
  }
  const { type, code, title, detail, status } = problem
  const wellFormed =
    response.headers.get('content-type') === 'application/problem+json' &&
    response.headers.get('cache-control') === 'no-store' &&
    type === `urn:placet:problem:${code}` &&
    status === response.status &&
    title !== '' &&
    detail !== ''
  return [response.status, wellFormed ? code : `not problem details: ${JSON.stringify(problem)}`]
}

export async function count(store: HandlerOptions['store']): Promise<number> {
  let rows = 0
  for await (const _ of store.all()) rows++
  return rows
}
