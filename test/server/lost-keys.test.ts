// Keys that are lost or exchanged: a log that somebody else signed is never continued under keys that nobody can connect
// with it.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKeys, keyringFrom, type RunningServer, type ServerOptions, startServer } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { revoke, rotate } from '../../packages/server/src/keys/key-rotation.ts'
import type { KeySet } from '../../packages/server/src/keys/keyring.ts'
import { backend, batch, problemOf, request } from './backend.ts'
import { NOON, receipt } from './device.ts'

const Database = createRequire(new URL('../../packages/server/package.json', import.meta.url))('libsql')
const HERE = 'http://localhost:3000'
const fresh = () => receipt({ aud: HERE, iat: Math.floor(Date.now() / 1000) })

let dataDir: string
let keys: string
let running: RunningServer[]
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'placet-lost-'))
  keys = join(dataDir, 'keys.json')
  running = []
})
afterEach(async () => {
  for (const server of running) await server.close()
  await rm(dataDir, { recursive: true })
})

async function start(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await startServer({ port: 0, dataDir, ...options })
  running.push(server)
  return server
}

async function stop(): Promise<void> {
  for (const server of running.splice(0)) await server.close()
}

async function post(url: string): Promise<Response> {
  return fetch(`${url}/receipts`, {
    method: 'POST',
    body: batch([await fresh()]),
    headers: { 'content-type': 'text/plain' },
  })
}

/** A store with a log in it, whose server has stopped. */
async function used(): Promise<KeySet> {
  expect((await post((await start()).url)).status).toBe(200)
  await stop()
  return JSON.parse(await readFile(keys, 'utf8')) as KeySet
}

const put = (set: object) => writeFile(keys, JSON.stringify(set), { mode: 0o600 })

test('without its key file a store that has a log starts no server, and no fresh keys are made', async () => {
  const set = await used()
  await rm(keys)
  const why = {
    code: 'log-key-unknown',
    message: expect.stringContaining(HERE),
    fix: expect.stringContaining('backup'),
  }
  await expect(start()).rejects.toMatchObject(why)
  expect(await readdir(dataDir)).not.toContain('keys.json')
  await put(set)
  expect((await post((await start()).url)).status).toBe(200)
})

test('a store from before there were logs holds countersignatures, and gets no fresh keys either', async () => {
  await used()
  const db = new Database(join(dataDir, 'placet.db'))
  db.exec('update receipt set idx = null; delete from log_head; delete from tile')
  db.close()
  await rm(keys)
  await expect(start()).rejects.toMatchObject({
    code: 'log-key-unknown',
    message: expect.stringContaining('receipts of'),
  })
  expect(await readdir(dataDir)).not.toContain('keys.json')
})

test('keys of another backend, or of before a rotation, start no server on the log', async () => {
  const set = await used()
  await put(generateKeys())
  await expect(start()).rejects.toMatchObject({
    code: 'log-key-unknown',
    message: expect.stringContaining('keys.json'),
  })
  const now = Math.floor(Date.now() / 1000) - 60
  await put(rotate(set, { alg: 'ES256', from: now }, now))
  expect((await post((await start()).url)).status).toBe(200)
  await stop()
  await put(set)
  await expect(start()).rejects.toMatchObject({ code: 'log-key-unknown', message: expect.stringContaining('ES256') })
})

test('a key that has retired or was revoked is known, and the log goes on', async () => {
  const set = await used()
  const now = Math.floor(Date.now() / 1000)
  const [es256, ed25519] = set.keys as never as [{ kid: string }, { kid: string }]
  const left = revoke(set, { kid: es256.kid, reason: 'compromised' }, now)
  await put(revoke(left, { kid: ed25519.kid, reason: 'compromised' }, now))
  expect((await post((await start()).url)).status).toBe(200)
})

test('where only the private halves are lost, the published ones beside new keys continue the log', async () => {
  const set = await used()
  const jwks = keyringFrom(set).jwks()
  await rm(keys)
  await put({ keys: [...jwks.keys, ...generateKeys().keys] })
  expect((await post((await start()).url)).status).toBe(200)
})

test('a second container with keys of its own is refused at its start, by the same store', async () => {
  await used()
  const other = await mkdtemp(join(tmpdir(), 'placet-lost-'))
  try {
    const second = start({ dataDir: other, store: join(dataDir, 'placet.db') })
    await expect(second).rejects.toMatchObject({ code: 'log-key-unknown' })
    expect(await readdir(other)).toEqual([])
  } finally {
    await rm(other, { recursive: true })
  }
})

test('of two that began on an empty store with keys of their own, the later one is refused its turns', async () => {
  const other = await mkdtemp(join(tmpdir(), 'placet-lost-'))
  try {
    const one = await start()
    const two = await start({ dataDir: other, store: join(dataDir, 'placet.db') })
    expect((await post(one.url)).status).toBe(200)
    const refused = await post(two.url)
    expect(refused.headers.get('retry-after')).not.toBeNull()
    expect(await problemOf(refused)).toEqual([503, 'log-key-unknown'])
    expect((await post(one.url)).status).toBe(200)
  } finally {
    await stop()
    await rm(other, { recursive: true })
  }
})

test('a handler in another server refuses, too, and nothing is written', async () => {
  const store = createMemoryStore()
  const first = await backend({ store })
  await first.post([await receipt()])
  const second = await backend({ store, keys: keyringFrom(generateKeys()) })
  const body = batch([await receipt({ iat: NOON / 1000 })])
  expect(await problemOf(await second.handle(request(body)))).toEqual([503, 'log-key-unknown'])
  expect(second.lines.at(-1)).toMatchObject({ status: 503, problem: 'log-key-unknown' })
  expect(String(second.lines.at(-1)!.cause)).toContain('signed')
  expect((await first.post([await receipt()]))[0]).toMatchObject({ status: 201, index: 1 })
})
