// Reads the backend's public keys for a command.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { KeySet } from '@placet/receipt'
import { ServerError } from '../errors.ts'
import { keysInEnv } from '../keys/key-file.ts'
import { readKeySet } from '../keys/key-set.ts'
import { filesIn } from '../node/data-folder.ts'

/**
 * Reads `--keys`, a file or URL; else PLACET_KEYS; else the key file of the data folder, if there is one.
 *
 * @throws ServerError `keys-unreadable`; `key-malformed` for PLACET_KEYS and the key file
 */
export async function readJwks(where: string | undefined, data: string): Promise<KeySet | undefined> {
  const usual = filesIn(data).keys
  if (where !== undefined) return load(where)
  // The backend's own file has private keys, whose key_ops allow to sign only. `readKeySet` drops key_ops.
  return keysInEnv() ?? (existsSync(usual) ? { keys: readKeySet(await load(usual), usual) } : undefined)
}

async function load(from: string): Promise<KeySet> {
  try {
    const source = /^https?:/.test(from) ? await (await fetch(from)).text() : await readFile(from, 'utf8')
    const jwks = JSON.parse(source) as KeySet
    if (Array.isArray(jwks.keys)) return jwks
  } catch {}
  throw new ServerError('keys-unreadable', `${from} gives no JWKS.`, 'It is at /.well-known/jwks.json of the backend.')
}
