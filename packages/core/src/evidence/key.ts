// Which key signs: one that is thrown away until something is given, this browser's own from then on.
import { createKey, subjectOf, type PublicJwk } from '@placet/receipt'
import type { Head, Vault } from './vault.ts'

/** `kp` as the receipt says it: `once` is not kept, `mem` could not be stored and lives as long as the page. */
export type Signer = { key: CryptoKeyPair; kp?: 'once' | 'mem' }

/** The key a decision is signed with. `gives`: whether something is given by it. */
export async function signerFor(vault: Vault, gives: boolean): Promise<Signer> {
  const { memory } = vault
  const stored = await vault.key()
  if (stored) return { key: stored }
  if (memory.key) return { key: memory.key, kp: 'mem' }
  const key = await createKey()
  // Who refuses gets no persistent identifier.
  if (!gives) return { key, kp: 'once' }
  const back = await storeAndVerify(vault, key)
  if (back) return { key: back }
  memory.key = key
  return { key, kp: 'mem' }
}

/** The head of the chain this key signs: after `head` if that is its own, else a new one. */
export async function nextInChain(
  key: CryptoKeyPair,
  head: Head | undefined,
): Promise<{ sub: string; seq: number; prev?: string }> {
  const sub = await subjectOf((await crypto.subtle.exportKey('jwk', key.publicKey)) as PublicJwk)
  return head?.sub === sub ? { sub, seq: head.seq + 1, prev: head.id } : { sub, seq: 1 }
}

// Some browsers take a key and give back nothing, or throw (Lockdown Mode): stored, read back, test-signed.
async function storeAndVerify(vault: Vault, key: CryptoKeyPair): Promise<CryptoKeyPair | undefined> {
  try {
    const back = (await vault.keepKey(key)) && (await vault.key())
    if (back) {
      await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, back.privateKey, new Uint8Array(1))
      return back
    }
  } catch {}
  // What lies there now would be taken for the key the next time.
  await vault.keepKey(undefined).catch(() => false)
  return undefined
}
