// Signs an entry and commits it to the vault together with the newest decision.
import type { EvidenceNeeds, RecordResult } from './entry.ts'
import { isAmendedBy, newestDecision, type SignPlan } from './plan.ts'
import type { SignEntry } from './sign.ts'
import type { RecordedDecision, Vault } from './vault.ts'

export type CommitNeeds = Pick<EvidenceNeeds, 'storage'> & { vault: Vault; signEntry: SignEntry }

/** Resolves with undefined if the chain has moved meanwhile. Then a new plan is needed. */
export async function signAndCommit(
  { vault, storage, signEntry }: CommitNeeds,
  plan: SignPlan,
  latest: RecordedDecision | undefined,
): Promise<RecordResult | undefined> {
  const signed = await signEntry(plan.entry, latest)
  // Read the cookie again: a refusal made meanwhile must be off in the vault before it is recorded itself.
  const newest = newestDecision(plan, signed.latest, latest, storage.read())
  if (!(await vault.commit({ ...signed, latest: newest }))) return undefined
  const stored = storage.read()
  if (!stored || !isAmendedBy(plan, latest)) return { receipt: signed.kept }
  // Once more, with refusals that reached the cookie during the commit.
  const { answers } = newestDecision(plan, newest, latest, stored)
  return { receipt: signed.kept, merged: { answers, day: Math.min(newest.day, stored.day) } }
}
