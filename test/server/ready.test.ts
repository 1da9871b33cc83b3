// GET /ready promises that receipts that come now would be kept. It tries a write, because a store that still reads may keep
// nothing: locked by another process, on a full disk, or read-only.
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Store } from '@placet/server'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { createMemoryStore } from '@placet/server/stores/memory'
import { openPostgresStore } from '@placet/server/stores/postgres'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { append, SITE } from '../../packages/server/src/contract/log-keeper.ts'
import { type Cluster, missingPostgres, startCluster } from '../postgres/cluster.ts'
import { shardOf, spreadBySite } from '../postgres/shards.ts'
import { createReadiness } from '../../packages/server/src/http/readiness.ts'
import { backend } from './backend.ts'
import { buildLibsqlStore } from './libsql-build.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'placet-ready-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Status and body of GET /ready, asked of a backend that has not been asked before. */
async function ready(store: Store, sites?: string[]): Promise<[number, Record<string, unknown>]> {
  const { get } = await backend({ store, ...(sites ? { sites } : {}) })
  const response = await get('/ready')
  return [response.status, (await response.json()) as Record<string, unknown>]
}
const UNAVAILABLE = [503, expect.objectContaining({ code: 'store-unavailable' })]

test('while another process holds the write lock of the file it is not ready, and it is again when that has ended', async () => {
  const file = join(folder, 'placet.db')
  const store = openLibsqlStore(file)
  await append(store, ['1'])
  const libsql = createRequire(new URL('../../packages/server/package.json', import.meta.url)).resolve('libsql')
  const script = `const db = new (require(${JSON.stringify(libsql)}))(${JSON.stringify(file)})
    db.exec('begin immediate'); console.log('locked'); process.stdin.on('end', () => process.exit()).resume()`
  const other = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] })
  await new Promise((resolve) => other.stdout.once('data', resolve))
  expect(await ready(store)).toEqual(UNAVAILABLE)
  // What was committed can still be read.
  expect((await store.head(SITE))?.size).toBe(1)
  const ended = new Promise((resolve) => other.once('exit', resolve))
  other.stdin.end()
  await ended
  expect(await ready(store)).toEqual([200, { status: 'ok' }])
  await store.close()
})

test('a hundred checks leave the file as large as two did', async () => {
  const file = join(folder, 'placet.db')
  const sizes: number[] = []
  for (const times of [2, 100]) {
    const store = openLibsqlStore(file)
    for (let at = 0; at < times; at += 1) await store.check()
    await store.close()
    sizes.push((await stat(file)).size)
  }
  expect(sizes[1]).toBe(sizes[0])
})

test('on a disk that is full it is not ready', async () => {
  // A limit on the size of files is met like a disk's end.
  const module = await buildLibsqlStore(folder)
  const script = `
    import { openLibsqlStore } from ${JSON.stringify(module)}
    const store = openLibsqlStore('small.db')
    const say = (ready) => console.log(ready)
    await store.check().then(() => say('ready'), () => say('not ready'))
    const site = 'https://a.example'
    // Until the log beside the file is full, and can be moved into the file no more.
    for (let at = 0, failed = 0; failed < 5; ) {
      const row = { site, jti: String(at), id: String(at), sub: '', receipt: 'r'.repeat(5000), countersignature: '', received: 1, index: at }
      const head = { site, origin: '', size: at + 1, root: new Uint8Array(32), note: '' }
      await store.turn(site, async () => ({ rows: [row], tiles: [], head })).then(() => (at++, (failed = 0)), () => failed++)
    }
    await store.check().then(() => say('ready'), () => say('not ready'))
    process.exit()`
  const limited = ['-c', 'ulimit -f 1000; exec "$@"', 'sh', process.execPath, '--input-type=module', '-e', script]
  const { stdout } = await promisify(execFile)('sh', limited, { cwd: folder })
  expect(stdout.split('\n').slice(0, 2)).toEqual(['ready', 'not ready'])
})

