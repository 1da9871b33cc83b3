// Signs an entry and writes it to the vault, with what it means for the newest decision.
import type { EvidenceNeeds, RecordResult } from './entry.ts'
import { isAmendedBy, newestDecision, type SignPlan } from './plan.ts'
import type { SignEntry } from './sign.ts'
import type { RecordedDecision, Vault } from './vault.ts'

export type CommitNeeds = Pick<EvidenceNeeds, 'storage'> & { vault: Vault; signEntry: SignEntry }

/** Undefined if the chain has moved meanwhile: then the facts have changed. */
export async function signAndCommit(
  { vault, storage, signEntry }: CommitNeeds,
  plan: SignPlan,
  latest: RecordedDecision | undefined,
): Promise<RecordResult | undefined> {
  const signed = await signEntry(plan.entry, latest)
  // The cookie is read again: what was refused meanwhile must not be on in the vault, not even until its own turn comes.
  const newest = newestDecision(plan, signed.latest, latest, storage.read())
  if (!(await vault.commit({ ...signed, latest: newest }))) return undefined
  const stored = storage.read()
  const merged = stored && isAmendedBy(plan, latest) ? newestDecision(plan, newest, latest, stored).answers : undefined
  return { receipt: signed.kept, merged }
}
