// What a command needs that erases: the store, and the keys of its logs, because each erasure is signed. Keys that are not
// there are not made: a log cannot go on with others.
import { fromBase64url } from '@placet/receipt'
import { ServerError } from '../errors.ts'
import { keysInEnv, readKeyFile } from '../keys/key-file.ts'
import { keyringFrom } from '../keys/keyring.ts'
import { createSequencer } from '../log/sequencer.ts'
import { openMarks } from '../node/open-marks.ts'
import { filesIn } from '../node/data-folder.ts'
import { BATCH, type Eraser } from '../retention/erase-batch.ts'
import type { Store } from '../store.ts'
import type { StorePlace } from './kept-store.ts'

export type EraserOptions = StorePlace & { issuer?: string }

export const ISSUER = 'URL of the backend, as `placet serve` has it; default: the one that countersigned the receipts'

/** @throws ServerError where keys cannot be read; whether they are those of the log, its first turn says */
export async function openEraser(
  store: Store,
  site: string,
  { data, issuer }: EraserOptions,
): Promise<Eraser & { close(): Promise<void> }> {
  const { keys: file, marks: markFile } = filesIn(data)
  const set = keysInEnv() ?? readKeyFile(file)
  const keys = keyringFrom(set, keysInEnv() ? 'PLACET_KEYS' : file)
  const signing = { issuer: issuer ?? (await issuerOf(site, store)), keys }
  const marks = await openMarks(markFile)
  const sequencer = createSequencer(store, signing, marks)
  return { store, sequencer, now: Date.now, close: marks.close }
}

/** Counts what is erased, and says so on stderr: after the first batch, and now and then while it takes longer. */
export function createCount(): { add(erased: number): void; total(): number } {
  let total = 0
  return {
    add(erased) {
      total += erased
      if (total === BATCH || total % (40 * BATCH) === 0) console.error(`${total} erased …`)
    },
    total: () => total,
  }
}

// It was verified when it was made, and names itself in every countersignature.
async function issuerOf(site: string, store: Store): Promise<string> {
  for await (const { countersignature } of store.receipts(site)) {
    const claims = fromBase64url(countersignature.split('.')[1] ?? '')
    if (claims) return (JSON.parse(new TextDecoder().decode(claims)) as { iss: string }).iss
  }
  const fix = 'Give the URL of the backend with --issuer.'
  throw new ServerError('issuer-malformed', `No countersignature of ${site} names the backend.`, fix)
}
