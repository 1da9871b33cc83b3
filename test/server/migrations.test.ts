// How tables come to be: step by step, once, whoever is first; and what is kept from before.
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Store } from '@placet/server'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { openPostgresStore } from '@placet/server/stores/postgres'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { append, listOf, rowOf, SITE } from '../../packages/server/src/contract/log-keeper.ts'
import { type Cluster, missingPostgres, startCluster } from '../postgres/cluster.ts'

const SQL = resolve(import.meta.dirname, '../../packages/server/sql')
const libsql = createRequire(new URL('../../packages/server/package.json', import.meta.url))('libsql') as new (
  file: string,
) => Database
type Database = {
  exec(sql: string): void
  prepare(sql: string): { get(): unknown; all(): unknown[]; run(...values: unknown[]): void }
  close(): void
}

const steps = await readSteps()
const FIRST = steps[0]!

/** A receipt as the version before logs wrote it. */
const OLD = {
  ...{ site: SITE, jti: 'old', id: 'id of old', receipt: 'rold', countersignature: 'cold' },
  received: 1_795_262_400_123,
}
const COLUMNS = 'site, jti, id, receipt, countersignature, received'

test('the steps are numbered from 1 without a gap, and begin by saying what they are for', () => {
  expect(steps.length).toBeGreaterThan(1)
  expect(steps.map(({ n }) => n)).toEqual(steps.map((_, at) => at + 1))
  expect(steps.filter(({ sql }) => !sql.startsWith('-- '))).toEqual([])
})

test('a built package carries its steps where the source does', () => {
  const { files } = createRequire(import.meta.url)('../../packages/server/package.json') as { files: string[] }
  expect(files).toContain('sql')
  // src/stores and dist/stores lie equally deep.
  expect(existsSync(join(SQL, '001-receipts.sql'))).toBe(true)
})

describe('in a file', () => {
  let folder: string
  let file: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'placet-steps-'))
    file = join(folder, 'placet.db')
  })
  afterEach(() => rm(folder, { recursive: true }))

  function inside<Result>(work: (db: Database) => Result): Result {
    const db = new libsql(file)
    try {
      return work(db)
    } finally {
      db.close()
    }
  }

  test('every step is taken once, and remembered', async () => {
    await openLibsqlStore(file).close()
    const taken = () => inside((db) => db.prepare('select n, name, at from migration order by n').all())
    const first = taken()
    expect(first).toMatchObject(steps.map(({ n, name }) => ({ n, name, at: expect.any(Number) })))
    await openLibsqlStore(file).close()
    expect(taken()).toEqual(first)
  })

  test('what was kept before there were logs is kept, and comes before the log', async () => {
    inside((db) => {
      db.exec(FIRST.sql)
      db.exec('pragma user_version = 1')
      db.prepare(`insert into receipt (${COLUMNS}) values (?, ?, ?, ?, ?, ?)`).run(...Object.values(OLD))
    })
    const store = openLibsqlStore(file)
    expect(await store.find(OLD.id)).toMatchObject(OLD)
    expect((await store.find(OLD.id))!.index).toBeUndefined()
    expect(await append(store, ['old', 'new'])).toEqual(['new'])
    expect((await listOf(store.receipts(SITE))).map(({ jti, index }) => [jti, index])).toEqual([
      ['old', undefined],
      ['new', 0],
    ])
    await store.close()
    expect(inside((db) => db.prepare('select n from migration').all())).toEqual(steps.slice(1).map(({ n }) => ({ n })))
  })

  test('a file with more steps than are known is refused, also by those who only knew a number', async () => {
    await openLibsqlStore(file).close()
    inside((db) => {
      expect(db.prepare('pragma user_version').get()).toMatchObject({ user_version: steps.length })
      db.exec(`pragma user_version = ${steps.length + 1}`)
    })
    expect(() => openLibsqlStore(file)).toThrow(expect.objectContaining({ code: 'store-newer' }))
  })

  test('a step that fails is not taken at all', () => {
    inside((db) => {
      db.exec(FIRST.sql)
      db.exec('pragma user_version = 1')
      // The second step makes such a table, after other things.
      db.exec('create table tile (mine text)')
    })
    expect(() => openLibsqlStore(file)).toThrow(expect.objectContaining({ code: 'store-unreadable' }))
    inside((db) => {
      expect(db.prepare('pragma user_version').get()).toMatchObject({ user_version: 1 })
      expect(db.prepare("select name from sqlite_master where name in ('log_head', 'migration')").all()).toEqual([])
    })
  })
})

