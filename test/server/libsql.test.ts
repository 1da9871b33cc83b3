// What a store on disk owes beyond the contract: that it is still there.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoredReceipt, Store } from '@placet/server'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { afterEach, beforeEach, expect, test } from 'vitest'

const Database = createRequire(new URL('../../packages/server/package.json', import.meta.url))('libsql')

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'placet-libsql-'))
  file = join(folder, 'data', 'placet.db')
})
afterEach(() => rm(folder, { recursive: true }))

const SITE = 'https://a.example'

async function append(store: Store, ...numbers: string[]): Promise<void> {
  await store.turn(SITE, async ({ head, lookUp }) => {
    const { known } = await lookUp({ numbers, leaves: [] })
    const size = head?.size ?? 0
    const fresh = numbers.filter((jti) => !known.has(jti))
    const rows = fresh.map((jti, at) => rowOf(jti, size + at))
    const after = { site: SITE, origin: 'a', size: size + rows.length, root: new Uint8Array(32), note: `note ${size}` }
    return { rows, tiles: [{ level: 0, n: 0, hashes: new Uint8Array(32 * after.size) }], head: after }
  })
}

function rowOf(jti: string, index: number, receipt = `r${jti}`): StoredReceipt {
  return { site: SITE, jti, id: `id ${jti}`, sub: 'urn:x', receipt, countersignature: `c${jti}`, received: 5, index }
}

async function list(store: Store): Promise<StoredReceipt[]> {
  const rows: StoredReceipt[] = []
  for await (const row of store.all()) rows.push(row)
  return rows
}

test('everything is there after a restart', async () => {
  const before = openLibsqlStore(file)
  await append(before, '1', '2')
  await before.putNotices(new Map([['h', { version: '1' }]]))
  await before.close()
  const after = openLibsqlStore(file)
  expect(await list(after)).toEqual([rowOf('1', 0), rowOf('2', 1)])
  expect(await after.notice('h')).toEqual({ version: '1' })
  expect(await after.head(SITE)).toMatchObject({ size: 2, note: 'note 0' })
  expect((await after.tiles(SITE, [{ level: 0, n: 0 }]))[0]).toHaveLength(64)
  await after.close()
})

test('what was answered is seen by another process at once, before anything is closed', async () => {
  const one = openLibsqlStore(file)
  const other = openLibsqlStore(file)
  await append(one, '1')
  expect(await list(other)).toEqual([rowOf('1', 0)])
  await append(other, '1', '2')
  expect(await list(one)).toEqual([rowOf('1', 0), rowOf('2', 1)])
  await one.close()
  await other.close()
})

test('while another process writes, a turn waits and everybody else is served', async () => {
  const store = openLibsqlStore(file)
  await append(store, '1')
  const other = new Database(file)
  other.exec('begin immediate')
  const turn = append(store, '2')
  // Rung by the very thread that would stand still if it waited.
  await new Promise((resolve) => setTimeout(resolve, 30))
  other.exec('commit')
  await turn
  expect(await list(store)).toEqual([rowOf('1', 0), rowOf('2', 1)])
  other.close()
  await store.close()
})

test('a turn with one impossible row is written not at all', async () => {
  const store = openLibsqlStore(file)
  const head = { site: SITE, origin: 'a', size: 2, root: new Uint8Array(32), note: '' }
  const rows = [rowOf('1', 0), rowOf('2', 1, null as unknown as string)]
  const turn = store.turn(SITE, async () => ({ rows, tiles: [], head }))
  await expect(turn).rejects.toThrow('NOT NULL')
  expect(await list(store)).toEqual([])
  expect(await store.head(SITE)).toBeUndefined()
  await append(store, '3')
  expect(await list(store)).toEqual([rowOf('3', 0)])
  await store.close()
})

test('only its owner looks into the data folder', async () => {
  await openLibsqlStore(file).close()
  expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700)
})

test('a file that is no store, and a store of a newer Placet, are refused in a sentence', async () => {
  const junk = join(folder, 'junk.db')
  await writeFile(junk, 'this is not a database, and it is long enough to be taken for one'.repeat(40))
  expect(() => openLibsqlStore(junk)).toThrow(/junk\.db cannot be opened.*Check that/)
  await openLibsqlStore(file).close()
  const db = new Database(file)
  db.exec('pragma user_version = 99')
  db.close()
  expect(() => openLibsqlStore(file)).toThrow(/newer Placet/)
})
