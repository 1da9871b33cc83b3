// The wire: what a backend answers to requests as a whole, whoever sends them.
import { createHandler, generateKeys, keyringFrom, ServerError } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { noticeHash } from '@placet/receipt'
import { describe, expect, test } from 'vitest'
import { backend, batch, count, ISSUER, problemOf, request } from './backend.ts'
import { bent, flipBit, receipt, SITE } from './device.ts'

describe('a body', () => {
  test('is taken as text/plain from browsers and as application/json from servers', async () => {
    const { handle } = await backend()
    for (const type of ['text/plain;charset=UTF-8', 'text/plain', 'TEXT/PLAIN; Charset="utf-8"', 'application/json']) {
      const response = await handle(request(batch([await receipt()]), { 'content-type': type }))
      expect([response.status, response.headers.get('content-type')], type).toEqual([200, 'application/json'])
    }
  })

  test.each(['application/x-www-form-urlencoded', 'text/plain;charset=latin1', 'text/html', ''])(
    'is not taken as %j',
    async (type) => {
      const { handle } = await backend()
      expect(await problemOf(await handle(request(batch([]), { 'content-type': type })))).toEqual([
        415,
        'media-type-refused',
      ])
    },
  )

  test('is not taken packed', async () => {
    const { handle } = await backend()
    expect(await problemOf(await handle(request('x', { 'content-encoding': 'gzip' })))).toEqual([
      415,
      'media-type-refused',
    ])
  })

  test.each([
    ['nothing', null],
    ['an empty text', ''],
    ['no JSON', '{"v":1,'],
    ['bad UTF-8', new Uint8Array(Buffer.from('{"v":1,"receipts":[],"x":"\u00ff"}', 'latin1'))],
    ['null', 'null'],
    ['a list', '[]'],
    ['no version', '{"receipts":[]}'],
    ['another version', '{"v":2,"receipts":[]}'],
    ['no receipts', '{"v":1}'],
    ['receipts that are no list', '{"v":1,"receipts":{"length":1}}'],
    ['JSON without end', '['.repeat(59_000)],
    ['a version as deep as it goes', `{"v":${'['.repeat(29_000)}${']'.repeat(29_000)}}`],
  ])('of %s is refused whole', async (_, body) => {
    const { handle } = await backend()
    expect(await problemOf(await handle(request(body)))).toEqual([400, 'body-malformed'])
  })

  test('may carry what later versions add, and no receipt at all', async () => {
    const { handle } = await backend()
    const response = await handle(request('{"v":1,"sentAt":"whenever","last":{"size":1,"root":"x"},"receipts":[]}'))
    expect(await response.json()).toEqual({ v: 1, results: [] })
  })

  test('may have 60,000 bytes and not one more', async () => {
    const { handle } = await backend()
    const filled = (size: number) => `{"v":1,"receipts":[],"x":"${'x'.repeat(size - 28)}"}`
    expect((await handle(request(filled(60_000)))).status).toBe(200)
    expect(await problemOf(await handle(request(filled(60_001))))).toEqual([413, 'body-too-large'])
  })

  test('that never ends is not read to its end, whatever its length claims', async () => {
    const { handle } = await backend()
    let pulled = 0
    let cancelled = false
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1024
        // Endless for who keeps to the limit; whoever does not shall fail, not eat the machine.
        return pulled > 1_000_000 ? controller.close() : controller.enqueue(new Uint8Array(1024))
      },
      cancel: () => {
        cancelled = true
      },
    })
    expect(await problemOf(await handle(request(endless, { 'content-length': '10' })))).toEqual([413, 'body-too-large'])
    expect(pulled).toBeLessThan(64_000)
    expect(cancelled).toBe(true)
  })

  test('that breaks off keeps nothing', async () => {
    const { handle, store } = await backend()
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"v":1,"receipts":['))
        controller.error(new Error('connection lost'))
      },
    })
    expect(await problemOf(await handle(request(broken)))).toEqual([400, 'body-malformed'])
    expect(await count(store)).toBe(0)
  })

  test('may have fifty receipts and not one more', async () => {
    const { handle, store } = await backend()
    expect(await problemOf(await handle(request(batch(Array(51).fill('x')))))).toEqual([413, 'batch-too-large'])
    const fifty = await Promise.all(Array.from({ length: 50 }, () => receipt()))
    const response = await handle(request(batch(fifty)))
    expect(((await response.json()) as { results: { status: number }[] }).results.map(({ status }) => status)).toEqual(
      Array(50).fill(201),
    )
    expect(await count(store)).toBe(50)
  })
})