describe.skipIf(missingPostgres !== undefined)(`in PostgreSQL${missingPostgres ? `: ${missingPostgres}` : ''}`, () => {
  let cluster: Cluster
  let url: string
  let sql: postgres.Sql
  beforeAll(async () => {
    cluster = await startCluster()
  }, 60_000)
  afterAll(() => cluster?.stop())
  beforeEach(async () => {
    url = await cluster.database()
    sql = postgres(url, { onnotice: () => {} })
  })
  afterEach(() => sql.end())

  const taken = () => sql`select n, name from migration where n > 0 order by n`
  const all = steps.map(({ n, name }) => ({ n, name }))

  test('every step is taken once, by however many begin at once', async () => {
    const stores: Store[] = await Promise.all(Array.from({ length: 12 }, () => openPostgresStore(url)))
    expect([...(await taken())]).toEqual(all)
    await Promise.all(stores.map((store, at) => append(store, [`${at}`])))
    expect((await stores[0]!.head(SITE))?.size).toBe(12)
    await Promise.all(stores.map((store) => store.close()))
    await (await openPostgresStore(url)).close()
    expect([...(await taken())]).toEqual(all)
  })

  test('what was kept before there were logs comes before the log', async () => {
    await (await openPostgresStore(url)).close()
    for (const table of ['receipt', 'notice', 'log_head', 'tile', 'erasure', 'statement'])
      await sql`drop table ${sql(table)}`
    await sql`delete from migration where n > 0`
    await sql.unsafe(FIRST.sql)
    await sql`insert into migration (n, name, at) values (1, ${FIRST.name}, 1)`
    await sql`insert into receipt ${sql(OLD)}`
    const store = await openPostgresStore(url)
    expect([...(await taken())]).toEqual(all)
    await append(store, ['old', 'new'])
    expect(await listOf(store.receipts(SITE))).toEqual([{ ...OLD, sub: '' }, rowOf('new', 0)])
    await store.close()
  })

  test('a database with more steps than are known is refused', async () => {
    await (await openPostgresStore(url)).close()
    await sql`insert into migration (n, name, at) values (${steps.length + 1}, 'later', 1)`
    await expect(openPostgresStore(url)).rejects.toMatchObject({ code: 'store-newer' })
  })

  test('a step that fails is not taken at all', async () => {
    await sql`create table tile (mine text)`
    await expect(openPostgresStore(url)).rejects.toMatchObject({
      code: 'store-unreadable',
      message: expect.stringContaining('"tile" already exists'),
    })
    expect([...(await taken())]).toEqual(all.slice(0, 1))
    expect([...(await sql`select 1 from pg_tables where tablename = 'log_head'`)]).toEqual([])
    await sql`drop table tile`
    await (await openPostgresStore(url)).close()
    expect([...(await taken())]).toEqual(all)
  })

  test('where nothing is left to do, a user who may not make tables will do', async () => {
    await (await openPostgresStore(url)).close()
    await sql`create role clerk login`
    await sql`revoke create on schema public from public`
    await sql`grant select, insert, update, delete on all tables in schema public to clerk`
    const store = await openPostgresStore(url.replace('placet@', 'clerk@'))
    expect(await append(store, ['1'])).toEqual(['1'])
    await store.close()
  })
})

async function readSteps() {
  const files = (await readdir(SQL)).sort()
  const read = async (file: string) => {
    const [, n, name] = /^(\d{3})-([a-z-]+)\.sql$/.exec(file)!
    return { n: Number(n), name: name!, sql: await readFile(join(SQL, file), 'utf8') }
  }
  return Promise.all(files.map(read))
}
