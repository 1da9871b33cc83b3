// Plans the next step of recording a decision, from the vault, the cookie and this page. Pure: record.ts executes it.
//
// If two tabs decide at the same moment, the refusals of both apply. An open tab merges them when it hears of the other decision
// (decision-storage.ts). A tab that signs second commits them as a decision of its own (`isAmendedBy`). If both tabs are gone,
// the next page does (plan `merge`).
import { type DecisionRecord, refusalWins, type StoredDecision } from '../cookie.ts'
import { sameAnswers } from '../decision.ts'
import { type Policy, purposeOf } from '../policy.ts'
import { type Entry, unattestedEntry } from './entry.ts'
import { isOn } from './outcome.ts'
import type { KeptReceipt, RecordedDecision } from './vault.ts'

/** All inputs of a plan. Times in ms. */
export type Facts = {
  policy: Policy
  /** The newest decision in the vault. */
  latest: RecordedDecision | undefined
  /** The decision in the cookie or in memory. */
  stored: StoredDecision | undefined
  /** The decision that this page records; undefined if the page only looks for one without receipt. */
  entry: Entry | undefined
  /** The number of the stored decision when `record` was called. Used only without an entry. */
  seqAtStart: number | undefined
  /** Receipts in the vault. Empty unless the vault already contains the entry's number. */
  receipts: KeptReceipt[]
  /** How many decisions were missing when this page last looked, and how long it has waited since that number changed. */
  missing: number
  waited: number
  now: number
}

export type SignPlan = {
  do: 'sign'
  /** The entry to sign. Its number is raised if the vault already contains that number or a higher one. */
  entry: Entry
  /**
   * `next`: after the newest decision in the vault. `renumbered`: the vault already contains this number, and the
   * cookie still contains this decision. `overtaken`: the vault already contains this number, and the cookie contains
   * another decision. Then the newest decision in the vault stays the newest.
   */
  place: 'next' | 'renumbered' | 'overtaken'
  /**
   * The cookie still contains the number that the entry had before it was raised, so no later decision has replaced it. Another
   * tab may have added its refusals to the answers.
   */
  stillStored: boolean
  /** Made within seconds of the newest decision in the vault, see `signPlan`. The refusals of both apply. */
  tied: boolean
  /** Signs another tab's missing decision. This page's own entry is planned again after it. */
  forOtherTab: boolean
}

export type Plan =
  | { do: 'nothing' }
  /** Another tab may still be signing. `missing`: how many decisions are not in the vault yet. */
  | { do: 'wait'; missing: number }
  /** Another page signed this decision. Its receipt is claimed for this entry. */
  | { do: 'claim'; receipt: KeptReceipt }
  | SignPlan
  /** Cookie and vault differ. Write a decision with the refusals of both to the cookie, then sign it. */
  | { do: 'merge'; decision: DecisionRecord }
  /** Write the vault's decision to the cookie. */
  | { do: 'restore'; decision: DecisionRecord }

export function planNext(facts: Facts): Plan {
  return facts.entry ? planEntry(facts, facts.entry) : planResume(facts)
}

/** Plans the recording of a decision that this page made. */
function planEntry({ policy, latest, stored, receipts, ...time }: Facts, entry: Entry): Plan {
  const { before } = entry
  const newestSeq = latest?.seq ?? 0
  // forget() was called meanwhile.
  if (!stored) return { do: 'nothing' }
  if (before?.pending && before.seq > newestSeq) {
    // The previous decision is not in the vault yet: its tab may still be loading what it signs with.
    const missing = before.seq - newestSeq
    if (!hasWaited(missing, time, waitFor(missing))) return { do: 'wait', missing }
    // If several decisions are missing, the cookie contained only the last one.
    return signPlan(unattestedEntry(before, entry.at, true), latest, { forOtherTab: true })
  }
  const behind = newestSeq >= entry.seq
  const receipt = behind && receipts.find((each) => isReceiptFor(each, entry, policy))
  if (receipt) return { do: 'claim', receipt }
  const stillStored = stored.seq === entry.seq
  const isNewest = stillStored && sameAnswers(stored.answers, entry.answers)
  return signPlan(entry, latest, { stillStored, place: behind ? (isNewest ? 'renumbered' : 'overtaken') : 'next' })
}

/** Plans for a page that has just begun, whose decision may lack a receipt or whose cookie may be lost. */
function planResume({ policy, latest, stored, seqAtStart, now, ...time }: Facts): Plan {
  // A page that decided meanwhile records its decision itself.
  if (stored?.seq !== seqAtStart) return { do: 'nothing' }
  if (!stored) return latest ? { do: 'restore', decision: latest } : { do: 'nothing' }
  if (!stored.pending) return { do: 'nothing' }
  const isRecorded = latest?.seq === stored.seq && sameAnswers(latest.answers, stored.answers)
  if (isRecorded && isProven(latest)) return { do: 'nothing' }
  if (!latest || isRecorded || stored.seq > latest.seq) {
    const missing = Math.max(1, stored.seq - (latest?.seq ?? 0))
    // Wait longer than a tab that waits with a decision of its own, so that it signs first.
    if (!hasWaited(missing, time, waitFor(missing) + WAIT_PER_MISSING)) return { do: 'wait', missing }
    // Two tabs decided at the same moment, and the tab that refused was closed before it signed.
    if (latest && isRecorded) return { do: 'merge', decision: { ...latest, seq: latest.seq + 1 } }
    return signPlan(unattestedEntry(stored, now, true), latest, { stillStored: true })
  }
  // One copy is outdated, or a page crashed between writing the two. The refusals of both apply.
  const answers = refusalWins(stored.answers, latest.answers)
  if (sameAnswers(answers, latest.answers)) return { do: 'restore', decision: latest }
  // Grants of the merged decision are only as recent as the older of the two.
  const older = stored.asks === policy.asks ? latest : stored
  const day = Math.min(stored.day, latest.day)
  return { do: 'merge', decision: { ...older, day, seq: latest.seq + 1, answers } }
}

