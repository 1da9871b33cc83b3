// A backend whose clock is wrong: what was signed yesterday is no reason to refuse today, and a key that is not valid yet is
// told as that.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKeys, keyringFrom, startServer } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { expect, test } from 'vitest'
import { generateKey } from '../../packages/server/src/keys/keyring.ts'
import { backend, batch, problemOf, request } from './backend.ts'
import { NOON, receipt } from './device.ts'

const HOUR = 3_600_000

test('the clock of a fresh server is set back by an hour: receipts are kept as before', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'placet-clock-'))
  let clock = Date.now()
  const server = await startServer({ port: 0, dataDir, now: () => clock })
  try {
    const send = async () => {
      const body = batch([await receipt({ aud: 'http://localhost:3000' })])
      return (await fetch(`${server.url}/receipts`, { method: 'POST', body })).json()
    }
    expect(await send()).toMatchObject({ results: [{ status: 201, index: 0 }] })
    clock -= HOUR
    expect(await send()).toMatchObject({ results: [{ status: 201, index: 1 }] })
    expect((await fetch(`${server.url}/ready`)).status).toBe(200)
  } finally {
    await server.close()
    await rm(dataDir, { recursive: true })
  }
})

test.each(['ES256', 'Ed25519'] as const)(
  'no %s key may sign yet: the answer, /ready and the log say so',
  async (alg) => {
    const keys = generateKeys().keys.map((key) => (key.alg === alg ? generateKey(alg, NOON + HOUR) : key))
    let clock = NOON
    const { handle, get, lines, store } = await backend({ keys: keyringFrom({ keys }), now: () => clock })
    const body = batch([await receipt()])
    const response = await handle(request(body))
    expect(response.headers.get('retry-after')).toBe('10')
    expect(await problemOf(response)).toEqual([503, 'key-unavailable'])
    const cause = String(lines[0]!.cause)
    for (const said of [alg, '2026-11-21T12:00:00', '2026-11-21T13:00:00', 'clock']) expect(cause).toContain(said)
    expect(await store.sites()).toEqual([])
    expect(await problemOf(await get('/ready'))).toEqual([503, 'key-unavailable'])
    expect((await get('/health')).status).toBe(200)
    clock += HOUR
    expect((await handle(request(body))).status).toBe(200)
    expect((await get('/ready')).status).toBe(200)
  },
)

test('a store that fails is still told as the store', async () => {
  const store = { ...createMemoryStore(), check: () => Promise.reject(new Error('disk full')) }
  const { get } = await backend({ store })
  expect(await problemOf(await get('/ready'))).toEqual([503, 'store-unavailable'])
})
