// What a command needs that erases: the store, and the keys of its logs, because each erasure is signed. Keys that are not
// there are not made: a log cannot go on with others.
import { checkpointFinding, fromBase64url, parseCheckpoint } from '@placet/receipt'
import { ServerError } from '../errors.ts'
import { keysInEnv, readKeyFile } from '../keys/key-file.ts'
import { type Keyring, keyringFrom } from '../keys/keyring.ts'
import { createSequencer } from '../log/sequencer.ts'
import { openMarks } from '../node/open-marks.ts'
import { filesIn } from '../node/start-server.ts'
import { BATCH, type Eraser } from '../retention/erase-batch.ts'
import type { Store } from '../store.ts'
import { nodePrimitives } from '../verify/primitives.ts'
import type { StorePlace } from './kept-store.ts'

export type EraserOptions = StorePlace & { issuer?: string }

export const ISSUER = 'URL of the backend, as `placet serve` has it; default: the one that countersigned the receipts'

/** @throws ServerError where keys cannot be read, or are not those of the log */
export async function openEraser(
  store: Store,
  site: string,
  { data, issuer }: EraserOptions,
): Promise<Eraser & { close(): Promise<void> }> {
  const { keys: file, marks: markFile } = filesIn(data)
  const set = keysInEnv() ?? readKeyFile(file)
  const keys = keyringFrom(set, keysInEnv() ? 'PLACET_KEYS' : file)
  await mustBeOfLog(site, keys, store)
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

async function mustBeOfLog(site: string, keys: Keyring, store: Store): Promise<void> {
  const checkpoint = parseCheckpoint((await store.head(site))?.note ?? '')
  const wrong = checkpoint && (await checkpointFinding(checkpoint, keys.jwks(), nodePrimitives))
  if (!wrong) return
  const what = `These keys did not sign the log of ${site} (${wrong.code}).`
  throw new ServerError('key-unknown', what, 'Give those of its `placet serve`, with --data or PLACET_KEYS.')
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
