// Receipts on their way to a backend: one simple request, and whatever comes back is data.
import { type Delivery, http } from '@placet/core/http'
import { expect, test } from 'vitest'

const URL = 'https://shop.example/consent/receipts'
const answering = (...given: ConstructorParameters<typeof Response>) => http(URL, async () => new Response(...given))
const twoResults = JSON.stringify({ v: 1, results: [{ status: 201 }, { status: 422 }] })

test('a batch is one request without cookies or preflight, which outlives the page', async () => {
  let seen: RequestInit | undefined
  await http(URL, async (url, init) => {
    expect(url).toBe(URL)
    seen = init
    return new Response(twoResults)
  })(['a.b.c', 'd.e.f'])
  const { signal, body, ...rest } = seen!
  expect(rest).toEqual({
    method: 'POST',
    headers: { 'content-type': 'text/plain;charset=UTF-8' },
    credentials: 'omit',
    keepalive: true,
  })
  expect(signal).toBeInstanceOf(AbortSignal)
  expect(JSON.parse(body as string)).toEqual({ v: 1, sentAt: expect.any(Number), receipts: ['a.b.c', 'd.e.f'] })
})

test('one answer for each receipt', async () => {
  expect(await answering(twoResults)(['a', 'b'])).toEqual({ results: [{ status: 201 }, { status: 422 }] })
})

test('an answer to fewer receipts than were sent is none', async () => {
  const refused = { failed: 'refused', detail: 'The backend did not answer each receipt.' }
  expect(await answering(twoResults)(['a'])).toEqual(refused)
  expect(await answering('{"results":{}}')(['a'])).toEqual(refused)
})

test.each(['', 'oops', 'null', '<html>Log in to the WLAN</html>'])(
  'an answer that is no JSON (%s) is as good as none',
  async (text) => {
    expect(await answering(text)(['a'])).toMatchObject({ failed: 'unreachable' })
  },
)

test('a refusal says why, and when to come back', async () => {
  const body = JSON.stringify({ code: 'store-unavailable', detail: 'Back soon.' })
  const late = { status: 503, headers: { 'retry-after': '20' } }
  expect(await answering(body, late)(['a'])).toEqual({ failed: 'refused', detail: 'Back soon.', retryAfter: 20_000 })
  expect(await answering('oops', { status: 500 })(['a'])).toEqual({
    failed: 'refused',
    detail: 'The backend answered 500.',
  })
  for (const retry of ['soon', '-1', '0', 'Sat, 21 Nov 2026 12:00:00 GMT']) {
    const answer = await answering('', { status: 429, headers: { 'retry-after': retry } })(['a'])
    expect(answer).not.toHaveProperty('retryAfter')
  }
})

test('a body is read to its end, also of a refusal: what is not read keeps the quota of keepalive', async () => {
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

test('no network and no patience are data, too', async () => {
  const failing = (cause: unknown) => http(URL, async () => Promise.reject(cause))(['a'])
  expect(await failing(new TypeError('Failed to fetch'))).toEqual({
    failed: 'unreachable',
    detail: 'TypeError: Failed to fetch',
  })
  expect(await failing(new DOMException('too late', 'TimeoutError'))).toMatchObject({
    failed: 'unreachable',
  } satisfies Partial<Delivery>)
})
