import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { createMemoryStore } from '@placet/server/stores/memory'
import { openPostgresStore } from '@placet/server/stores/postgres'
import { afterAll, beforeAll } from 'vitest'
import { type Cluster, missingPostgres, startCluster } from '../postgres/cluster.ts'
import { spreadBySite } from '../postgres/shards.ts'
import { storeContract } from './store.contract.ts'

storeContract({ name: 'memory', open: async () => createMemoryStore() })

let folder: string
storeContract({
  name: 'libsql',
  async open() {
    folder = await mkdtemp(join(tmpdir(), 'placet-contract-'))
    return openLibsqlStore(join(folder, 'made', 'placet.db'))
  },
  end: () => rm(folder, { recursive: true }),
})

let cluster: Cluster | undefined
beforeAll(async () => {
  if (!missingPostgres) cluster = await startCluster()
}, 60_000)
afterAll(() => cluster?.stop())
storeContract({
  name: 'PostgreSQL',
  missing: missingPostgres,
  open: async () => openPostgresStore(await cluster!.database()),
})

// Tables that are spread by site, as distributed engines keep them.
storeContract({
  name: 'PostgreSQL, spread by site',
  missing: missingPostgres,
  async open() {
    const url = await cluster!.database()
    await spreadBySite(url)
    return openPostgresStore(url)
  },
})
