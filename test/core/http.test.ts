// The HTTP transport: one simple request, and every outcome is returned as data.
import { type Delivery, firstPart, http, MOST_BYTES } from '@placet/core/http'
import { expect, test } from 'vitest'

const URL = 'https://shop.example/consent/receipts'
const answering = (...given: ConstructorParameters<typeof Response>) => http(URL, async () => new Response(...given))
const twoResults = JSON.stringify({ v: 1, results: [{ status: 201 }, { status: 422 }] })

test('a batch is one keepalive request without cookies or preflight', async () => {
  let seen: RequestInit | undefined
  await http(URL, async (url, init) => {
    expect(url).toBe(URL)
    seen = init
    return new Response(twoResults)
  })(['a.b.c', 'd.e.f'])
  const { signal, body, ...rest } = seen!
  // The request as the browser constructs it.
  expect(new Request(URL, seen).headers.get('content-type')).toBe('text/plain;charset=UTF-8')
  expect(rest).toEqual({
    method: 'POST',
    credentials: 'omit',
    keepalive: true,
  })
  expect(signal).toBeInstanceOf(AbortSignal)
  expect(JSON.parse(body as string)).toEqual({ v: 1, sentAt: expect.any(Number), receipts: ['a.b.c', 'd.e.f'] })
})

test('the answers are returned, one for each receipt', async () => {
  expect(await answering(twoResults)(['a', 'b'])).toEqual({ results: [{ status: 201 }, { status: 422 }] })
})

test.each(['', 'oops', 'null', '<html>Log in to the WLAN</html>'])(
  'an answer that is no JSON (%s) means unreachable',
  async (text) => {
    expect(await answering(text)(['a'])).toMatchObject({ failed: 'unreachable' })
  },
)

test('a refusal contains the reason, and retryAfter if the backend sent it', async () => {
  const body = JSON.stringify({ code: 'store-unavailable', detail: 'Back soon.' })
  const late = { status: 503, headers: { 'retry-after': '20' } }
  expect(await answering(body, late)(['a'])).toEqual({ failed: 'refused', detail: 'Back soon.', retryAfter: 20_000 })
  expect(await answering('oops', { status: 500 })(['a'])).toEqual({
    failed: 'refused',
    detail: 'HTTP 500',
  })
  expect(await answering('{"detail":{"not":"text"}}', { status: 500 })(['a'])).toMatchObject({
    detail: 'HTTP 500',
  })
})

test('Retry-After is read in seconds or as a date; past or invalid values are ignored', async () => {
  const now = Date.UTC(2026, 10, 21, 12)
  const told = async (retry: string, status = 429) => {
    const answer = async () => new Response('{}', { status, headers: { 'retry-after': retry } })
    return http(URL, answer, () => now)(['a'])
  }
  expect(await told('120')).toMatchObject({ retryAfter: 120_000 })
  expect(await told('Sat, 21 Nov 2026 12:02:00 GMT')).toMatchObject({ retryAfter: 120_000 })
  for (const retry of ['soon', '', '-1', '0', 'Sat, 21 Nov 2026 11:59:59 GMT', 'NaN'])
    expect([retry, await told(retry)]).toEqual([retry, { failed: 'refused', detail: 'HTTP 429' }])
  expect(await told('120', 200)).not.toHaveProperty('retryAfter')
})

test('a 413 means tooLarge; with Retry-After it does not', async () => {
  const told = (status: number, headers = {}) => answering('{}', { status, headers })(['a', 'b'])
  expect(await told(413)).toEqual({ failed: 'refused', detail: 'HTTP 413', tooLarge: true })
  expect(await told(413, { 'retry-after': '20' })).toEqual({
    failed: 'refused',
    detail: 'HTTP 413',
    retryAfter: 20_000,
  })
  for (const status of [400, 403, 414, 429, 503]) expect(await told(status)).not.toHaveProperty('tooLarge')
})

test('if keepalive is rejected, the request is sent once without it', async () => {
  const asked: (boolean | undefined)[] = []
  const television = async (_: unknown, init?: RequestInit) => {
    asked.push(init?.keepalive)
    if (init?.keepalive) throw new TypeError('keepalive is not supported')
    return new Response(twoResults)
  }
  expect(await http(URL, television)(['a', 'b'])).toMatchObject({ results: [{ status: 201 }, { status: 422 }] })
  const offline = async (_: unknown, init?: RequestInit) => {
    asked.push(init?.keepalive)
    throw new TypeError('Failed to fetch')
  }
  expect(await http(URL, offline)(['a'])).toMatchObject({ failed: 'unreachable' })
  expect(asked).toEqual([true, undefined, true, undefined])
})

test('an answer that breaks off means unreachable', async () => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(twoResults.slice(0, 20)))
      controller.error(new TypeError('terminated'))
    },
  })
  expect(await http(URL, async () => new Response(body))(['a', 'b'])).toMatchObject({ failed: 'unreachable' })
})

test('the body is always read to its end, also that of a refusal', async () => {
  let read = 0
  const body = () =>
    new ReadableStream({
      pull(controller) {
        if (++read === 3) controller.close()
        else controller.enqueue(new TextEncoder().encode('x'))
      },
    })
  await http(URL, async () => new Response(body(), { status: 500 }))(['a'])
  expect(read).toBe(3)
})

test('no network and a timeout are returned as data', async () => {
  const failing = (cause: unknown) => http(URL, async () => Promise.reject(cause))(['a'])
  expect(await failing(new TypeError('Failed to fetch'))).toEqual({
    failed: 'unreachable',
    detail: 'TypeError: Failed to fetch',
  })
  expect(await failing(new DOMException('too late', 'TimeoutError'))).toMatchObject({
    failed: 'unreachable',
  } satisfies Partial<Delivery>)
})

test('a request contains the first receipts that fit, and at least one', () => {
  const large = Array.from({ length: 60 }, (_, at) => String(at).padStart(7_000, 'x'))
  const part = firstPart(large)
  expect(part).toEqual(large.slice(0, 8))
  expect(JSON.stringify({ v: 1, sentAt: 1_795_262_400, receipts: part }).length).toBeLessThan(MOST_BYTES)
  expect(firstPart(large.map((each) => each.slice(-9)))).toHaveLength(50)
  expect(firstPart(['x'.repeat(MOST_BYTES), 'y'])).toHaveLength(1)
  expect(firstPart([])).toEqual([])
})
