// A backend in trouble, and what whoever runs it hears and sees.
import { createMemoryStore } from '@placet/server/stores/memory'
import { describe, expect, test } from 'vitest'
import { backend, batch, problemOf, request } from './backend.ts'
import { bearer, receipt, SITE } from './device.ts'

describe('trouble in the backend', () => {
  const broken = {
    ...createMemoryStore(),
    turn: () => Promise.reject(new Error('disk full')),
    find: () => Promise.reject(new Error('disk full')),
  }

  test('of the store acknowledges nothing and says when to come again', async () => {
    const { handle, get, lines } = await backend({ store: broken })
    const response = await handle(request(batch([await receipt()]), { origin: SITE }))
    expect(response.headers.get('retry-after')).toBe('5')
    expect(response.headers.get('access-control-expose-headers')).toBe('Retry-After')
    expect(await problemOf(response)).toEqual([503, 'store-unavailable'])
    expect(await problemOf(await get('/receipts/' + 'x'.repeat(43), { headers: bearer('x') }))).toEqual([
      503,
      'store-unavailable',
    ])
    expect(lines[0]).toMatchObject({ status: 503, problem: 'store-unavailable', cause: new Error('disk full') })
  })

  test('of any other kind is a problem too, and tells the client nothing of the cause', async () => {
    const { handle, lines } = await backend({
      now: () => {
        throw new Error('secret')
      },
    })
    const response = await handle(request(batch([await receipt()])))
    expect(await response.clone().text()).not.toContain('secret')
    expect(await problemOf(response)).toEqual([500, 'internal-error'])
    expect(lines[0]!.cause).toEqual(new Error('secret'))
  })

  test('of the log is the log’s', async () => {
    const { post } = await backend({
      log: () => {
        throw new Error('log full')
      },
    })
    expect((await post([await receipt()]))[0]!.status).toBe(201)
  })
})

test('the log has one line a request: how many, how long, nothing of anybody', async () => {
  const { post, get, lines } = await backend()
  const jws = await receipt()
  const [result] = await post([jws, jws, 'x'])
  await get(`/receipts/${result!.id}`, { headers: bearer(jws) })
  await get('/private/path')
  const ms = expect.any(Number)
  expect(lines).toEqual([
    { method: 'POST', route: '/receipts', status: 200, ms, receipts: { accepted: 1, duplicate: 1, refused: 1 } },
    { method: 'GET', route: '/receipts/:id', status: 200, ms },
    { method: 'GET', route: '*', status: 404, ms, problem: 'not-found' },
  ])
})

test('alive is who answers; ready is whose store can be reached', async () => {
  const { get } = await backend()
  for (const path of ['/health', '/ready']) {
    const response = await get(path)
    expect([response.status, response.headers.get('cache-control'), await response.text()], path).toEqual([
      200,
      'no-store',
      '{"status":"ok"}',
    ])
  }
  let asked = 0
  const check = () => Promise.reject(new Error(`connection refused ${asked++}`))
  const cut = await backend({ store: { ...createMemoryStore(), check } })
  expect((await cut.get('/health')).status).toBe(200)
  expect(asked).toBe(0)
  const response = await cut.get('/ready')
  expect(response.headers.get('retry-after')).toBe('5')
  expect(await problemOf(response)).toEqual([503, 'store-unavailable'])
  expect(cut.lines.at(-1)).toMatchObject({ route: '/ready', status: 503, cause: new Error('connection refused 0') })
})
