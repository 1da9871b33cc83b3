// Keeps the countersigning key in a file: a JWK Set with private keys, readable by its owner only; the first one signs.
import { mkdir, link, open, readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ServerError } from './errors.ts'
import { generateKey, type Signer, signerFrom } from './keys.ts'

/** The key in the file; where there is no file yet, a fresh key that is in the file before it signs anything. */
export async function loadOrCreateKey(file: string): Promise<Signer> {
  return (await loadKey(file)) ?? (await createKeyFile(file)) ?? loadKeyOf(file)
}

/** The key in the file, or undefined where there is no file. @throws ServerError `key-malformed` */
export async function loadKey(file: string): Promise<Signer | undefined> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw new ServerError('file-unreadable', `${file} cannot be read (${cause.code}).`, 'Check its permissions.', cause)
  })
  return text === undefined ? undefined : signerFrom(firstKey(text, file))
}

/** A fresh key into a new file (0600); undefined where the file is there already: a key is never overwritten. */
export async function createKeyFile(file: string): Promise<Signer | undefined> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const jwk = await generateKey()
  const draft = `${file}.${crypto.randomUUID()}`
  try {
    // Written whole and flushed before it gets its name: two servers starting at once agree on one key, and no
    // countersignature outlives the key that made it.
    await writeDurably(draft, `${JSON.stringify({ keys: [jwk] }, null, 2)}\n`)
    await link(draft, file)
    await flush(dirname(file))
    return await signerFrom(jwk)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

async function loadKeyOf(file: string): Promise<Signer> {
  const signer = await loadKey(file)
  if (signer) return signer
  throw new ServerError('file-unreadable', `${file} vanished while it was read.`, 'Start again.')
}

function firstKey(text: string, file: string): JsonWebKey {
  try {
    const { keys } = JSON.parse(text) as { keys: JsonWebKey[] }
    if (keys[0]) return keys[0]
  } catch {}
  const fix = 'Restore it from your backup; a new key cannot vouch for what the old one signed.'
  throw new ServerError('key-malformed', `${file} holds no JWK Set ({"keys":[…]}).`, fix)
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  // Windows opens no folders; there the name is flushed with the file.
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
