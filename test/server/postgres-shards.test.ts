// What engines ask of a store that keep its tables spread by site over many machines: keys that hold the site, and an accept
// that stays where its site is. PostgreSQL itself asks the same of partitions, and tells which of them it touched.
import { generateKeys, keyringFrom } from '@placet/server'
import { openPostgresStore } from '@placet/server/stores/postgres'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Cluster, missingPostgres, startCluster } from '../postgres/cluster.ts'
import { SHARDS, shardOf, spreadBySite } from '../postgres/shards.ts'
import { beginWatching, type Seen, watch } from '../postgres/watch.ts'
import { backend } from './backend.ts'
import { receipt, SITE } from './device.ts'

const SPREAD = ['erasure', 'log_head', 'receipt', 'statement', 'tile']
const REFERENCE = ['migration', 'notice']

describe.skipIf(missingPostgres !== undefined)(`spread by site${missingPostgres ? `: ${missingPostgres}` : ''}`, () => {
  let cluster: Cluster
  let plain: postgres.Sql
  let url: string
  let sql: postgres.Sql
  beforeAll(async () => {
    cluster = await startCluster()
    const made = await cluster.database()
    await (await openPostgresStore(made)).close()
    plain = postgres(made)
  }, 60_000)
  afterAll(async () => {
    await plain?.end()
    await cluster?.stop()
  })
  beforeEach(async () => {
    url = await cluster.database()
    sql = postgres(url, { onnotice: () => {} })
  })
  afterEach(() => sql.end())

  test('every key that is unique begins with the site; only notices and steps belong to none', async () => {
    const keys = await plain<{ table: string; columns: string[]; primary: boolean }[]>`
      select relname as table, indisprimary as primary, array(
        select coalesce(attname, 'an expression') from unnest(indkey) with ordinality as key (n, at)
          left join pg_attribute on attrelid = indrelid and attnum = key.n order by at) as columns
      from pg_class left join pg_index on indrelid = pg_class.oid and indisunique
      where relkind = 'r' and relnamespace = 'public'::regnamespace order by relname`
    const others = keys.filter(({ columns }) => columns[0] !== 'site')
    expect([...new Set(others.map(({ table }) => table))]).toEqual(REFERENCE)
    expect(keys.flatMap(({ table, primary }) => (primary ? [table] : []))).toEqual([...SPREAD, ...REFERENCE].sort())
  })

  // Each is a place that all would have to ask, or something that not every engine has.
  test('there is no sequence, no foreign key, no trigger and no function', async () => {
    const found = await plain`
      select relname as name from pg_class where relkind = 'S'
      union all select conname from pg_constraint where contype = 'f'
      union all select tgname from pg_trigger
      union all select proname from pg_proc where pronamespace = 'public'::regnamespace`
    expect([...found]).toEqual([])
  })

  test('each table that has a site can be spread by it, and stays as it is otherwise', async () => {
    await spreadBySite(url)
    const spread = await sql`
      select relname as name, pg_get_partkeydef(oid) as by, (select count(*)::int from pg_inherits where inhparent = oid)
      from pg_class where relkind = 'p' order by relname`
    expect([...spread]).toEqual(SPREAD.map((name) => ({ name, by: 'HASH (site)', count: SHARDS })))
    expect(await shape(sql)).toEqual(await shape(plain))
  })

  const keys = keyringFrom(generateKeys())

  /** A new backend's answers: its connections are new, too. */
  async function accept(receipts: string[], sites: string[]): Promise<number[]> {
    const store = await openPostgresStore(url)
    const { post } = await backend({ store, sites, keys })
    const results = await post(receipts)
    await store.close()
    return results.map(({ status }) => status)
  }

  // A plan for the site at hand locks where that site is. A plan for any site, which PostgreSQL weighs when it has made five
  // for one, locks all partitions against being altered, and reads one.
  test.each(['force_custom_plan', 'force_generic_plan'])('an accept stays where its site is (%s)', async (plans) => {
    await spreadBySite(url)
    await beginWatching(sql)
    await sql.unsafe(`alter database ${new URL(url).pathname.slice(1)} set plan_cache_mode = ${plans}`)
    const shard = await shardOf(sql, SITE)
    let other = SITE
    for (let n = 1; (await shardOf(sql, other)) === shard; n += 1) other = `https://shop-${n}.example`
    const sites = [SITE, other]
    const [first, second, third] = [await receipt(), await receipt(), await receipt()]
    expect(await accept([await receipt({ aud: other })], sites)).toEqual([201])

    const seen: Seen[] = []
    seen.push(await watch(sql, async () => expect(await accept([first, second], sites)).toEqual([201, 201])))
    seen.push(await watch(sql, async () => expect(await accept([third, first], sites)).toEqual([201, 200])))
    seen.push(await watch(sql, async () => expect(await accept([third, first], sites)).toEqual([200, 200])))

    const here = SPREAD.filter((table) => table !== 'statement').map((table) => `${table}_${shard}`)
    for (const { touched } of seen) expect(touched.filter((name) => !REFERENCE.includes(name))).toEqual(here)
    // The last one wrote nothing, so no commit told what it held.
    if (plans === 'force_custom_plan') expect(seen.map(({ locked }) => locked)).toEqual([here, here, []])
  })
})

/** Columns and indexes, leaving out partitions. */
async function shape(sql: postgres.Sql) {
  const columns = await sql`
    select relname, attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)
    from pg_class join pg_attribute on attrelid = pg_class.oid left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace and attnum > 0
    order by relname, attnum`
  const indexes = await sql<{ made: string }[]>`
    select pg_get_indexdef(oid) as made from pg_class
    where relkind in ('i', 'I') and not relispartition and relnamespace = 'public'::regnamespace order by relname`
  return [...columns, ...indexes.map(({ made }) => made.replace(' ON ONLY ', ' ON '))]
}
