// Reads and writes the private keys: in a file, a JWK Set that only its owner may read, or in the environment.
import { closeSync, existsSync, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs'
import { createDurably, replaceDurably } from '../node/durable-file.ts'
import { ServerError } from '../errors.ts'
import { generateKey, generateKeys } from './generate-key.ts'
import { type KeySet, malformed, readKeySet } from './key-set.ts'
import { type Keyring, keyringFrom } from './keyring.ts'

export type KeySource = {
  /** Created with new keys if it does not exist. */
  file: string
  /** Default `process.env`. If it has PLACET_KEYS, a JWK Set as JSON, the file is neither read nor written. */
  env?: Env | undefined
  /** Milliseconds since 1970, default `Date.now`. */
  now?: (() => number) | undefined
  /** Called once for each change of the file that cannot be read. The previous keys stay in use. Default: writes to stderr. */
  onProblem?: ((problem: Error) => void) | undefined
  /** Describes something that keys have signed already. If there is anything, no new keys are made. Default: nothing. */
  signed?: (() => Promise<string | undefined>) | undefined
}
type Env = Readonly<Record<string, string | undefined>>

/**
 * Loads the keys that a backend signs with. A changed file (`placet keys`) is reloaded within a second. A file of a version
 * without logs gets a key for checkpoints.
 *
 * @throws ServerError `key-missing`, `key-malformed`, `key-exposed`, `log-key-unknown`, `file-unreadable`, `file-unwritable`,
 * `file-busy`
 */
export async function loadKeyring(source: KeySource): Promise<Keyring> {
  const { file, env, now = Date.now, onProblem = tell, signed } = source
  const given = keysInEnv(env)
  if (!given) await ensureKeyFile(file, signed)
  const keys = given ? keyringFrom(given, ENV) : followKeyFile(file, now, onProblem)
  // Throws at the start if no key may sign now.
  keys.countersigner(now())
  keys.logSigners(now())
  return keys
}

/** The keys in PLACET_KEYS; undefined if it is not set. @throws ServerError `key-malformed` */
export function keysInEnv(env: Env = process.env): KeySet | undefined {
  // An empty variable is a missing secret. It must be an error, not a reason to make new keys.
  return env[ENV] === undefined ? undefined : parse(env[ENV], ENV)
}

/** @throws ServerError `file-unreadable`, `key-exposed`, `key-malformed` */
export function readKeyFile(file: string): KeySet {
  return parse(readOwn(file).text, file)
}

/**
 * Writes new keys to a new file. Returns undefined if the file exists: keys are never overwritten. First keys have no `nbf`,
 * so that a clock that is set back does not leave the backend without a key.
 */
export async function createKeyFile(file: string): Promise<KeySet | undefined> {
  const set = generateKeys()
  return (await createDurably(file, format(set))) ? set : undefined
}

/** Replaces the file's keys with the result of `change`, if a server can use it. They are on disk when this resolves. */
export async function changeKeyFile(file: string, change: (set: KeySet) => KeySet): Promise<void> {
  readKeyFile(file)
  await replaceDurably(file, () => {
    const changed = change(readKeyFile(file))
    keyringFrom(changed, file)
    return format(changed)
  })
}

async function ensureKeyFile(file: string, signed: KeySource['signed']): Promise<void> {
  if (!existsSync(file)) {
    const what = await signed?.()
    if (what !== undefined && !existsSync(file)) throw lost(file, what)
    await createKeyFile(file)
  }
  if (!isBeforeLogs(readKeyFile(file))) return
  // Checked again under the file's lock: another process may be starting at the same time.
  await changeKeyFile(file, (set) => (isBeforeLogs(set) ? { keys: [...set.keys, generateKey('Ed25519')] } : set))
}

function lost(file: string, what: string): ServerError {
  const message = `${file} is not there, and the store has ${what}, signed by keys that are not at hand.`
  const fix =
    'Restore the file from your backup, or name the data folder that has it (--data), or give PLACET_KEYS. If the keys are lost, see docs/operations.md, Keys.'
  return new ServerError('log-key-unknown', message, fix)
}

function isBeforeLogs({ keys }: KeySet): boolean {
  return keys.length > 0 && !keys.some(({ alg }) => alg === 'Ed25519')
}

function followKeyFile(file: string, now: () => number, onProblem: (problem: Error) => void): Keyring {
  let held = open(file)
  let looked = now()
  let told = ''

  function newest(): Keyring {
    // The absolute value covers a clock that was set back.
    if (Math.abs(now() - looked) < LOOK_EVERY) return held.keys
    looked = now()
    const stamp = stampOf(file)
    if (stamp === held.stamp) return held.keys
    try {
      held = open(file)
    } catch (problem) {
      if (stamp !== told) onProblem(problem as Error)
      told = stamp
    }
    return held.keys
  }

  return {
    countersigner: (at) => newest().countersigner(at),
    logSigners: (at) => newest().logSigners(at),
    jwks: () => newest().jwks(),
  }
}

function open(file: string): { keys: Keyring; stamp: string } {
  const { text, stamp } = readOwn(file)
  return { keys: keyringFrom(parse(text, file), file), stamp }
}

// Reads text, permissions and stamp from one open file, even if the file is replaced meanwhile.
function readOwn(file: string): { text: string; stamp: string } {
  let handle: number | undefined
  try {
    handle = openSync(file, 'r')
    const stats = fstatSync(handle)
    if (process.platform !== 'win32' && (stats.mode & 0o077) !== 0) throw exposed(file)
    return { text: readFileSync(handle, 'utf8'), stamp: stampFrom(stats) }
  } catch (error) {
    if (error instanceof ServerError) throw error
    const { code } = error as NodeJS.ErrnoException
    const absent =
      'Name the data folder of `placet serve` with --data; if there is none yet, placet keys create makes it.'
    const fix = code === 'ENOENT' ? absent : 'Check its permissions.'
    throw new ServerError('file-unreadable', `${file} cannot be read (${code}).`, fix, error)
  } finally {
    if (handle !== undefined) closeSync(handle)
  }
}

function exposed(file: string): ServerError {
  const fix = `Run chmod 600 ${file}. If others may have read or changed it, also revoke its keys: placet keys revoke.`
  return new ServerError('key-exposed', `Users other than its owner can read or write ${file}.`, fix)
}

function stampOf(file: string): string {
  try {
    return stampFrom(statSync(file))
  } catch {
    return 'gone'
  }
}

function stampFrom({ ino, size, mtimeMs, ctimeMs }: Stats): string {
  return [ino, size, mtimeMs, ctimeMs].join(' ')
}

function parse(text: string, where: string): KeySet {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed(`${where} is no JSON.`)
  }
  return { keys: readKeySet(value, where) }
}

function format(set: KeySet): string {
  return `${JSON.stringify(set, null, 2)}\n`
}

function tell({ message }: Error): void {
  console.error(`placet: ${message}`)
}

const ENV = 'PLACET_KEYS'
/** Milliseconds between two looks at the file. A look takes microseconds. */
const LOOK_EVERY = 1000
