// A closed store has let go of its file, also in a process that goes on: nothing stays open, and no write-ahead log beside it.
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { append, erase, listOf, SITE } from '../../packages/server/src/contract/log-keeper.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'placet-close-'))
  file = join(folder, 'placet.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

// Linux shows what a process has open.
const canSee = existsSync('/proc/self/fd')

/** What this process has open in the folder. */
function handles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`)
      return path.startsWith(folder) ? [path.slice(folder.length + 1)] : []
    } catch {
      return []
    }
  })
}

test.skipIf(!canSee)(
  'after it was written, read and searched, nothing of it is open, and its file is alone',
  async () => {
    const store = openLibsqlStore(file)
    await append(store, ['1', '2'])
    await store.putNotices(new Map([['h', {}]]))
    await store.find('1')
    await listOf(store.receipts(SITE))
    await listOf(store.all())
    await erase(store, 'id of 1 at https://a.example', 'leaf')
    await store.check()
    expect(handles()).toContain('placet.db-wal')
    await store.close()
    expect(handles()).toEqual([])
    expect(readdirSync(folder)).toEqual(['placet.db'])
  },
)

test.skipIf(!canSee)('fifty stores, opened and closed, leave nothing open', async () => {
  for (let at = 0; at < 50; at += 1) {
    const store = openLibsqlStore(file)
    await append(store, [`${at}`])
    await store.close()
  }
  expect(handles()).toEqual([])
  const store = openLibsqlStore(file)
  expect((await store.head(SITE))?.size).toBe(50)
  await store.close()
})

test.skipIf(!canSee)('a store that cannot be opened leaves nothing open either', async () => {
  const first = openLibsqlStore(file)
  await append(first, ['1'])
  await first.close()
  const Database = (await import('libsql')).default
  const db = new Database(file)
  db.exec('pragma user_version = 99')
  db.close()
  for (let at = 0; at < 5; at += 1) expect(() => openLibsqlStore(file)).toThrow('newer Placet')
  await new Promise(setImmediate)
  expect(handles()).toEqual([])
})

test('a closed store says so, whatever is asked of it', async () => {
  const store = openLibsqlStore(file)
  await append(store, ['1'])
  await store.close()
  await store.close()
  await expect(store.find('1')).rejects.toThrow('The store is closed.')
  await expect(listOf(store.receipts(SITE))).rejects.toThrow('The store is closed.')
  await expect(append(store, ['2'])).rejects.toThrow('The store is closed.')
  await expect(store.check()).rejects.toThrow('The store is closed.')
})