describe('however many ask', () => {
  test('the store is asked once a second, also while it answers nothing', async () => {
    let asked = 0
    let time = 0
    let answer: (() => void) | undefined
    const check = () => {
      asked += 1
      return new Promise<string[]>((resolve) => (answer = () => resolve([])))
    }
    const readiness = createReadiness(check, () => time)
    const many = Array.from({ length: 100 }, readiness)
    time = 1500
    many.push(readiness())
    expect(asked).toBe(1)
    answer!()
    await Promise.all(many)
    time = 2000
    const next = readiness()
    time = 2999
    answer!()
    await Promise.all([next, readiness()])
    expect(asked).toBe(2)
    time = 3000
    void readiness()
    expect(asked).toBe(3)
    answer!()
  })

  test('a no is not kept for longer than a yes', async () => {
    let time = 0
    let fails = true
    const readiness = createReadiness(
      async () => {
        if (fails) throw new Error('full')
        return []
      },
      () => time,
    )
    await expect(readiness()).rejects.toThrow('full')
    fails = false
    time = 999
    await expect(readiness()).rejects.toThrow('full')
    time = 1000
    await expect(readiness()).resolves.toEqual([])
  })

  test('a store that does not answer is not ready, after three seconds', async () => {
    const store = { ...createMemoryStore(), check: () => new Promise<never>(() => {}) }
    expect(await ready(store)).toEqual(UNAVAILABLE)
  })
})

test('sites that cannot be written are named, and the others go on', async () => {
  const asked: unknown[] = []
  const check = async (sites?: readonly string[]) => {
    asked.push(sites)
    return ['https://b.example']
  }
  const sites = ['https://a.example', 'https://b.example']
  const [status, body] = await ready({ ...createMemoryStore(), check }, sites)
  expect([status, body]).toEqual([
    200,
    { status: 'partial', unwritable: ['https://b.example'], detail: expect.stringContaining('503') },
  ])
  expect(asked).toEqual([sites])
})

describe.skipIf(missingPostgres !== undefined)(`PostgreSQL${missingPostgres ? `: ${missingPostgres}` : ''}`, () => {
  let cluster: Cluster
  let url: string
  let sql: postgres.Sql
  let store: Store | undefined
  beforeAll(async () => {
    cluster = await startCluster()
  }, 60_000)
  afterAll(() => cluster?.stop())
  beforeEach(async () => {
    url = await cluster.database()
    sql = postgres(url, { max: 1, onnotice: () => {} })
  })
  afterEach(async () => {
    await store?.close()
    await sql.end()
  })

  test('a database that became read-only is not ready, and it is again when it can be written', async () => {
    const name = new URL(url).pathname.slice(1)
    await (await openPostgresStore(url)).close()
    await sql`alter database ${sql(name)} set default_transaction_read_only = on`
    store = await openPostgresStore(url)
    expect(await store.sites()).toEqual([])
    expect(await ready(store)).toEqual(UNAVAILABLE)
    await store.close()
    await sql`set default_transaction_read_only = off`
    await sql`alter database ${sql(name)} set default_transaction_read_only = off`
    store = await openPostgresStore(url)
    expect(await ready(store)).toEqual([200, { status: 'ok' }])
  })

  test('a hundred checks leave one row, and no page more', async () => {
    store = await openPostgresStore(url)
    for (let at = 0; at < 100; at += 1) await store.check()
    const [after] = await sql`select count(*)::int as rows, pg_relation_size('tile')::int as bytes from tile`
    expect(after).toEqual({ rows: 1, bytes: 8192 })
  })

  test('of tables that are spread by site, those that cannot be written are named; where none can, nothing is ready', async () => {
    await spreadBySite(url)
    store = await openPostgresStore(url)
    const sites = Array.from({ length: 12 }, (_, at) => `https://shop-${at}.example`)
    const away = await shardOf(sql, sites[0]!)
    await sql.unsafe(`
      create function away() returns trigger language plpgsql as $$ begin raise exception 'away'; end $$;
      create trigger away before insert on tile_${away} for each row execute function away()`)
    const lost: string[] = []
    for (const site of sites) if ((await shardOf(sql, site)) === away) lost.push(site)
    expect(lost.length).toBeLessThan(sites.length)
    expect(await ready(store, sites)).toEqual([200, expect.objectContaining({ status: 'partial', unwritable: lost })])
    await expect(append(store, ['1'], { site: lost[0]! })).rejects.toThrow('away')
    expect(await append(store, ['1'], { site: sites.find((site) => !lost.includes(site))! })).toEqual(['1'])
    expect(await ready(store, lost)).toEqual(UNAVAILABLE)
    await sql`drop function away cascade`
    expect(await ready(store, sites)).toEqual([200, { status: 'ok' }])
  })
})