function signPlan(entry: Entry, latest: RecordedDecision | undefined, step: Partial<SignPlan>): SignPlan {
  // Two decisions within ten seconds are tied in two cases. They have the same number: neither tab had seen the other's. Or the
  // one in the vault was clicked later and signed sooner, because this tab had to wait, or its cookie was lost.
  const near = latest !== undefined && Math.abs(latest.at - entry.at) < SAME_MOMENT
  const tied = near && (latest.at > entry.at || latest.seq === entry.seq)
  const { place = 'next', stillStored = false, forOtherTab = false } = step
  const seq = place !== 'next' && latest ? latest.seq + 1 : entry.seq
  return { do: 'sign', entry: { ...entry, seq }, place, stillStored, tied, forOtherTab }
}

/**
 * The newest decision in the vault once `signed` has been added. Its outcomes are those signed last, also if the answers are
 * another decision's; see `isProven`.
 *
 * @param stored the decision in the cookie or in memory now. Its refusals are applied if it is not older
 */
export function newestDecision(
  { place, tied }: SignPlan,
  signed: RecordedDecision,
  latest: RecordedDecision | undefined,
  stored: StoredDecision | undefined,
): RecordedDecision {
  const newest = place === 'overtaken' && latest ? { ...latest, dec: signed.dec } : { ...signed }
  if (tied && latest) {
    newest.answers = refusalWins(signed.answers, latest.answers)
    newest.at = Math.max(signed.at, latest.at)
  }
  if (stored && stored.seq >= newest.seq) newest.answers = refusalWins(newest.answers, stored.answers)
  return newest
}

/**
 * What the cookie has to contain before the entry is signed, or undefined if it stays as it is. Other tabs adopt a raised number
 * without merging, so it has the refusals of a tied decision. It is pending, because after those another receipt follows.
 */
export function cookieToSign(
  plan: SignPlan,
  stored: StoredDecision,
  latest: RecordedDecision | undefined,
): StoredDecision | undefined {
  const isRenumbered = plan.place === 'renumbered'
  if (!isRenumbered && !isAmendedBy(plan, latest)) return undefined
  const answers = plan.tied && latest ? refusalWins(stored.answers, latest.answers) : stored.answers
  return { ...stored, answers, seq: isRenumbered ? plan.entry.seq : stored.seq, pending: true }
}

/**
 * Whether the newest outcomes match the answers. They do not if another tab's refusal was merged before its receipt was
 * signed.
 */
export function isProven({ answers, dec }: RecordedDecision): boolean {
  // No receipt speaks of a purpose that the config of the signing page does not have.
  return Object.entries(answers).every(([id, yes]) => !(purposeOf(id) in dec) || isOn(dec, id) === yes)
}

/**
 * Whether the refusals of another tab's tied decision change this one. Then the merged answers become a decision with a
 * receipt of its own.
 */
export function isAmendedBy({ entry, stillStored, tied }: SignPlan, latest: RecordedDecision | undefined): boolean {
  if (!tied || !stillStored || !latest) return false
  return !sameAnswers(refusalWins(entry.answers, latest.answers), entry.answers)
}

/** Whether another page signed exactly this decision, and the receipt has not been claimed. */
function isReceiptFor({ late, seq, at, dec }: KeptReceipt, entry: Entry, { ids, refusedAnswers }: Policy): boolean {
  // A late receipt has the time of its signing, which is not before the click.
  if (late !== true || seq !== entry.seq || at < entry.at) return false
  // Exempt purposes are not answered, but may have been refused before they became exempt.
  return [...ids].every((id) => refusedAnswers[purposeOf(id)] || isOn(dec, id) === isOn(entry.answers, id))
}

/**
 * How long to wait for other tabs, which may still be loading what they sign with: 2 s for each missing decision, and 0.5 s for
 * each above six. A tab counts anew when it sees that fewer are missing. A later decision misses more, so that the tab of the
 * earliest decision stops waiting first.
 */
function waitFor(missing: number): number {
  return Math.min(WAIT_PER_MISSING * missing, 9_000 + 500 * missing)
}

function hasWaited(missing: number, time: Pick<Facts, 'missing' | 'waited'>, atLeast: number): boolean {
  return missing === time.missing && time.waited >= atLeast
}

const WAIT_PER_MISSING = 2_000
/** Decisions within this many ms may have been made concurrently. */
const SAME_MOMENT = 10_000
