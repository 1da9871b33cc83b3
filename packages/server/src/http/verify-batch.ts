// How the receipts of a batch are verified, which is most of what a request costs: each text once, a few at a time, and no
// further where signature after signature is false.
import type { Verified, Verifier } from '../verify/verify-receipt.ts'

/** Receipts of one batch that wait to be verified at once. Others' receipts are verified in between. */
const LANES = 16
/** False signatures after which the rest of a batch is left for the next request. */
const FORGED = 4

/** @returns for each item what is found; undefined where the batch was given up before. @throws QueueFull */
export async function verifyBatch(
  items: readonly unknown[],
  verifier: Verifier,
  connection: object,
): Promise<(Verified | undefined)[]> {
  const verdicts = new Map<unknown, Verified>()
  const different = new Set(items)
  // One iterator for all lanes: `break` of one ends it for the others, too, and so does what a verifier throws.
  const next = each(different)
  const batch = { connection, size: different.size }
  let forged = 0

  async function lane(): Promise<void> {
    for (const item of next) {
      const verdict = await verifier.verify(item, batch)
      verdicts.set(item, verdict)
      if (isForged(verdict)) forged++
      if (forged >= FORGED) break
    }
  }

  await Promise.all(Array.from({ length: Math.min(LANES, items.length) }, lane))
  return items.map((item) => verdicts.get(item))
}

function* each(items: Iterable<unknown>): Generator<unknown> {
  yield* items
}

// It was well-formed, so that its signature had to be computed.
function isForged({ valid, id }: Verified): boolean {
  return !valid && id !== undefined
}
