// Signs checkpoints: signed statements of a log's size and root (C2SP tlog-checkpoint, signed-note).
import { formatCheckpointText, formatNote, noteKeyId } from '@placet/receipt'
import type { LogSigner } from '../keys/keyring.ts'
import { sha256 } from './hash.ts'

export async function signCheckpoint(
  checkpoint: { origin: string; size: number; root: Uint8Array },
  signers: readonly LogSigner[],
): Promise<string> {
  const text = formatCheckpointText(checkpoint)
  const bytes = new TextEncoder().encode(text)
  const signatures = await Promise.all(
    signers.map(async ({ publicKey, sign }) => ({
      name: checkpoint.origin,
      keyId: await noteKeyId(checkpoint.origin, publicKey, sha256),
      signature: await sign(bytes),
    })),
  )
  return formatNote({ text, signatures })
}
