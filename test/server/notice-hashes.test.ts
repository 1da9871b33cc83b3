// A notice under another's hash would be shown beside receipts of customers who never saw it. It is refused before it is kept.
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noticeHash } from '@placet/receipt'
import { startServer } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { backend, batch, count, problemOf, request } from './backend.ts'
import { receipt } from './device.ts'

const TOLD = { version: '1', language: 'en' }
const ALTERED = { version: '1', language: 'de' }
const HASH = await noticeHash(TOLD)
const WRONG: [string, Record<string, unknown>][] = [
  ['an altered notice', { [HASH]: ALTERED }],
  ['a sound one and an altered one', { [await noticeHash(ALTERED)]: ALTERED, [HASH]: { ...TOLD, version: '2' } }],
  ['what JSON cannot say', { [HASH]: { ...TOLD, version: 1n } }],
]

let dataDir: string
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'placet-notices-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (cause: unknown) => cause,
  )
const complaint = { code: 'notices-malformed', message: expect.stringContaining(`notices["${HASH}"]`) }

test.each(WRONG)('a server does not start with %s', async (_, notices) => {
  const starting = startServer({ port: 0, dataDir, notices }).then((server) => server.close())
  expect(await failure(starting)).toMatchObject(complaint)
  expect(await readdir(dataDir)).toEqual([])
})

test.each(WRONG)('a running one refuses %s, and goes on as before', async (_, notices) => {
  const server = await startServer({ port: 0, dataDir, notices: { [HASH]: TOLD } })
  const updating = await failure(server.update({ notices }))
  const kept = await (await fetch(`${server.url}/notices/${HASH}`)).json()
  await server.close()
  expect(updating).toMatchObject(complaint)
  expect(kept).toEqual(TOLD)
})

test.each(WRONG)(
  'a handler with %s keeps neither notice nor receipt, is not ready, and says why',
  async (_, notices) => {
    const store = createMemoryStore()
    const { handle, get, lines } = await backend({ store, notices })
    for (const answer of [
      await handle(request(batch([await receipt()]))),
      await get('/ready'),
      await get(`/notices/${HASH}`),
    ]) {
      expect(await problemOf(answer)).toEqual([500, 'internal-error'])
    }
    expect(lines.map(({ cause }) => cause)).toEqual(
      [complaint, complaint, complaint].map((each) => expect.objectContaining(each)),
    )
    expect([await count(store), await store.notice(HASH)]).toEqual([0, undefined])
  },
)
