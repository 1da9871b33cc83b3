// What a store on disk owes beyond the contract: that it is still there.
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { kept, list } from '../contract/store.contract.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'placet-libsql-'))
  file = join(folder, 'data', 'placet.db')
})
afterEach(() => rm(folder, { recursive: true }))

test('everything is there after a restart', async () => {
  const before = openLibsqlStore(file)
  await before.keep([kept('1'), kept('2')])
  await before.keepNotices(new Map([['h', { version: '1' }]]))
  await before.close()
  const after = openLibsqlStore(file)
  expect(await list(after)).toEqual([kept('1'), kept('2')])
  expect(await after.notice('h')).toEqual({ version: '1' })
  await after.close()
})

test('what was answered is seen by another process at once, before anything is closed', async () => {
  const one = openLibsqlStore(file)
  const other = openLibsqlStore(file)
  await one.keep([kept('1')])
  expect(await list(other)).toEqual([kept('1')])
  expect(await other.keep([kept('1', { countersignature: 'later' })])).toEqual([{ fresh: false, kept: kept('1') }])
  await one.close()
  await other.close()
})

test('a batch with one impossible row is kept not at all', async () => {
  const store = openLibsqlStore(file)
  const impossible = kept('2', { receipt: null as unknown as string })
  await expect(store.keep([kept('1'), impossible, kept('3')])).rejects.toThrow('NOT NULL')
  expect(await list(store)).toEqual([])
  expect((await store.keep([kept('3')]))[0]!.fresh).toBe(true)
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
  const Database = createRequire(new URL('../../packages/server/package.json', import.meta.url))('libsql')
  await openLibsqlStore(file).close()
  const db = new Database(file)
  db.exec('pragma user_version = 99')
  db.close()
  expect(() => openLibsqlStore(file)).toThrow(/newer Placet/)
})
