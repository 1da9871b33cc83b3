// What PostgreSQL owes beyond the contract: many processes at once, connections that are lost, holders that hang.
import type { Store } from '@placet/server'
import { openPostgresStore, type PostgresOptions } from '@placet/server/stores/postgres'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { additionAfter, append, erase, listOf, rowOf, SITE } from '../../packages/server/src/contract/log-keeper.ts'
import { type Cluster, missingPostgres, startCluster } from '../postgres/cluster.ts'
import { layWire, type Wire } from '../postgres/wire.ts'

const OTHER = 'https://b.example'

describe.skipIf(missingPostgres !== undefined)(`PostgreSQL${missingPostgres ? `: ${missingPostgres}` : ''}`, () => {
  let cluster: Cluster
  let url: string
  let sql: postgres.Sql
  let opened: Store[]
  let wire: Wire
  beforeAll(async () => {
    cluster = await startCluster()
  }, 60_000)
  afterAll(() => cluster?.stop())
  beforeEach(async () => {
    url = await cluster.database()
    sql = postgres(url, { onnotice: () => {} })
    wire = await layWire(url)
    opened = []
  })
  afterEach(async () => {
    await Promise.all(opened.map((store) => store.close()))
    await wire.close()
    await sql.end()
  })

  async function open(options?: PostgresOptions, place = url): Promise<Store> {
    const store = await openPostgresStore(place, options)
    opened.push(store)
    return store
  }

  /** Whether log and head tell one story. */
  async function indexes(store: Store, site = SITE): Promise<number[]> {
    const rows = await listOf(store.receipts(site))
    expect((await store.head(site))?.size ?? 0).toBe(rows.length)
    expect(rows.map(({ index }) => index)).toEqual(rows.map((_, at) => at))
    return rows.map(({ jti }) => Number(jti))
  }

  test('everything is there for whoever opens it next', async () => {
    const first = await open()
    await append(first, ['1', '2'])
    await first.putNotices(new Map([['h', { version: '1' }]]))
    await first.close()
    await expect(append(first, ['3'])).rejects.toThrow('closed')
    const next = await open()
    expect(await indexes(next)).toEqual([1, 2])
    expect(await next.notice('h')).toEqual({ version: '1' })
  })

  test('two who share a database take turns: no gap, no place twice, one row for each number', async () => {
    const stores = [await open(), await open({ connections: 3 })]
    const turns = Array.from({ length: 120 }, (_, at) =>
      append(stores[at % 2]!, [...new Set([`${at}`, `${(at * 7) % 120}`])]),
    )
    await Promise.all(turns)
    expect((await indexes(stores[0]!)).sort((one, other) => one - other)).toEqual([...Array(120).keys()])
  })

  test('a turn at one site waits for nobody at another, and reading for no turn', async () => {
    const store = await open({ connections: 2 })
    await append(store, ['1'])
    await store.turn(SITE, async (turn) => {
      await append(store, ['1'], { site: OTHER })
      return additionAfter(turn, [rowOf('2', 1)])
    })
    let waiting: Promise<unknown>[] = []
    let seen: number[] = []
    await store.turn(SITE, async (turn) => {
      // More than there are connections for.
      waiting = ['4', '5', '6'].map((jti) => append(store, [jti]))
      seen = await indexes(store)
      return additionAfter(turn, [rowOf('3', 2)])
    })
    await Promise.all(waiting)
    expect(seen).toEqual([1, 2])
    expect((await indexes(store)).sort()).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('a head that moved under a turn writes nothing, whatever the engine thinks of locks', async () => {
    const store = await open()
    await append(store, ['1'])
    await sql.unsafe(`
      create function move() returns trigger language plpgsql as $$
      begin update log_head set size = size + 1; return new; end $$;
      create trigger move before insert on receipt for each row execute function move()`)
    await expect(append(store, ['2'])).rejects.toThrow('grew under a turn')
    await sql`drop function move cascade`
    expect(await indexes(store)).toEqual([1])
    expect(await append(store, ['2'])).toEqual(['2'])
  })

  test('a row that is not possible takes the whole turn with it', async () => {
    const store = await open()
    const rows = [rowOf('1', 0), rowOf('2', 1, { receipt: null as unknown as string }), rowOf('3', 2)]
    await expect(store.turn(SITE, async (turn) => additionAfter(turn, rows))).rejects.toThrow('null value')
    expect(await listOf(store.all())).toEqual([])
    await append(store, ['3'])
    expect(await indexes(store)).toEqual([3])
  })

  describe('when another is in the way', () => {
    // The server says what a distributed engine says of two transactions that cannot both be: do it again.
    async function refuse(times: number, code: string): Promise<void> {
      await sql.unsafe(`
        create sequence refusals;
        create function refuse() returns trigger language plpgsql as $$
        begin
          if nextval('refusals') <= ${times} then raise exception 'again' using errcode = '${code}'; end if;
          return new;
        end $$;
        create trigger refuse before update on log_head for each row execute function refuse()`)
    }

    test.each(['40001', '40P01'])('a turn is worked out again (%s), with what is newest', async (code) => {
      const store = await open()
      await refuse(3, code)
      const sizes: (number | undefined)[] = []
      await store.turn(SITE, async (turn) => {
        sizes.push(turn.head?.size)
        return additionAfter(turn, [rowOf('1', 0)])
      })
      expect(sizes).toEqual([undefined, undefined, undefined, undefined])
      expect(await indexes(store)).toEqual([1])
    })

    test('it gives up in the end, and at once where the reason is another', async () => {
      const store = await open()
      let works = 0
      const turn = () =>
        store.turn(SITE, async (turn) => {
          works += 1
          return additionAfter(turn, [rowOf('1', 0)])
        })
      await refuse(1000, '40001')
      await expect(turn()).rejects.toThrow('again')
      expect(works).toBe(10)
      await sql`drop function refuse cascade`
      await sql`drop sequence refusals`
      await refuse(1000, 'P0001')
      await expect(turn()).rejects.toThrow('again')
      expect(works).toBe(11)
      expect(await listOf(store.all())).toEqual([])
    })
  })

  describe('when a connection is lost', () => {
    const moments = ['before it', 'in its work', 'while it writes', 'while it is committed'] as const
    const ways = ['ended', 'reset'] as const

    test.each(moments.flatMap((moment) => ways.map((way) => [moment, way] as const)))(
      'a turn (%s; %s) says so, and nothing is half written',
      async (moment, way) => {
        const store = await open({ connections: 1 }, wire.url)
        await append(store, ['1'])
        // Writing, or committing, takes long enough to be cut off in it.
        if (moment === 'while it writes' || moment === 'while it is committed') {
          const when = moment === 'while it writes' ? 'trigger' : 'constraint trigger'
          const deferred = moment === 'while it writes' ? '' : 'deferrable initially deferred'
          await sql.unsafe(`
            create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(0.3); return new; end $$;
            create ${when} dawdle after insert on receipt ${deferred} for each row execute function dawdle()`)
        }
        const cut = () => wire.cut(way === 'reset')
        if (moment === 'before it') cut()
        const turn = store.turn(SITE, async (turn) => {
          if (moment === 'in its work') cut()
          else setTimeout(cut, 50)
          await new Promise((resolve) => setTimeout(resolve, 20))
          return additionAfter(turn, [rowOf('2', 1)])
        })
        await expect(turn).rejects.toThrow()
        await expect(store.check()).rejects.toThrow()
        wire.mend()
        await store.check()
        const fresh = await append(store, ['2', '3'])
        // A commit that nobody heard of may have come about.
        expect(fresh).toEqual(moment === 'while it is committed' ? expect.arrayContaining(['3']) : ['2', '3'])
        expect(await indexes(store)).toEqual([1, 2, 3])
      },
    )

    test('what was left of a dead turn never runs inside another one', async () => {
      const store = await open({ connections: 1 }, wire.url)
      await append(store, ['1'])
      let goOn: (() => void) | undefined
      const dead = store.turn(SITE, async (turn) => {
        wire.cut()
        await new Promise<void>((resolve) => (goOn = resolve))
        return additionAfter(turn, [rowOf('dead', 1)])
      })
      await expect(dead).rejects.toThrow('lost')
      wire.mend()
      await store.turn(SITE, async (turn) => {
        goOn!()
        await new Promise((resolve) => setTimeout(resolve, 50))
        return additionAfter(turn, [rowOf('2', 1)])
      })
      expect(await indexes(store)).toEqual([1, 2])
    })

    test('what it had not been told yet is told to nobody', async () => {
      const store = await open({ connections: 1 }, wire.url)
      await sql.unsafe(`
        create function dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(0.2); return new; end $$;
        create trigger dawdle before insert on receipt for each row execute function dawdle()`)
      // The first rows of a connection: what follows them is still with the driver when the wire is cut.
      const turn = append(store, ['1'])
      turn.catch(() => {})
      await until(async () => (await sql`select 1 from pg_stat_activity where wait_event = 'PgSleep'`).length === 1)
      wire.cut()
      wire.mend()
      await expect(turn).rejects.toThrow()
      await new Promise((resolve) => setTimeout(resolve, 500))
      expect((await sql`select 1 from pg_stat_activity where application_name = 'placet'`).length).toBe(0)
      expect([...(await sql`select 1 from tile union select 1 from log_head`)]).toEqual([])
    })

    test('a server that ends connections is asked again with new ones', async () => {
      const store = await open()
      await append(store, ['1'])
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`
      const results = await Promise.allSettled([append(store, ['2']), store.head(SITE), store.check()])
      expect(results.length).toBe(3)
      expect(await append(store, ['2', '3'])).toContain('3')
      expect(await indexes(store)).toEqual([1, 2, 3])
    })
  })

  test('what is asked of a long log costs what it costs of a short one, also while the server knows little of it', async () => {
    await sql`alter system set autovacuum = off`
    await sql`select pg_reload_conf()`
    const numbers = Array.from({ length: 12_000 }, (_, at) => `${at}`)
    const rowsRead = async () => {
      // A server counts a connection's reading when it ends.
      await Promise.all(opened.splice(0).map((store) => store.close()))
      await until(
        async () => (await sql`select 1 from pg_stat_activity where application_name = 'placet'`).length === 0,
      )
      const [row] = await sql`select sum(seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_user_tables`
      return row!.rows as number
    }
    const filling = await open()
    for (let at = 0; at < numbers.length; at += 1000) await append(filling, numbers.slice(at, at + 1000))
    const before = await rowsRead()
    const store = await open()
    const tiles = [1, 20, 30].map((n) => ({ level: 0, n }))
    const asked = { numbers: numbers.slice(0, 50), leaves: numbers.slice(0, 50) }
    await store.turn(SITE, async (turn) => {
      expect([(await turn.lookUp(asked)).known.size, (await turn.tiles(tiles)).length]).toEqual([50, 3])
      return additionAfter(turn, [rowOf('new', numbers.length, { sub: 'urn:new' })])
    })
    expect(await store.find(rowOf('7', 0).id)).toEqual(rowOf('7', 7))
    for await (const row of store.receipts(SITE, 6000)) if (row.index === 6400) break
    for await (const row of store.receipts(SITE)) if (row.index === 100) break
    await erase(store, rowOf('9', 9).id, 'leaf')
    const read = (await rowsRead()) - before
    // 50 known, two pages of 500, and single rows; a table read through would be 12,000.
    expect(read).toBeGreaterThan(1000)
    expect(read).toBeLessThan(1200)
  })

  test('who fails in the middle of a turn lets go of it at once', async () => {
    const failing = await open({ lease: 3_600_000 })
    const other = await open()
    const failed = failing.turn(SITE, async () => {
      throw new Error('the key is gone')
    })
    await expect(failed).rejects.toThrow('the key is gone')
    expect(await append(other, ['1'])).toEqual(['1'])
  })

  test('who hangs in the middle of a turn loses it', async () => {
    const hanging = await open({ lease: 150 })
    const other = await open()
    await append(other, ['1'])
    let goOn: (() => void) | undefined
    let begun: (() => void) | undefined
    const holding = new Promise<void>((resolve) => (begun = resolve))
    const hung = hanging.turn(SITE, async (turn) => {
      begun!()
      await new Promise<void>((resolve) => (goOn = resolve))
      return additionAfter(turn, [rowOf('hung', 1)])
    })
    hung.catch(() => {})
    await holding
    expect(await append(other, ['2'])).toEqual(['2'])
    goOn!()
    await expect(hung).rejects.toThrow()
    expect(await indexes(other)).toEqual([1, 2])
    expect(await append(hanging, ['3'])).toEqual(['3'])
  })

  test('a text that PostgreSQL cannot hold is an error, and the next one is none', async () => {
    const store = await open({ connections: 1 })
    await expect(store.find('\0')).rejects.toThrow('invalid byte sequence')
    expect(await store.find('1')).toBeUndefined()
  })

  test('what cannot be opened is refused in a sentence, without the password', async () => {
    const said = async (place: string) => {
      const error = await openPostgresStore(place).catch((cause: Error) => cause)
      expect(error).toMatchObject({ name: 'ServerError', code: 'store-unreadable' })
      const { message, cause } = error as Error
      expect(JSON.stringify([message, cause, String(cause)])).not.toContain('secret')
      return message
    }
    wire.cut()
    expect(await said(wire.url.replace('placet@', 'placet:secret@'))).toMatch(
      /^PostgreSQL at 127.0.0.1:\d+\/placet_\d+ /,
    )
    expect(await said(`${url}x`)).toContain('does not exist')
    expect(await said('postgres://placet:secret@[nowhere/x')).toMatch(/Invalid URL.*Check address/)
  })
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
}
