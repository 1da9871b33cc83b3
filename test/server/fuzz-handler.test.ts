// Requests that nobody means well with: whatever comes, the backend answers, blames nobody but the request, and its log holds.
import type { Store } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import fc, { type Arbitrary } from 'fast-check'
import { fromBase64url, receiptIdentity } from '@placet/receipt'
import { expect, test } from 'vitest'
import { backend, batch, ISSUER, request } from './backend.ts'
import { bearer, bent, receipt, SITE, twin } from './device.ts'
import { anyText, inputs, mutatedBytes, mutatedText, oddJson, patience } from './fuzz-inputs.ts'
import * as oracle from './merkle-oracle.ts'

const receipts = await Promise.all([
  ...Array.from({ length: 12 }, () => receipt()),
  receipt({ aud: 'https://elsewhere.example' }),
  bent({ claims: { iat: 1e300 } }),
  bent({ claims: { dec: { __proto__: null, constructor: 'given' }, 'to\u0000String': 1 } }),
  bent({ header: { kid: 'x' } }),
])
const ids = await Promise.all(receipts.map(receiptIdentity))

type Asked = { method: string; path: string; headers: [string, string][]; body: Uint8Array[] | null; breaks: boolean }

const id = fc.constantFrom(...ids)
const name = fc.constantFrom('shop.example', 'http:localhost:1', 'elsewhere.example', '%2e%2e', 'shop.example:443')
const tile = fc.constantFrom(
  '0/000',
  '0/000.p/3',
  '1/000',
  '0/x001/234',
  '63/999',
  '0/000.p/0',
  '00/000',
  '0/000.p/256',
)
const path = fc.oneof(
  { weight: 6, arbitrary: fc.constant('/receipts') },
  id.map((each) => `/receipts/${each}`),
  id.map((each) => `/receipts/${each}/proof`),
  id.map((each) => `/notices/${each}`),
  name.map((each) => `/log/${each}/checkpoint`),
  fc.tuple(name, tile).map(([log, at]) => `/log/${log}/tile/${at}`),
  fc.constantFrom('/.well-known/jwks.json', '/health', '/ready', '/metrics', '//', '/receipts/', '/%', '/receipts%2f'),
)
const anyPath = fc.oneof(
  { weight: 4, arbitrary: path },
  { weight: 2, arbitrary: mutatedText(path).map((text) => `/${text.slice(1)}`) },
  fc.webPath().map((text) => `/${text}`),
  fc.webQueryParameters().map((query) => `/receipts?${query}`),
)

const one: Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...receipts, ...receipts.slice(0, 4).map(twin)).map(quoted) },
  { weight: 4, arbitrary: mutatedText(fc.constantFrom(...receipts)).map(quoted) },
  oddJson,
)
const text = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(one, { maxLength: 6 }).map((items) => `{"v":1,"sentAt":1,"receipts":[${items.join(',')}]}`),
  },
  oddJson,
  anyText,
  fc.constantFrom(
    batch(receipts),
    batch(Array.from({ length: 51 }, () => 'x')),
    '['.repeat(30_000),
    ' '.repeat(60_001),
  ),
)
const bytes = fc.oneof(
  { weight: 5, arbitrary: text.map((each) => Buffer.from(each)) },
  { weight: 2, arbitrary: mutatedBytes(text.map((each) => Buffer.from(each))) },
  fc.uint8Array({ maxLength: 300 }),
)
const body = fc.option(
  fc.oneof(
    bytes.map((each) => [each]),
    fc.array(bytes, { maxLength: 4 }),
  ),
  { freq: 9 },
)
const breaks = fc.oneof({ weight: 19, arbitrary: fc.constant(false) }, fc.constant(true))
const header: Arbitrary<[string, string]> = fc.oneof(
  fc.tuple(fc.constant('content-type'), fc.constantFrom('text/plain;charset=UTF-8', 'application/json', 'text/plain')),
  fc.tuple(fc.constant('origin'), fc.constantFrom(SITE, SITE, SITE, 'null', 'https://elsewhere.example', 'x', '')),
  fc.tuple(
    fc.constant('authorization'),
    fc.constantFrom(...receipts.slice(0, 3).map((each) => bearer(each).authorization), 'Bearer'),
  ),
  fc.tuple(fc.constantFrom('content-encoding', 'content-length', 'content-type', 'accept', 'range'), fc.string()),
  fc.tuple(fc.string(), fc.string()),
)
const headers = fc.oneof(
  { weight: 2, arbitrary: fc.constant<[string, string][]>([]) },
  fc.array(header, { maxLength: 4 }),
)
const METHODS = ['POST', 'GET', 'GET', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'post', 'QUERY']
const asked: Arbitrary<Asked> = fc.oneof(
  fc.record({ method: fc.constant('POST'), path: fc.constant('/receipts'), headers, body, breaks }),
  fc.record({ method: fc.constantFrom(...METHODS), path: anyPath, headers, body, breaks }),
)