describe('a site', () => {
  test('that is not ours is refused whole, by its Origin and by what its receipts say', async () => {
    const { handle, store } = await backend()
    const ours = await receipt()
    const foreign = await receipt({ aud: 'https://evil.example' })
    const local = await receipt({ aud: 'http://localhost:3000' })
    for (const origin of [
      'https://evil.example',
      'null',
      'https://shop.example.evil.example',
      'http://shop.example',
      'https://shop.example:8443',
      'nonsense',
      // Loopback is for who has named no site.
      'http://localhost:3000',
    ]) {
      expect(await problemOf(await handle(request(batch([ours]), { origin }))), origin).toEqual([403, 'site-unknown'])
    }
    for (const other of [foreign, local]) {
      expect(await problemOf(await handle(request(batch([ours, other]))))).toEqual([403, 'site-unknown'])
    }
    expect(await count(store)).toBe(0)
  })

  test('is read only in receipts that hold: a corrupt one must not block the queue behind it', async () => {
    const { post } = await backend()
    const forged = await bent({ claims: { aud: 'https://evil.example', dur: 'for ever' } })
    const flipped = flipBit(await receipt({ aud: 'https://evil.example' }), 2)
    expect((await post([forged, flipped, await receipt()])).map(({ status }) => status)).toEqual([422, 422, 201])
  })

  test('needs no Origin: servers send none', async () => {
    const { post } = await backend()
    expect((await post([await receipt()], { 'content-type': 'application/json' }))[0]!.status).toBe(201)
  })

  test('without configuration is this machine, and nothing else', async () => {
    const { handle } = await backend({ sites: undefined })
    const status = async (aud: string, origin: string) =>
      (await handle(request(batch([await receipt({ aud })]), { origin }))).status
    for (const ours of [
      'http://localhost',
      'http://localhost:3000',
      'https://localhost:8443',
      'http://127.0.0.1:5173',
      'http://[::1]:8080',
      'http://shop.localhost:1',
    ]) {
      expect(await status(ours, ours), ours).toBe(200)
    }
    for (const not of [
      'https://shop.example',
      'http://localhost.evil.example',
      'http://127.0.0.1.evil.example',
      'http://128.0.0.1',
      'http://evillocalhost',
    ]) {
      expect(await status('http://localhost', not), not).toBe(403)
      expect(await status(not, 'http://localhost'), not).toBe(403)
    }
  })

  test('that is written wrong is told to whoever wrote it, with what to write', async () => {
    const keys = keyringFrom(generateKeys())
    const make =
      (sites: string[], issuer = ISSUER) =>
      () =>
        createHandler({ store: createMemoryStore(), keys, issuer, sites })
    expect(make(['https://shop.example/'])).toThrow('Write the origin: https://shop.example')
    expect(make(['shop.example'])).toThrow(ServerError)
    expect(make(['*'])).toThrow(ServerError)
    expect(make([SITE], 'shop.example')).toThrow('no http URL')
  })
})

describe('a page', () => {
  const cors = (response: Response) =>
    ['access-control-allow-origin', 'access-control-allow-credentials', 'vary'].map((name) =>
      response.headers.get(name),
    )

  test('of our site reads answers and problems; credentials are never allowed', async () => {
    const { handle, get } = await backend()
    const origin = { origin: SITE }
    for (const answer of [
      await handle(request(batch([await receipt()]), origin)),
      await handle(request('nonsense', origin)),
      await handle(request('x'.repeat(70_000), origin)),
      await get('/receipts', { headers: origin }),
      await get('/nowhere', { headers: origin }),
      await get(`/receipts/${'x'.repeat(43)}`, { headers: origin }),
    ]) {
      expect(cors(answer), String(answer.status)).toEqual([SITE, null, 'Origin'])
    }
  })

  test('of a foreign site reads no receipt, only that it is refused', async () => {
    const { post, get } = await backend()
    const [result] = await post([await receipt()])
    const refused = await get(`/receipts/${result!.id}`, { headers: { origin: 'https://evil.example' } })
    expect(cors(refused)).toEqual(['*', null, 'Origin'])
    expect(await problemOf(refused)).toEqual([403, 'site-unknown'])
  })

  test('of any site reads public keys and notices', async () => {
    const hash = await noticeHash({ version: '1' })
    const { get } = await backend({ notices: new Map([[hash, { version: '1' }]]) })
    for (const path of ['/.well-known/jwks.json', `/notices/${hash}`, '/health', '/ready']) {
      const response = await get(path, { headers: { origin: 'https://auditor.example' } })
      expect([response.status, ...cors(response)], path).toEqual([200, '*', null, null])
    }
  })

  test('of our site may ask first, as browsers do for application/json', async () => {
    const { get } = await backend()
    const asks = (origin: string) => ({
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' },
    })
    const response = await get('/receipts', asks(SITE))
    expect([response.status, ...cors(response)]).toEqual([204, SITE, null, 'Origin'])
    expect(response.headers.get('access-control-allow-methods')).toBe('POST, OPTIONS')
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type')
    expect((await get('/receipts', asks('https://evil.example'))).status).toBe(403)
  })
})
