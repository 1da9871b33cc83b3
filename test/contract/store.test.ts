import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { createMemoryStore } from '@placet/server/stores/memory'
import { openPostgresStore } from '@placet/server/stores/postgres'
import { storeContract, type StoreUnderTest } from '@placet/server/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from 'vitest'
import { type Cluster, missingPostgres, startCluster } from '../postgres/cluster.ts'
import { spreadBySite } from '../postgres/shards.ts'

const runner = { describe, test, beforeEach, afterEach }

storeContract({ name: 'memory', open: async () => createMemoryStore() }, runner)

let folder: string
storeContract(
  {
    name: 'libsql',
    async open() {
      folder = await mkdtemp(join(tmpdir(), 'placet-contract-'))
      return openLibsqlStore(join(folder, 'made', 'placet.db'))
    },
    end: () => rm(folder, { recursive: true }),
  },
  runner,
)

let cluster: Cluster | undefined
beforeAll(async () => {
  if (!missingPostgres) cluster = await startCluster()
}, 60_000)
afterAll(() => cluster?.stop())
onPostgres({
  name: 'PostgreSQL',
  open: async () => openPostgresStore(await cluster!.database()),
})

// Tables that are spread by site, as distributed engines keep them.
onPostgres({
  name: 'PostgreSQL, spread by site',
  async open() {
    const url = await cluster!.database()
    await spreadBySite(url)
    return openPostgresStore(url)
  },
})

function onPostgres(under: StoreUnderTest): void {
  if (missingPostgres) test.skip(`a store (${under.name}): ${missingPostgres}`, () => undefined)
  else storeContract(under, runner)
}
