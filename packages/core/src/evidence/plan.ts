// Decides what recording a decision takes next, from what vault, cookie and this page know. Pure: record.ts carries it out.
import { type DecisionRecord, refusalWins, type StoredDecision } from '../cookie.ts'
import { sameAnswers } from '../decision.ts'
import { type Policy, purposeOf } from '../policy.ts'
import { type Entry, unattestedEntry } from './entry.ts'
import { isOn } from './outcome.ts'
import type { KeptReceipt, RecordedDecision } from './vault.ts'

/** Everything the plan depends on. Times in ms. */
export type Facts = {
  policy: Policy
  /** The newest decision in the vault. */
  latest: RecordedDecision | undefined
  /** What cookie or memory say now. */
  stored: StoredDecision | undefined
  /** The decision that this page wants to record; undefined if the page only looks for one that was left unsigned. */
  entry: Entry | undefined
  /** The number of the stored decision when this page began; for a page without an entry. */
  seqAtStart: number | undefined
  /** Receipts in the vault. */
  receipts: KeptReceipt[]
  /** How long this page has waited for other tabs, and the most decisions that were missing meanwhile. */
  waited: number
  mostMissing: number
  now: number
}

export type SignPlan = {
  do: 'sign'
  /** What to sign. Its number is raised if the vault holds one as high already. */
  entry: Entry
  /**
   * `next`: after the newest in the vault. `renumbered`: the vault holds this number already, and the cookie still says this
   * decision. `overtaken`: the vault holds this number already, and the cookie says another decision, which stays the newest.
   */
  place: 'next' | 'renumbered' | 'overtaken'
  /** The cookie has this decision's number, though another tab may have added its refusals. */
  hasNumber: boolean
  /** Made at the same moment as the newest in the vault: refusals of both hold. */
  tied: boolean
  /** Another tab's missing decision is signed first. Plan again for the own one. */
  again: boolean
}

export type Plan =
  | { do: 'nothing' }
  /** Another tab may still be signing. `missing` says how many decisions the vault lacks. */
  | { do: 'wait'; missing: number }
  /** Another page signed this decision. Its receipt becomes this entry's. */
  | { do: 'claim'; receipt: KeptReceipt }
  | SignPlan
  /** Cookie and vault differ. Write the decision that holds the refusals of both to the cookie, then sign it. */
  | { do: 'merge'; decision: DecisionRecord }
  /** Write the vault's decision to the cookie. */
  | { do: 'restore'; decision: DecisionRecord }

export function planNext(facts: Facts): Plan {
  return facts.entry ? planEntry(facts, facts.entry) : planResume(facts)
}

/** A customer clicked on this page. */
function planEntry({ policy, latest, stored, receipts, ...time }: Facts, entry: Entry): Plan {
  const { before } = entry
  const newestSeq = latest?.seq ?? 0
  // Forgotten meanwhile.
  if (!stored) return { do: 'nothing' }
  if (before?.pending && before.seq > newestSeq) {
    // The click before this one has no receipt yet, and receipts are signed in the order of the clicks.
    const missing = before.seq - newestSeq
    if (time.waited < waitFor(missing, time.mostMissing)) return { do: 'wait', missing }
    // Of several that are missing, the cookie knew only the last.
    return sign(unattestedEntry(before, entry.at, true), latest, { again: true })
  }
  const behind = newestSeq >= entry.seq
  const receipt = behind && receipts.find((each) => isReceiptFor(each, entry, policy))
  if (receipt) return { do: 'claim', receipt }
  const hasNumber = stored.seq === entry.seq
  const isNewest = hasNumber && sameAnswers(stored.answers, entry.answers)
  return sign(entry, latest, { hasNumber, place: behind ? (isNewest ? 'renumbered' : 'overtaken') : 'next' })
}

