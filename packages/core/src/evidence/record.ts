// Records decisions in the order of their clicks, over all tabs: takes the lock, reads the facts, asks the plan, carries it out.
import { type Entry, type EvidenceNeeds, type RecordResult, unattestedEntry } from './entry.ts'
import type { Lock } from './lock.ts'
import { isAmendedBy, newestDecision, planNext, type SignPlan } from './plan.ts'
import type { SignEntry } from './sign.ts'
import type { RecordedDecision, Vault } from './vault.ts'

export type RecordNeeds = Pick<EvidenceNeeds, 'policy' | 'page' | 'storage'> & {
  vault: Vault
  lock: Lock
  signEntry: SignEntry
  pause(ms: number): Promise<void>
}

/** Records an entry; without one, looks for a decision that was left unsigned and for a lost cookie. */
export async function record(needs: RecordNeeds, entry?: Entry): Promise<RecordResult> {
  const seqAtStart = needs.storage.read()?.seq
  const progress: Progress = { entry, seqAtStart, waited: 0, mostMissing: 0, result: {} }
  // Nothing is fetched and nobody is waited for while the lock is held.
  while (await needs.lock('placet', () => advance(needs, progress))) {
    await needs.pause(PAUSE)
    progress.waited += PAUSE
  }
  return progress.result
}

type Progress = {
  entry: Entry | undefined
  seqAtStart: number | undefined
  waited: number
  mostMissing: number
  result: RecordResult
}

/** How often the vault is looked at while another tab may be signing, in ms. */
const PAUSE = 100

/** True if there is something to wait for. */
async function advance(needs: RecordNeeds, progress: Progress): Promise<boolean> {
  const { vault, storage, policy, page } = needs
  for (;;) {
    const latest = await vault.latest()
    const behind = latest && progress.entry && latest.seq >= progress.entry.seq
    const receipts = behind ? await vault.receipts() : []
    // Read last: a click may have come meanwhile, and the cookie must not be written by what was true before.
    const stored = storage.read()
    const plan = planNext({ policy, latest, stored, receipts, now: page.Date.now(), ...progress })
    switch (plan.do) {
      case 'nothing':
        return false
      case 'wait':
        progress.mostMissing = Math.max(progress.mostMissing, plan.missing)
        return true
      case 'claim':
        progress.result.receipt = (await vault.amend(plan.receipt, { late: progress.entry?.at })) || undefined
        if (progress.result.receipt) return false
        break
      case 'restore':
      case 'merge':
        storage.write({ ...plan.decision, pending: true })
        progress.result.restored = true
        if (plan.do === 'restore') return false
        progress.entry = unattestedEntry(plan.decision, page.Date.now())
        break
      case 'sign':
        if ((await carryOutSigning(needs, progress, plan, latest)) && !plan.again) return false
    }
  }
}

/** False if the chain has moved meanwhile: then the facts have changed. */
async function carryOutSigning(
  { vault, storage, signEntry }: RecordNeeds,
  progress: Progress,
  plan: SignPlan,
  latest: RecordedDecision | undefined,
): Promise<boolean> {
  const { entry, behind, isNewest, again } = plan
  if (behind && isNewest) {
    const stored = storage.read()
    if (stored) storage.write({ ...stored, seq: entry.seq })
    progress.result.restored = true
  }
  if (!again) progress.entry = entry
  const signed = await signEntry(entry, latest)
  const newest = newestDecision(plan, signed.latest, latest, storage.read())
  if (!(await vault.commit({ ...signed, latest: newest }))) return false
  if (!again) progress.result.receipt = signed.kept
  const stored = storage.read()
  if (stored && isAmendedBy(plan, latest)) progress.result.merged = newestDecision(plan, newest, latest, stored).answers
  return true
}
