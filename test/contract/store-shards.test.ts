// The whole contract on tables that are spread by site.
import { openPostgresStore } from '@placet/server/stores/postgres'
import { afterAll, beforeAll } from 'vitest'
import { type Cluster, missingPostgres, startCluster } from '../postgres/cluster.ts'
import { spreadBySite } from '../postgres/shards.ts'
import { storeContract } from './store.contract.ts'

let cluster: Cluster | undefined
beforeAll(async () => {
  if (!missingPostgres) cluster = await startCluster()
}, 60_000)
afterAll(() => cluster?.stop())
storeContract({
  name: 'PostgreSQL, spread by site',
  missing: missingPostgres,
  async open() {
    const url = await cluster!.database()
    await spreadBySite(url)
    return openPostgresStore(url)
  },
})
