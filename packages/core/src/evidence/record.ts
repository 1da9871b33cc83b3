// Records decisions in the order of their numbers, across all tabs. Decisions with the same number are recorded in the order in
// which their tabs get the lock. Under the lock it reads the facts, plans and executes.
import type { StoredDecision } from '../cookie.ts'
import { type CommitNeeds, signAndCommit } from './commit.ts'
import { type Entry, type EvidenceNeeds, type RecordResult, unattestedEntry } from './entry.ts'
import type { Lock } from './lock.ts'
import { cookieToSign, type Facts, planNext } from './plan.ts'

export type RecordNeeds = Pick<EvidenceNeeds, 'policy' | 'page'> &
  CommitNeeds & { lock: Lock; pause(ms: number): Promise<void> }

/** Records an entry. Without one, looks for a decision without receipt and for a lost cookie. */
export async function record(needs: RecordNeeds, entry?: Entry): Promise<RecordResult> {
  const seqAtStart = needs.storage.read()?.seq
  const progress: Progress = { entry, seqAtStart, missing: 0, waited: 0, result: {} }
  // Release the lock while waiting for another tab.
  while (await needs.lock('placet', () => advance(needs, progress))) {
    await needs.pause(POLL_INTERVAL)
    progress.waited += POLL_INTERVAL
  }
  return progress.result
}

type Progress = Pick<Facts, 'entry' | 'seqAtStart' | 'missing' | 'waited'> & { result: RecordResult }

/** How often the vault is read while another tab may be signing, in ms. */
const POLL_INTERVAL = 100

/** Executes plans until nothing is left to do. Returns true if it has to wait for another tab. */
async function advance(needs: RecordNeeds, progress: Progress): Promise<boolean> {
  const { vault, storage, policy, page } = needs
  // Other answers or another number than this page knows: it has to evaluate them.
  const writeCookie = (decision: StoredDecision): void => {
    storage.write(decision)
    progress.result.restored = true
  }
  for (;;) {
    const latest = await vault.latest()
    const behind = latest && progress.entry && latest.seq >= progress.entry.seq
    const receipts = behind ? await vault.receipts() : []
    // Read last: a click may have come meanwhile, and its cookie must not be overwritten from older facts.
    const stored = storage.read()
    const plan = planNext({ policy, latest, stored, receipts, now: page.Date.now(), ...progress })
    if (plan.do === 'nothing') return false
    if (plan.do === 'wait') {
      if (plan.missing !== progress.missing) Object.assign(progress, { missing: plan.missing, waited: 0 })
      return true
    }
    if (plan.do === 'claim') {
      const receipt = await vault.amend(plan.receipt, { late: progress.entry?.at })
      if (receipt) Object.assign(progress.result, { receipt })
      if (receipt) return false
    } else if (plan.do === 'sign') {
      const cookie = stored && cookieToSign(plan, stored, latest)
      if (cookie) writeCookie(cookie)
      if (!plan.forOtherTab) progress.entry = plan.entry
      const result = await signAndCommit(needs, plan, latest)
      if (result && !plan.forOtherTab) Object.assign(progress.result, result)
      if (result && !plan.forOtherTab) return false
    } else {
      writeCookie({ ...plan.decision, pending: true })
      if (plan.do === 'restore') return false
      progress.entry = unattestedEntry(plan.decision, page.Date.now())
    }
  }
}