test('whatever is asked is answered, and never with a fault of the backend’s own', patience(0.3), async () => {
  const { handle, store, post } = await backend({ limits: { perSite: false, perKey: false } })
  await post(receipts.slice(0, 3))
  const statuses = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(asked, async (each) => {
      const response = await handle(requestFor(each))
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
      expect(response.status, await wellAnswered(response, each)).toBeLessThan(500)
    }),
    inputs(0.3),
  )
  console.log(
    `answers: ${[...statuses]
      .sort()
      .map(([status, count]) => `${count} × ${status}`)
      .join(', ')}`,
  )
  // That the inputs reach every corner: otherwise nothing was tried.
  expect([...statuses.keys()].sort()).toEqual(expect.arrayContaining([200, 204, 400, 403, 404, 405, 413, 415]))
  await consistent(store)
})

test('over a store that fails now and then it says 503 and keeps all or nothing', patience(0.2), async () => {
  const kept = createMemoryStore()
  let failures: boolean[] = []
  const { handle } = await backend({
    store: failing(kept, () => failures.shift() ?? false),
    limits: { perSite: false, perKey: false },
  })
  let refused = 0
  await fc.assert(
    fc.asyncProperty(asked, fc.array(fc.boolean(), { maxLength: 6 }), async (each, bits) => {
      failures = bits
      const response = await handle(requestFor(each))
      const fault = await wellAnswered(response, each)
      if (response.status !== 503) expect(response.status, fault).toBeLessThan(500)
      else {
        refused++
        expect(response.headers.get('retry-after'), fault).not.toBeNull()
      }
    }),
    inputs(0.2),
  )
  expect(refused).toBeGreaterThan(0)
  failures = []
  const { results } = await (await handle(request(batch([await receipt()])))).json()
  expect(results).toMatchObject([{ status: 201 }])
  await consistent(kept)
})

function quoted(text: string): string {
  return JSON.stringify(text)
}

// Everything a client can send that a server's parser lets through.
function requestFor({ method, path: at, headers, body, breaks }: Asked): Request {
  const sent = new Headers({ 'content-type': 'text/plain' })
  for (const [key, value] of headers) {
    try {
      sent.set(key, value)
    } catch {}
  }
  const stream =
    body &&
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of body) if (chunk.length > 0) controller.enqueue(chunk)
        if (breaks) controller.error(new Error('connection lost'))
        else controller.close()
      },
    })
  const bodyless = method === 'GET' || method === 'HEAD'
  const init = { method, headers: sent, body: bodyless ? null : stream, duplex: 'half' } as RequestInit
  const url = `${ISSUER}${at}`
  return new Request(URL.canParse(url) ? url : ISSUER, init)
}

/** @returns what to show if the status is wrong */
async function wellAnswered(response: Response, each: Asked): Promise<string> {
  const content = await response.text()
  const shown = `${each.method} ${each.path} → ${response.status} ${content.slice(0, 500)}`
  expect(response.headers.get('x-content-type-options'), shown).toBe('nosniff')
  if (response.status >= 400) {
    expect(response.headers.get('content-type'), shown).toBe('application/problem+json')
    if (each.method !== 'HEAD') {
      expect(JSON.parse(content), shown).toMatchObject({
        status: response.status,
        type: expect.stringMatching(/^urn:placet:problem:[a-z-]+$/),
        title: expect.stringMatching(/./),
        detail: expect.stringMatching(/./),
      })
    }
  } else if (each.method === 'POST' && response.status === 200) {
    const { v, results } = JSON.parse(content)
    expect(v, shown).toBe(1)
    for (const { status, problem } of results) {
      expect([200, 201, 409, 410, 422], shown).toContain(status)
      expect(problem === undefined, shown).toBe(status < 300)
    }
  }
  return shown
}

function failing(store: Store, fails: () => boolean): Store {
  const wrap =
    (method: unknown) =>
    async (...given: unknown[]) => {
      if (fails()) throw new Error('the disk is gone')
      const result: unknown = await (method as (...all: unknown[]) => unknown)(...given)
      // Done, and the answer lost on the way.
      if (fails()) throw new Error('the connection is gone')
      return result
    }
  const streams = ['receipts', 'all', 'erasures']
  const single = Object.entries(store).filter(([key]) => !streams.includes(key))
  const wrapped: Store = { ...store, ...Object.fromEntries(single.map(([key, method]) => [key, wrap(method)])) }
  const turn: Store['turn'] = (site, work) =>
    wrapped.turn(site, async (given) => {
      const addition = await work(given)
      // Thought through, and not written.
      if (fails()) throw new Error('the disk is full')
      return addition
    })
  return { ...wrapped, turn }
}

async function consistent(store: Store): Promise<void> {
  const head = await store.head(SITE)
  const rows = []
  for await (const row of store.receipts(SITE)) rows.push(row)
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.map(({ index }) => index)).toEqual(rows.map((_, place) => place))
  expect(new Set(rows.map(({ jti }) => jti)).size).toBe(rows.length)
  const leaves = rows.map((row) => oracle.leaf(fromBase64url(row.id)!))
  expect([head!.size, Buffer.from(head!.root).toString('hex')]).toEqual([
    rows.length,
    Buffer.from(oracle.root(leaves)).toString('hex'),
  ])
}
