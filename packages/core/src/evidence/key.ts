// Chooses the signing key: a temporary one until consent is given, then a key that is stored in this browser.
import { createKey, subjectOf, type PublicJwk } from '@placet/receipt'
import type { Head, Vault } from './vault.ts'

/** `kp` as in the receipt. `once`: the key is not kept. `mem`: it could not be stored and is lost with the page. */
export type Signer = { key: CryptoKeyPair; kp?: 'once' | 'mem' }

/** The key that signs a decision. `gives`: whether the decision gives or renews a consent. */
export async function signerFor(vault: Vault, gives: boolean): Promise<Signer> {
  const { memory } = vault
  const stored = await vault.key()
  if (stored) return { key: stored }
  if (memory.key) return { key: memory.key, kp: 'mem' }
  const key = await createKey()
  // A visitor who refuses gets no persistent key.
  if (!gives) return { key, kp: 'once' }
  const back = await storeAndVerify(vault, key)
  if (back) return { key: back }
  memory.key = key
  return { key, kp: 'mem' }
}

/** The place of the next receipt in the chain of this key. A `head` of another key starts a new chain. */
export async function nextInChain(
  key: CryptoKeyPair,
  head: Head | undefined,
): Promise<{ sub: string; seq: number; prev?: string }> {
  const sub = await subjectOf((await crypto.subtle.exportKey('jwk', key.publicKey)) as PublicJwk)
  return head?.sub === sub ? { sub, seq: head.seq + 1, prev: head.id } : { sub, seq: 1 }
}

// Some browsers store a key but return nothing, or throw (Lockdown Mode). So the key is read back and used once.
async function storeAndVerify(vault: Vault, key: CryptoKeyPair): Promise<CryptoKeyPair | undefined> {
  try {
    const back = (await vault.keepKey(key)) && (await vault.key())
    if (back) {
      await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, back.privateKey, new Uint8Array(1))
      return back
    }
  } catch {}
  // Delete the unusable key: it would be used the next time.
  await vault.keepKey(undefined).catch(() => false)
  return undefined
}
