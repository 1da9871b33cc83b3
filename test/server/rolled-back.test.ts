// A store that went back: a backup in place of what was acknowledged since. To go on with it would be a second history.
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  generateKeys,
  keyringFrom,
  type RunningServer,
  type ServerOptions,
  startServer,
  type Store,
} from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { backend, batch, problemOf, request } from './backend.ts'
import { receipt } from './device.ts'

const Database = createRequire(new URL('../../packages/server/package.json', import.meta.url))('libsql')
const HERE = 'http://localhost:3000'
const issuer = 'https://keeper.example/consent'

let dataDir: string
let db: string
let running: RunningServer[]
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'placet-back-'))
  db = join(dataDir, 'placet.db')
  running = []
})
afterEach(async () => {
  vi.restoreAllMocks()
  for (const server of running) await server.close()
  await rm(dataDir, { recursive: true })
})

/** Starts a server, brings it so many receipts, and stops it; how long its log is then. */
async function run(receipts: number, options: ServerOptions = {}): Promise<number> {
  const server = await startServer({ port: 0, dataDir, issuer, ...options })
  running.push(server)
  let size = 0
  for (let left = receipts; left > 0; left -= 50) {
    const some = await Promise.all(Array.from({ length: Math.min(left, 50) }, () => receipt({ aud: HERE })))
    const response = await fetch(`${server.url}/receipts`, { method: 'POST', body: batch(some) })
    const { results } = (await response.json()) as { results: { index: number }[] }
    size = Math.max(...results.map(({ index }) => index)) + 1
  }
  await server.close()
  running = running.filter((each) => each !== server)
  return size
}

function backup(): void {
  const store = new Database(db)
  store.exec(`vacuum into '${db}.backup'`)
  store.close()
}

async function restore(): Promise<void> {
  await lose()
  await copyFile(`${db}.backup`, db)
}

async function lose(): Promise<void> {
  for (const end of ['', '-wal', '-shm']) await rm(db + end, { force: true })
}
/** What the file beside the keys remembers; and as it was, or would be on another machine. */
function marks(): unknown[][] {
  const file = new Database(join(dataDir, 'marks.db'))
  const rows = file.prepare('select * from mark').raw().all() as unknown[][]
  file.close()
  return rows
}

function putMarks(rows: unknown[][]): void {
  const file = new Database(join(dataDir, 'marks.db'))
  file.exec('delete from mark')
  for (const row of rows) file.prepare('insert into mark values (?, ?, ?, ?)').run(...row)
  file.close()
}

const refused = (message: RegExp) => ({
  code: 'log-rolled-back',
  message: expect.stringMatching(message),
  fix: expect.stringMatching(/accept-fork/),
})

test('a server does not start on a backup that is behind what it acknowledged', async () => {
  await run(3)
  backup()
  await run(2)
  await restore()
  await expect(run(0)).rejects.toMatchObject(refused(/localhost:3000.* 3 .*5/))
  await expect(run(0)).rejects.toMatchObject({ code: 'log-rolled-back' })
})

test('nor on one that others have brought to the same size, or beyond, since', async () => {
  await run(3)
  backup()
  await run(2)
  const kept = marks()
  for (const more of [2, 300]) {
    await restore()
    putMarks([])
    await run(more)
    putMarks(kept)
    await expect(run(0)).rejects.toMatchObject(refused(/another root/))
  }
})

test('a backup of all that was acknowledged is as good as the store, and so is a longer one', async () => {
  await run(3)
  backup()
  await restore()
  expect(await run(2)).toBe(5)
  const kept = marks()
  await run(300)
  putMarks(kept)
  expect(await run(1)).toBe(306)
})

test('with acceptFork it starts, says so, and the fork is what it goes on with', async () => {
  await run(3)
  backup()
  await run(2)
  await restore()
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  expect(await run(1, { acceptFork: true })).toBe(4)
  expect(said.mock.calls.flat().join()).toMatch(/localhost:3000.* 3.* 5/)
  expect(await run(1)).toBe(5)
  await restore()
  await expect(run(0)).rejects.toMatchObject({ code: 'log-rolled-back' })
})

test('an empty store in place of the one that was lost is behind, too; under another issuer it is another log', async () => {
  await run(3)
  await lose()
  await expect(run(0)).rejects.toMatchObject(refused(/ 0 .*3/))
  expect(await run(1, { issuer: `${issuer}/2` })).toBe(1)
})

test('a store that goes back under a running server: its turns are refused, and /ready says why', async () => {
  const keys = keyringFrom(generateKeys())
  const [old, young] = [createMemoryStore(), createMemoryStore()]
  const sent = await Promise.all(Array.from({ length: 3 }, () => receipt()))
  const [first, second] = [await backend({ store: old, keys }), await backend({ store: young, keys })]
  await first.post(sent.slice(0, 2))
  await second.post(sent)

  let now = young
  const store = new Proxy(young, { get: (_, name) => Reflect.get(now, name) }) as Store
  const { handle, get, lines, post } = await backend({ store, keys })
  expect(await post([sent[0]])).toMatchObject([{ status: 200 }])
  now = old
  // Also what is there already is refused: its proof would be of the shorter log.
  for (const one of [sent[0]!, await receipt(), await receipt()]) {
    expect(await problemOf(await handle(request(batch([one]))))).toEqual([503, 'log-rolled-back'])
  }
  expect(String(lines.at(-1)!.cause)).toMatch(/ 2 .*3/)
  expect(await problemOf(await get('/ready'))).toEqual([503, 'log-rolled-back'])
  expect((await old.head('https://shop.example'))!.size).toBe(2)

  // Another history of the same length.
  await first.post([await receipt()])
  expect(await problemOf(await get('/ready'))).toEqual([503, 'log-rolled-back'])
  expect(await problemOf(await handle(request(batch([await receipt()]))))).toEqual([503, 'log-rolled-back'])

  now = young
  expect((await get('/ready')).status).toBe(200)
  expect(await post([await receipt()])).toMatchObject([{ status: 201, index: 3 }])
})
