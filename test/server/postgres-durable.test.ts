// What PostgreSQL acknowledged is there after a crash, whatever its database or roles were told about commits.
import { openPostgresStore } from '@placet/server/stores/postgres'
import postgres from 'postgres'
import { afterEach, describe, expect, test } from 'vitest'
import { append, erase, listOf, rowOf, SITE } from '../../packages/server/src/contract/log-keeper.ts'
import { type Cluster, missingPostgres, startCluster } from '../postgres/cluster.ts'

// Nothing but a commit itself may bring it to the disk.
const LAZY = ['wal_writer_delay=10s', 'wal_writer_flush_after=1GB', 'checkpoint_timeout=1h', 'autovacuum=off']

describe.skipIf(missingPostgres !== undefined)(`PostgreSQL${missingPostgres ? `: ${missingPostgres}` : ''}`, () => {
  let cluster: Cluster | undefined
  afterEach(() => cluster?.stop())

  async function tell(url: string, statement: (sql: postgres.Sql) => Promise<unknown>): Promise<void> {
    const sql = postgres(url, { max: 1, onnotice: () => {} })
    await statement(sql)
    await sql.end()
  }

  test('receipts of a server, a database and a role that do not wait for the disk are all there after a crash', async () => {
    cluster = await startCluster([...LAZY, 'synchronous_commit=off'])
    const urls = [await cluster.database(), await cluster.database(), await cluster.database()]
    await tell(urls[1]!, (sql) => sql`alter database placet_2 set synchronous_commit = off`)
    await tell(urls[2]!, (sql) =>
      sql.unsafe('create role lazy superuser login; alter role lazy set synchronous_commit = off'),
    )
    urls[2] = urls[2]!.replace('placet@', 'lazy@')
    const numbers = Array.from({ length: 20 }, (_, at) => `${at}`)
    const stores = await Promise.all(urls.map((url) => openPostgresStore(url)))
    for (const store of stores) {
      for (const jti of numbers) expect(await append(store, [jti])).toEqual([jti])
      expect(await erase(store, rowOf('0', 0).id, 'leaf')).toBe(true)
      await store.putNotices(new Map([['h', {}]]))
    }
    await cluster.crash()
    for (const store of stores) await store.close()
    for (const url of urls) {
      const after = await openPostgresStore(url)
      expect((await listOf(after.receipts(SITE))).map(({ jti }) => jti)).toEqual(numbers.slice(1))
      expect((await after.head(SITE))?.size).toBe(20)
      expect([(await after.findErased('leaf'))?.index, await after.notice('h')]).toEqual([0, {}])
      await after.close()
    }
  })

  test('who waits for a standby to have applied it goes on waiting for that', async () => {
    cluster = await startCluster()
    const url = await cluster.database()
    await tell(url, (sql) => sql`alter role placet set synchronous_commit = remote_apply`)
    const store = await openPostgresStore(url)
    // What a turn's transaction says at its end.
    await tell(url, (sql) =>
      sql.unsafe(`
        create table said (setting text);
        create function say() returns trigger language plpgsql as $$
        begin insert into said values (current_setting('synchronous_commit')); return new; end $$;
        create trigger say after insert on receipt for each row execute function say()`),
    )
    await append(store, ['1'])
    await tell(url, async (sql) =>
      expect([...(await sql`select setting from said`)]).toEqual([{ setting: 'remote_apply' }]),
    )
    await store.close()
  })

  test('a server that does not wait for its disk at all is told of when a store is opened, not when it is only read', async () => {
    cluster = await startCluster(['fsync=off', 'full_page_writes=off'])
    const url = await cluster.database()
    const heard: string[] = []
    const hear = (warning: Error & { code?: string }) => heard.push(`${warning.code}: ${warning.message}`)
    process.on('warning', hear)
    try {
      await (await openPostgresStore(url)).close()
      await new Promise(setImmediate)
      expect(heard).toEqual([
        expect.stringMatching(/^store-not-durable: PostgreSQL at 127\.0\.0\.1:\d+\/placet_1: fsync is off\./),
        expect.stringMatching(/^store-not-durable: .* full_page_writes is off\./),
      ])
      await (await openPostgresStore(url, { readOnly: true })).close()
      await new Promise(setImmediate)
      expect(heard).toHaveLength(2)
    } finally {
      process.off('warning', hear)
    }
  })
})
