// Who exports, audits or verifies reads: the store is left as it is, and may be one that nobody can write.
import { execFile } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { openPostgresStore } from '@placet/server/stores/postgres'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { append, erase, listOf, rowOf, SITE } from '../../packages/server/src/contract/log-keeper.ts'
import { type Cluster, missingPostgres, startCluster } from '../postgres/cluster.ts'
import { buildCli, type Cli } from './cli.ts'
import { buildLibsqlStore } from './libsql-build.ts'

const Database = createRequire(new URL('../../packages/server/package.json', import.meta.url))('libsql')
const FIRST = readFile(new URL('../../packages/server/sql/001-receipts.sql', import.meta.url), 'utf8')

let cli: Cli
let folder: string
let file: string
beforeAll(async () => {
  cli = await buildCli()
})
afterAll(() => cli.remove())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'placet read#only?'))
  file = join(folder, 'placet.db')
})
afterEach(() => rm(folder, { recursive: true }))

describe('a file', () => {
  test('that is read only cannot be written, and changes by nothing', async () => {
    const store = openLibsqlStore(file)
    await append(store, ['1', '2'])
    await store.close()
    const before = await readFile(file)
    const read = openLibsqlStore(file, { readOnly: true })
    expect(await listOf(read.receipts(SITE))).toEqual([rowOf('1', 0), rowOf('2', 1)])
    await expect(append(read, ['3'])).rejects.toThrow('read-only')
    await expect(erase(read, rowOf('1', 0).id, 'leaf')).rejects.toThrow('read-only')
    await expect(read.putNotices(new Map())).rejects.toThrow('read-only')
    await expect(read.check()).rejects.toThrow('read-only')
    await read.close()
    expect(await readFile(file)).toEqual(before)
  })

  test('that a server writes meanwhile shows what is committed', async () => {
    const store = openLibsqlStore(file)
    await append(store, ['1'])
    const read = openLibsqlStore(file, { readOnly: true })
    await append(store, ['2'])
    expect(await listOf(read.receipts(SITE))).toEqual([rowOf('1', 0), rowOf('2', 1)])
    await read.close()
    await store.close()
  })

  test('that is not there is not made', async () => {
    expect(() => openLibsqlStore(file, { readOnly: true })).toThrow(
      expect.objectContaining({ code: 'store-unreadable' }),
    )
    expect(await readdir(folder)).toEqual([])
  })

  test('of an older Placet is refused with the fix, and stays as it is', async () => {
    const db = new Database(file)
    db.exec(await FIRST)
    db.exec('pragma user_version = 1')
    db.close()
    const before = await readFile(file)
    await cli.run(['keys', 'create'])
    for (const command of ['export', 'audit']) {
      const { code, out, err } = await cli.run([command, '--store', file])
      expect([code, out, err]).toEqual([2, '', expect.stringMatching(/older Placet.*Start the server/)])
    }
    expect(await readFile(file)).toEqual(before)
  })

  // Root writes wherever it likes: who reads is somebody else then.
  test.skipIf(process.platform !== 'linux')(
    'that nobody may write, in a folder that nobody may write, is read',
    async () => {
      const store = openLibsqlStore(file)
      await append(store, ['1'])
      await store.close()
      chmodSync(file, 0o444)
      chmodSync(folder, 0o555)
      const out = await readAsSomebody(file)
      expect(out).toEqual({ ids: ['1'], files: ['placet.db'] })
      chmodSync(folder, 0o755)
    },
  )
})

// As another user where we are root: a process that has loaded what it needs, and gives its rights away.
async function readAsSomebody(file: string): Promise<unknown> {
  const build = await mkdtemp(join(tmpdir(), 'placet-somebody-'))
  const script = `
    import { openLibsqlStore } from ${JSON.stringify(await buildLibsqlStore(build))}
    if (process.getuid() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534) }
    const store = openLibsqlStore(${JSON.stringify(file)}, { readOnly: true })
    const ids = []
    for await (const { jti } of store.all()) ids.push(jti)
    await store.close()
    console.log(JSON.stringify(ids))`
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
    return { ids: JSON.parse(stdout), files: await readdir(folder) }
  } finally {
    await rm(build, { recursive: true })
  }
}

describe.skipIf(missingPostgres !== undefined)(`PostgreSQL${missingPostgres ? `: ${missingPostgres}` : ''}`, () => {
  let cluster: Cluster
  let url: string
  let reader: string
  let sql: postgres.Sql
  beforeAll(async () => {
    cluster = await startCluster()
  }, 60_000)
  afterAll(() => cluster?.stop())
  beforeEach(async () => {
    url = await cluster.database()
    reader = url.replace('placet@', 'auditor@')
    sql = postgres(url, { max: 1, onnotice: () => {} })
    await sql.unsafe(
      `drop role if exists auditor; create role auditor login; revoke create on schema public from public`,
    )
  })
  afterEach(async () => {
    await sql.unsafe('drop owned by auditor; drop role auditor')
    await sql.end()
  })

  test('a role that may only select can export and audit', async () => {
    const store = await openPostgresStore(url)
    await append(store, ['1'])
    await store.close()
    await sql`grant select on all tables in schema public to auditor`
    const exported = await cli.run(['export', '--store', reader])
    expect([exported.code, exported.err, JSON.parse(exported.out).receipt]).toEqual([0, '', 'r1'])
    await cli.run(['keys', 'create'])
    const audited = await cli.run(['audit', '--json', '--store', reader])
    // The rows of this test are signed by nobody: the audit says so, having read them.
    expect([audited.code, audited.err, JSON.parse(audited.out).valid]).toEqual([1, '', false])
  })

  test('a database of an older Placet, or of none, is refused with the fix, and stays as it is', async () => {
    const tables = () =>
      sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public' order by 1`
    const refused = { code: 'store-older', message: expect.stringContaining('Start the server') }
    await expect(openPostgresStore(url, { readOnly: true })).rejects.toMatchObject(refused)
    expect([...(await tables())]).toEqual([])
    await (await openPostgresStore(url)).close()
    const before = [...(await tables())]
    await sql`delete from migration where n > 1`
    await expect(openPostgresStore(url, { readOnly: true })).rejects.toMatchObject(refused)
    expect([...(await tables())]).toEqual(before)
  })

  test('what is opened to be read cannot be written', async () => {
    await (await openPostgresStore(url)).close()
    const store = await openPostgresStore(url, { readOnly: true })
    await expect(append(store, ['1'])).rejects.toThrow('read-only')
    await expect(store.putNotices(new Map([['h', {}]]))).rejects.toThrow('read-only')
    await expect(store.check()).rejects.toThrow('read-only')
    await store.close()
  })
})
