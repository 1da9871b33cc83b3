// What a server process has open besides its port: the store, the keys, the marks and the verifying threads.
import { checkLogs, somethingSigned } from './check-logs.ts'
import { filesIn } from './data-folder.ts'
import type { ServerOptions } from './server-options.ts'
import type { Keyring } from '../keys/keyring.ts'
import type { Marks } from '../log/marks.ts'
import { makeSiteBook } from '../site-book.ts'
import type { Store } from '../store.ts'
import { openStore } from '../stores/open.ts'
import type { VerifyPool } from '../verify/verify-pool.ts'

export type ServerParts = { store: Store; keys: Keyring; marks: Marks; verifier: VerifyPool }

/** Makes what is missing in the data folder. @throws ServerError where a part cannot be opened, or a log must not go on */
export async function openParts(
  { dataDir = '.placet', store: place, sites, acceptFork, now }: ServerOptions,
  issuer: string,
): Promise<ServerParts> {
  // Node and libsql are imported here, so that the main entry point loads in workers too.
  const [{ loadKeyring }, { openMarks }, { createVerifyPool }] = await Promise.all([
    import('../keys/key-file.ts'),
    import('./open-marks.ts'),
    import('../verify/verify-pool.ts'),
  ])
  const files = filesIn(dataDir)
  // Before the keys: new keys are made only for a store in which nothing was signed yet.
  const store = await openStore(place ?? files.store)
  let marks: Marks | undefined
  try {
    const keys = await loadKeyring({ file: files.keys, env: process.env, now, signed: () => somethingSigned(store) })
    marks = await openMarks(files.marks)
    await checkLogs(store, makeSiteBook({ issuer, keys }, sites).signing, marks, acceptFork)
    return { store, keys, marks, verifier: await createVerifyPool() }
  } catch (error) {
    await store.close().finally(marks?.close)
    throw error
  }
}

/** @param closeStore first, because what is under way needs the other parts */
export async function closeParts({ marks, verifier }: ServerParts, closeStore: () => Promise<void>): Promise<void> {
  await closeStore().finally(marks.close).finally(verifier.close)
}
