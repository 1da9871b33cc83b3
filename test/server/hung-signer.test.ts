// A signer that hangs, such as a KMS behind a network: it costs its own site an answer in time, and nobody else anything.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHandler, generateKeys, type HandlerOptions, type Keyring, keyringFrom, type Store } from '@placet/server'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { createMemoryStore } from '@placet/server/stores/memory'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { batch, ISSUER, problemOf, request } from './backend.ts'
import { NOON, receipt } from './device.ts'

const A = 'https://a.example'
const B = 'https://b.example'

let folder: string
let stores: Store[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'placet-kms-'))
  stores = []
})
afterEach(async () => {
  for (const store of stores) await store.close()
  await rm(folder, { recursive: true })
})

function libsql(): Store {
  const store = openLibsqlStore(join(folder, 'placet.db'))
  stores.push(store)
  return store
}

/** Keys behind a network. `hangs` says of what is signed how long its answer does not come; `calls` are under way. */
function kms() {
  const ring = keyringFrom(generateKeys())
  const told = { hangs: (_: string): Promise<void> | false => false, failing: false, ms: 1, calls: 0, most: 0 }
  const remote = <Signer extends { sign(input: Uint8Array): unknown }>(signer: Signer): Signer => ({
    ...signer,
    async sign(input: Uint8Array) {
      told.most = Math.max(told.most, ++told.calls)
      const [, claims = ''] = Buffer.from(input).toString().split('.')
      await told.hangs(Buffer.from(claims, 'base64url').toString())
      await new Promise((resolve) => setTimeout(resolve, told.ms))
      told.calls--
      if (told.failing) throw new Error('KMS: access denied')
      return signer.sign(input)
    },
  })
  const keys: Keyring = {
    ...ring,
    countersigner: (now) => remote(ring.countersigner(now)),
    logSigners: (now) => ring.logSigners(now).map(remote),
  }
  return { keys, told }
}

function handlerWith(store: Store, keys: Keyring, signing: HandlerOptions['signing'] = {}) {
  const lines: { problem?: string; cause?: unknown }[] = []
  const handle = createHandler({
    store,
    keys,
    issuer: ISSUER,
    sites: [A, B],
    now: () => NOON,
    limits: { perKey: false },
    log: (line) => lines.push(line),
    signing,
  })
  const send = async (aud: string, count = 1) =>
    handle(request(batch(await Promise.all(Array.from({ length: count }, () => receipt({ aud }))))))
  return { handle, send, lines }
}

describe.each([
  ['the embedded store', libsql],
  ['the store in memory', createMemoryStore],
])('%s: a signature of one site hangs', (_, open) => {
  test('other sites go on meanwhile', async () => {
    const { keys, told } = kms()
    const { send } = handlerWith(open(), keys, { timeout: 20_000 })
    let answer = () => {}
    told.hangs = (claims) => claims.includes('a.example') && new Promise<void>((resolve) => (answer = resolve))
    let over = false
    const hung = send(A).finally(() => (over = true))
    await vi.waitUntil(() => told.calls === 1, { timeout: 10_000 })
    expect((await send(B)).status).toBe(200)
    expect((await send(B)).status).toBe(200)
    expect(over).toBe(false)
    answer()
    expect((await hung).status).toBe(200)
  })

  test('that site is told the cause in time, and goes on afterwards', async () => {
    const { keys, told } = kms()
    const { send, lines } = handlerWith(open(), keys, { timeout: 300 })
    told.hangs = () => new Promise(() => {})
    const response = await send(A)
    expect(response.headers.get('retry-after')).toBe('10')
    expect(await problemOf(response)).toEqual([503, 'signer-unavailable'])
    expect(String(lines.at(-1)!.cause)).toContain('0.3 s')
    told.hangs = () => false
    await vi.waitUntil(async () => (await send(A)).status === 200, { timeout: 20_000 })
  })
})

test('two processes on one file, each with a slow signer, leave one log without a gap', async () => {
  const { keys } = kms()
  const both = [handlerWith(libsql(), keys), handlerWith(libsql(), keys)]
  const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => both[at % 2]!.send(A, 3)))
  const results = (await Promise.all(answers.map((each) => each.json()))) as { results: { index: number }[] }[]
  const places = results.flatMap((each) => each.results.map(({ index }) => index)).sort((one, other) => one - other)
  expect(places).toEqual(Array.from({ length: 24 }, (_, index) => index))
})

test('a signer is asked for a bounded number of signatures at once', async () => {
  const { keys, told } = kms()
  const { send } = handlerWith(createMemoryStore(), keys, { concurrency: 8 })
  const answers = await Promise.all(Array.from({ length: 4 }, () => send(A, 50)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(told.most).toBe(8)
})

test('while it hangs, one call at a time asks whether it is back; then all do', async () => {
  const { keys, told } = kms()
  const { send } = handlerWith(createMemoryStore(), keys, { timeout: 500, concurrency: 8 })
  told.hangs = () => new Promise(() => {})
  for (let attempt = 0; attempt < 3; attempt++) {
    expect(await problemOf(await send(A, 50))).toEqual([503, 'signer-unavailable'])
  }
  // Eight at first, of which one stays free for the next attempt.
  expect(told.calls).toBeGreaterThanOrEqual(8)
  expect(told.calls).toBeLessThanOrEqual(11)
  told.hangs = () => false
  const lost = told.calls
  await vi.waitUntil(async () => (await send(A)).status === 200, { timeout: 20_000 })
  await vi.waitUntil(async () => (await send(A, 50)).status === 200, { timeout: 20_000 })
  expect(told.most - lost).toBe(8)
})

test('one that is slow for a large group is given smaller ones, until it answers in time', async () => {
  const { keys, told } = kms()
  told.ms = 10
  const { handle } = handlerWith(createMemoryStore(), keys, { timeout: 200, concurrency: 1 })
  const body = batch(await Promise.all(Array.from({ length: 50 }, () => receipt({ aud: A }))))
  // Fifty at ten milliseconds or more each, one after the other.
  expect(await problemOf(await handle(request(body)))).toEqual([503, 'signer-unavailable'])
  await vi.waitUntil(async () => (await handle(request(body))).status === 200, { timeout: 30_000 })
})

test('one that refuses is told as the signer, with its own words in the log alone', async () => {
  const { keys, told } = kms()
  const { send, lines } = handlerWith(createMemoryStore(), keys)
  told.failing = true
  const response = await send(A)
  expect(await response.clone().text()).not.toContain('denied')
  expect(await problemOf(response)).toEqual([503, 'signer-unavailable'])
  expect(String(lines[0]!.cause)).toContain('access denied')
})

test('one that gives something else than a signature is told, and nothing is written', async () => {
  const store = createMemoryStore()
  const { keys } = kms()
  const der = { ...keys, countersigner: () => ({ kid: 'k', sign: async () => new Uint8Array(70) }) }
  const { send, lines } = handlerWith(store, der)
  expect(await problemOf(await send(A))).toEqual([503, 'signer-unavailable'])
  expect(String(lines[0]!.cause)).toContain('64 bytes')
  expect(await store.sites()).toEqual([])
})
