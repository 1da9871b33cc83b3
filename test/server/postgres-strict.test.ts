// Engines that speak PostgreSQL's language may take "read committed" for something stricter: a transaction sees nothing newer
// than its beginning, and whoever waited for another is refused. PostgreSQL does so when it is told so on the way.
import type { Store } from '@placet/server'
import { openPostgresStore } from '@placet/server/stores/postgres'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { append, listOf, SITE } from '../../packages/server/src/contract/log-keeper.ts'
import { type Cluster, missingPostgres, startCluster } from '../postgres/cluster.ts'
import { layWire, type Wire } from '../postgres/wire.ts'

describe.skipIf(missingPostgres !== undefined)(
  `a stricter engine${missingPostgres ? `: ${missingPostgres}` : ''}`,
  () => {
    let cluster: Cluster
    let sql: postgres.Sql
    let wire: Wire
    let bent: number
    let opened: Store[]
    beforeAll(async () => {
      cluster = await startCluster()
    }, 60_000)
    afterAll(() => cluster?.stop())
    beforeEach(async () => {
      const url = await cluster.database()
      sql = postgres(url, { max: 1 })
      opened = []
      bent = 0
      wire = await layWire(url, (said) => {
        const text = said.toString('latin1')
        // Of the same length.
        const other = text.replaceAll('read committed', 'serializable  ')
        if (other !== text) bent += 1
        return Buffer.from(other, 'latin1')
      })
    })
    afterEach(async () => {
      await Promise.all(opened.map((store) => store.close()))
      await wire.close()
      await sql.end()
      expect(bent).toBeGreaterThan(0)
    })

    async function open(): Promise<Store> {
      const store = await openPostgresStore(wire.url)
      opened.push(store)
      return store
    }

    test('those who begin at once on an empty database all begin, and each step is taken once', async () => {
      await Promise.all([open(), open(), open(), open()])
      const taken = await sql<{ n: number }[]>`select n from migration where n > 0 order by n`
      expect(taken.map(({ n }) => n)).toEqual(taken.map((_, at) => at + 1))
      expect(await append(opened[0]!, ['1'])).toEqual(['1'])
    })

    test('two who share a site: what is refused can be tried again, and no place is given twice or left out', async () => {
      const numbers = Array.from({ length: 40 }, (_, at) => `${at}`)
      const refused: unknown[] = []

      // One turn at a time, as a process does, and again what was refused, as a customer's browser does.
      async function bring(store: Store, all: string[]): Promise<string[]> {
        const fresh: string[] = []
        const queue = [...all]
        for (let jti = queue.shift(); jti; jti = queue.shift()) {
          try {
            fresh.push(...(await append(store, [jti])))
          } catch (cause) {
            refused.push(cause)
            queue.push(jti)
          }
        }
        return fresh
      }
      const fresh = await Promise.all([bring(await open(), numbers), bring(await open(), [...numbers].reverse())])

      const order = (one: string, other: string) => Number(one) - Number(other)
      expect(fresh.flat().sort(order)).toEqual(numbers)
      const rows = await listOf(opened[0]!.receipts(SITE))
      expect(rows.map(({ index }) => index)).toEqual(numbers.map(Number))
      expect(rows.map(({ jti }) => jti).sort(order)).toEqual(numbers)
      expect((await opened[0]!.head(SITE))?.size).toBe(numbers.length)
      // Serialization failures, and nothing else.
      expect(refused.filter((cause) => (cause as { code?: string }).code !== '40001')).toEqual([])
    })
  },
)
