import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { createMemoryStore } from '@placet/server/stores/memory'
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