/** A page began with a decision that may lack its receipt, or without its cookie. */
function planResume({ policy, latest, stored, seqAtStart, now, ...time }: Facts): Plan {
  // A page that decided meanwhile records its decision itself.
  if (stored?.seq !== seqAtStart) return { do: 'nothing' }
  if (!stored) return latest ? { do: 'restore', decision: latest } : { do: 'nothing' }
  if (!stored.pending) return { do: 'nothing' }
  const isRecorded = latest?.seq === stored.seq && sameAnswers(latest.answers, stored.answers)
  if (isRecorded && isProven(latest)) return { do: 'nothing' }
  if (!latest || isRecorded || stored.seq > latest.seq) {
    const missing = Math.max(1, stored.seq - (latest?.seq ?? 0))
    // A tab that waits with a decision of its own goes first.
    if (time.waited < waitFor(missing, time.mostMissing) + WAIT_PER_MISSING) return { do: 'wait', missing }
    // Two tabs decided at the same moment, and the one that refused is gone.
    if (latest && isRecorded) return { do: 'merge', decision: { ...latest, seq: latest.seq + 1 } }
    return sign(unattestedEntry(stored, now, true), latest, { hasNumber: true })
  }
  // One copy was lost and came back older, or a page crashed between writing the two. Refusals of both hold.
  const answers = refusalWins(stored.answers, latest.answers)
  if (sameAnswers(answers, latest.answers)) return { do: 'restore', decision: latest }
  // What both allow is only as current as the older of the two.
  const older = stored.asks === policy.asks ? latest : stored
  const day = Math.min(stored.day, latest.day)
  return { do: 'merge', decision: { ...older, day, seq: latest.seq + 1, answers } }
}

function sign(entry: Entry, latest: RecordedDecision | undefined, step: Partial<SignPlan>): SignPlan {
  // Decisions of one number within seconds did not know of each other. Nor did they if the one in the vault was clicked later
  // and signed sooner: the cookie was lost in between, or this tab had to wait.
  const near = latest !== undefined && Math.abs(latest.at - entry.at) < SAME_MOMENT
  const tied = near && (latest.at > entry.at || latest.seq === entry.seq)
  const { place = 'next', hasNumber = false, again = false } = step
  const seq = place !== 'next' && latest ? latest.seq + 1 : entry.seq
  return { do: 'sign', entry: { ...entry, seq }, place, hasNumber, tied, again }
}

/**
 * The newest decision that the vault holds once `signed` has been added. Its `dec` is always that of the newest receipt.
 *
 * @param stored what cookie or memory say by now: what was refused meanwhile is off in the vault, too
 */
export function newestDecision(
  { entry, place, tied }: SignPlan,
  signed: RecordedDecision,
  latest: RecordedDecision | undefined,
  stored: StoredDecision | undefined,
): RecordedDecision {
  const newest = place === 'overtaken' && latest ? { ...latest, dec: signed.dec } : { ...signed }
  if (tied && latest) {
    newest.answers = refusalWins(newest.answers, latest.answers)
    newest.at = Math.max(signed.at, latest.at)
  }
  if (stored && stored.seq >= entry.seq) newest.answers = refusalWins(newest.answers, stored.answers)
  return newest
}

/** Whether the newest receipt says what holds. It does not where another tab's refusal came before that tab's receipt. */
export function isProven({ answers, dec }: RecordedDecision): boolean {
  return Object.entries(answers).every(([id, yes]) => isOn(dec, id) === yes)
}

/**
 * Whether the refusals of another tab's decision, made at the same moment, change this one. Then what holds is neither of the
 * two, and becomes a decision with a receipt of its own.
 */
export function isAmendedBy({ entry, hasNumber, tied }: SignPlan, latest: RecordedDecision | undefined): boolean {
  if (!tied || !hasNumber || !latest) return false
  return !sameAnswers(refusalWins(entry.answers, latest.answers), entry.answers)
}

/** Whether another page signed exactly this decision, and nobody has claimed the receipt. */
function isReceiptFor({ late, seq, at, dec }: KeptReceipt, entry: Entry, { ids, refusedAnswers }: Policy): boolean {
  if (late !== true || seq !== entry.seq || at < entry.at) return false
  // Exempt purposes are not answered, though they may have been refused before they became exempt.
  return [...ids].every((id) => refusedAnswers[purposeOf(id)] || isOn(dec, id) === isOn(entry.answers, id))
}

/** How long to wait for other tabs: 2 s for each missing decision, 10 s at most. A shrinking number shortens no wait. */
function waitFor(missing: number, mostMissing: number): number {
  return WAIT_PER_MISSING * Math.min(5, Math.max(missing, mostMissing))
}

const WAIT_PER_MISSING = 2_000
/** Decisions within this many ms may have been made side by side, not one after the other. */
const SAME_MOMENT = 10_000
