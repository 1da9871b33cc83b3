// Whether a receipt stands in a log: the proof's form, what it says of place and root, and whose signature the checkpoint has.
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import type { CountersignatureClaims } from './countersign.ts'
import { type Finding, finding } from './finding.ts'
import { type KeySet, logKeys } from './key-set.ts'
import { isLogOf } from './log-name.ts'
import { isSame, leafInput, rootFromInclusion } from './merkle.ts'
import { noteKeyId } from './note.ts'
import { type Primitives, webCrypto } from './primitives.ts'
import { parseProof } from './proof.ts'

/**
 * What is wrong with a proof; nothing where it shows that the log has this receipt.
 * @param receipt its identity, 32 bytes, and its site: the log must be that site's, or each customer could be shown one of their own
 * @param counter the countersignature's claims: the place that they state must be the proof's
 */
export async function proofFinding(
  text: unknown,
  receipt: { identity: Uint8Array; aud: string },
  counter: Pick<CountersignatureClaims, 'log' | 'idx'>,
  keys: KeySet | undefined,
  primitives: Primitives,
): Promise<Finding | undefined> {
  const proof = parseProof(text as string)
  const checkpoint = proof && parseCheckpoint(proof.checkpoint)
  if (!checkpoint) return finding('proof-malformed', 'not a tlog-proof with a checkpoint, in the one way to write it')
  const { origin, size, root } = checkpoint
  const { index, path } = proof
  const { log = origin, idx = index } = counter
  if (log !== origin)
    return finding('proof-mismatch', `the countersignature says log ${log}, the proof ${origin}`, 'log')
  if (!isLogOf(receipt.aud, origin))
    return finding('proof-mismatch', `the receipt is for ${receipt.aud}, the log is ${origin}`, 'aud')
  if (idx !== index)
    return finding('proof-mismatch', `the countersignature says place ${idx}, the proof ${index}`, 'idx')
  const leaf = await primitives.sha256(leafInput(receipt.identity))
  const reached = await rootFromInclusion({ leaf, index, size, path }, primitives.sha256)
  if (!reached || !isSame(reached, root)) {
    return finding('proof-mismatch', 'its path does not lead from this receipt to the root of its checkpoint')
  }
  return checkpointFinding(checkpoint, keys, primitives)
}

/**
 * What is wrong with a checkpoint's signatures; nothing where a log key of the backend's holds. Signatures of other keys are
 * passed over (they are witnesses', or of a key to come); one of a known key that fails refuses the checkpoint.
 */
export async function checkpointFinding(
  { origin, note }: Checkpoint,
  keys: KeySet | undefined,
  primitives: Primitives = webCrypto,
): Promise<Finding | undefined> {
  const known = keys ? logKeys(keys) : []
  if (known.length === 0) return finding('proof-unchecked', 'no log key of the backend was given to check it with')
  const text = new TextEncoder().encode(note.text)
  let holds = false
  let stolen = false
  for (const { publicKey, compromised } of known) {
    const keyId = await noteKeyId(origin, publicKey, primitives.sha256)
    for (const { signature } of note.signatures.filter((each) => each.name === origin && each.keyId === keyId)) {
      if (compromised) stolen = true
      else {
        const answer = await primitives.ed25519(publicKey, text, signature)
        if (answer === undefined) return finding('proof-unchecked', 'this runtime has no Ed25519 to check it with')
        if (!answer) return finding('checkpoint-invalid', `the checkpoint’s signature is not the key’s of ${origin}`)
        holds = true
      }
    }
  }
  if (holds) return undefined
  return stolen
    ? finding('checkpoint-key-revoked', 'the log key was stolen: whoever has it can write another history')
    : finding('checkpoint-key-unknown', `none of the backend’s log keys has signed for ${origin}`)
}
