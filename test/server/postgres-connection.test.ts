// One connection to PostgreSQL: what travels through it arrives as it was, and where it is lost while it is opened, only
// who asked for it hears of that.
import { openPostgresStore } from '@placet/server/stores/postgres'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { append, listOf, SITE } from '../../packages/server/src/contract/log-keeper.ts'
import { openConnection } from '../../packages/server/src/stores/connection.ts'
import { BYTEAS } from '../../packages/server/src/stores/postgres-values.ts'
import { type Cluster, missingPostgres, startCluster } from '../postgres/cluster.ts'
import { layWire } from '../postgres/wire.ts'

describe.skipIf(missingPostgres !== undefined)(`PostgreSQL${missingPostgres ? `: ${missingPostgres}` : ''}`, () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster()
  }, 60_000)
  afterAll(() => cluster?.stop())

  test.each([1, 2, 3, 4, 5])(
    'lost before its message %i, a connection is an error of who asked, and the next one is sound',
    async (last) => {
      // Nobody hears of what a driver asks for itself: in a server it would end the process.
      const unheard: unknown[] = []
      const hear = (cause: unknown) => unheard.push(cause)
      const others = process.listeners('unhandledRejection')
      process.removeAllListeners('unhandledRejection').on('unhandledRejection', hear)
      let said = 0
      const wire = await layWire(await cluster.database(), (message) => {
        if (++said === last) wire.cut()
        return message
      })
      await expect(openPostgresStore(wire.url)).rejects.toThrow()
      wire.mend()
      const store = await openPostgresStore(wire.url)
      expect(said).toBeGreaterThan(5)
      expect(await append(store, ['1', '2'])).toEqual(['1', '2'])
      expect((await listOf(store.receipts(SITE))).map(({ jti }) => jti)).toEqual(['1', '2'])
      expect(unheard).toEqual([])
      await store.close()
      await wire.close()
      process.off('unhandledRejection', hear)
      for (const other of others) process.on('unhandledRejection', other)
    },
  )

  test('lists of texts, numbers and bytes are on the other side what they were here', async () => {
    const connection = await openConnection(await cluster.database())
    // PostgreSQL has no text with a zero in it.
    const text = fc.oneof(
      fc.string({ unit: 'binary' }).map((any) => any.replaceAll('\0', '')),
      fc.constantFrom('', 'null', 'NULL', '{}', '{"a"}', 'a,b', '\\', '"', '\\"', ' ', "'"),
    )
    const maybe = <Item>(item: fc.Arbitrary<Item>) => fc.array(fc.option(item), { maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(
        maybe(text),
        maybe(fc.maxSafeInteger()),
        maybe(fc.integer({ min: -32_768, max: 32_767 })),
        fc.array(fc.uint8Array(), { maxLength: 5 }),
        async (texts, bigints, smallints, byteas) => {
          const rows = await connection.run(
            async (sql) =>
              sql`select * from unnest(${texts}::text[], ${bigints}::bigint[], ${smallints}::smallint[],
                  ${sql.typed(byteas, BYTEAS)}::bytea[]) as all_of(text, bigint, smallint, bytea)`,
            10_000,
          )
          const longest = Math.max(texts.length, bigints.length, smallints.length, byteas.length)
          const padded = (list: readonly unknown[]) => Array.from({ length: longest }, (_, at) => list[at] ?? null)
          expect(rows.map((row) => row.text)).toEqual(padded(texts))
          expect(rows.map((row) => row.bigint)).toEqual(padded(bigints))
          expect(rows.map((row) => row.smallint)).toEqual(padded(smallints))
          expect(rows.map((row) => row.bytea)).toEqual(padded(byteas))
        },
      ),
      { numRuns: 300 },
    )
    connection.discard()
  })
})
