// A head alone, without rows and tiles, is written to PostgreSQL as well: a checkpoint that is signed anew.
import { generateKeys, keyringFrom } from '@placet/server'
import { openPostgresStore } from '@placet/server/stores/postgres'
import { describe, expect, test } from 'vitest'
import { createSequencer } from '../../packages/server/src/log/sequencer.ts'
import { signAgain } from '../../packages/server/src/log/sign-again.ts'
import { missingPostgres, startCluster } from '../postgres/cluster.ts'
import { receipt, SITE } from './device.ts'
import { add } from './sequencing.ts'

describe.skipIf(missingPostgres !== undefined)('PostgreSQL', () => {
  test('a log is signed by a new key, too, and has no leaf more', async () => {
    const cluster = await startCluster()
    const store = await openPostgresStore(await cluster.database())
    try {
      const [old, young] = [generateKeys(), generateKeys()]
      const issuer = 'https://keeper.example/consent'
      await add(createSequencer(store, { issuer, keys: keyringFrom(old) }), await receipt())
      const both = keyringFrom({ keys: [...old.keys, ...young.keys] })
      const sequencer = createSequencer(store, { issuer, keys: both })
      await sequencer.change(SITE, (turn, book) => signAgain(SITE, turn, book, Date.now()))
      const head = await store.head(SITE)
      expect([head!.size, head!.note.match(/^—/gm)!.length]).toEqual([1, 2])
    } finally {
      await store.close()
      await cluster.stop()
    }
  })
})
