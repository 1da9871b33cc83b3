// Records decisions in the order of their clicks, over all tabs: one decision, one receipt, never a fork.
import { refusalWins, type Remembered } from '../cookie.ts'
import { HEARD } from '../decision.ts'
import { purposeOf } from '../policy.ts'
import { type Bookmark, sameAnswers } from './bookmark.ts'
import type { Device, Entry, EvidenceNeeds } from './entry.ts'
import { isOn } from './outcome.ts'
import { makeSign } from './sign.ts'
import type { InTurn } from './turn.ts'
import type { KeptReceipt, Latest, Vault } from './vault.ts'

export type Recorder = {
  /** `before`: what the cookie said when the customer clicked. */
  record(entry: Entry, before: Remembered | undefined): Promise<KeptReceipt | undefined>
  /** A page began with a decision that may lack its receipt, or with a cookie that was lost. */
  resume(): Promise<void>
}

export function makeRecorder(
  needs: EvidenceNeeds,
  device: Device,
  vault: Vault,
  inTurn: InTurn,
  bookmark: Bookmark,
): Recorder {
  const sign = makeSign(needs, vault)
  const { policy } = needs.consent

  // Nothing is fetched and nobody waited for while the turn is held; whoever has to wait gives it back first.
  // `lives` says whether the tab of a decision that is missing may still be at it, or wait for others to sign before it: the
  // more were missing at any time, the longer, so that whoever comes first is always the first to lose patience.
  async function patiently<Result>(
    waited: number,
    work: (latest: Latest | undefined, lives: (seq: number) => boolean) => Promise<Result | typeof WAIT>,
  ): Promise<Result> {
    for (let patience = 0; ; waited++) {
      const result = await inTurn('placet', async () => {
        const latest = await vault.latest()
        return work(latest, (seq) => {
          patience = Math.max(patience, PATIENCE * Math.min(5, seq - (latest?.seq ?? 0)))
          return waited < patience
        })
      })
      if (result !== WAIT) return result as Result
      await new Promise<void>((resume) => device.later(resume, PAUSE))
    }
  }

  async function keep(given: Entry, latest: Latest | undefined): Promise<KeptReceipt | undefined> {
    const behind = latest && latest.seq >= given.seq
    if (behind) {
      // Somebody signed for this tab, which was taken for dead. Another may have decided in the same moment: the receipt
      // is for whom it says the words, and only one claims it.
      const late = (await vault.receipts()).find(
        (each) =>
          each.late === true &&
          each.seq === given.seq &&
          each.at >= given.at &&
          // What is exempt nobody answers, though it may have been refused before it was.
          [...policy.ids].every((id) => policy.none[purposeOf(id)] || isOn(each.dec, id) === isOn(given.answers, id)),
      )
      if (late) return (await vault.amend(late, { late: given.at })) || keep(given, latest)
    }
    const seen = bookmark.read()
    // Forgotten meanwhile.
    if (!seen) return undefined
    const current = seen.seq === given.seq && sameAnswers(seen.answers, given.answers)
    if (behind && current) bookmark.renumber(seen, latest.seq + 1)
    const entry = behind ? { ...given, seq: latest.seq + 1 } : given
    const commit = await sign(entry, latest)
    // What was overtaken gets its receipt, but is not the newest again.
    const next = { ...(behind && !current ? latest : commit.latest) }
    // Two tabs in the same moment, neither of which knew of the other: of both, refusals win. One that knew has the higher
    // number, and was later; if it was sooner, the other did not know of it, because the cookie was lost in between.
    let amended = false
    if (latest && Math.abs(latest.at - given.at) < SAME_MOMENT && (latest.at > given.at || latest.seq === given.seq)) {
      next.answers = refusalWins(next.answers, latest.answers)
      next.at = Math.max(next.at, latest.at)
      amended = current && !sameAnswers(next.answers, given.answers)
    }
    // What was refused since must not be on in the vault, not even for the moment until its own turn comes; nor in what is
    // written over it here.
    const heedRefusals = (now = bookmark.read()) => {
      if (now && now.seq >= entry.seq) next.answers = refusalWins(next.answers, now.answers)
      return now
    }
    heedRefusals()
    if (!(await vault.commit({ ...commit, latest: next }))) return keep(entry, await vault.latest())
    if (heedRefusals() && amended) needs.commit(next.answers, [])
    return commit.kept
  }

  return {
    record: (entry, before) =>
      patiently(0, async (latest, lives) => {
        const missing = before?.pending && before.seq > (latest?.seq ?? 0)
        if (!missing)
          return keep(
            before?.asks === entry.asks && before.regime === entry.regime ? { ...entry, was: before.answers } : entry,
            latest,
          )
        // Another tab's click came first, so its receipt does, too. If that tab is gone, it is signed here.
        if (lives(before.seq)) return WAIT
        // As late as that tab's click may have been.
        await keep({ ...nobodysEntry(before, needs, true), at: entry.at }, latest)
        return keep(entry, await vault.latest())
      }),

    async resume() {
      const began = bookmark.read()?.seq
      await patiently(-PATIENCE, async (latest, lives) => {
        // Read last: a click may have come while the vault was asked, and nothing waits between here and a write.
        const seen = bookmark.read()
        // What was decided meanwhile is recorded by the page that did.
        if (seen?.seq !== began) return undefined
        if (!seen) return latest && bookmark.restore(latest, seen)
        if (!seen.pending || (latest?.seq === seen.seq && sameAnswers(latest.answers, seen.answers))) return undefined
        if (!latest || seen.seq > latest.seq) {
          // Who waits for it with a decision of its own comes first.
          if (lives(seen.seq)) return WAIT
          return keep(nobodysEntry(seen, needs, true), latest)
        }
        // Cookie and vault went separate ways: one was lost, then a page broke off. Of both, refusals win; and if one of
        // them is about another notice or lapsed, what they both allow is so, too.
        const answers = refusalWins(seen.answers, latest.answers)
        if (sameAnswers(answers, latest.answers)) return bookmark.restore(latest, seen)
        const old = seen.asks === policy.asks ? latest : seen
        const merged = { ...old, day: Math.min(seen.day, latest.day), seq: latest.seq + 1, answers }
        bookmark.restore(merged, seen)
        return keep(nobodysEntry(merged, needs), latest)
      })
    },
  }
}

const WAIT = Symbol('wait')
/** How often, and how long each time (ms), another tab is waited for before it is taken for dead. */
const PATIENCE = 20
const PAUSE = 100
/** Two decisions of one number within this many ms were made side by side, not one after the other. */
const SAME_MOMENT = 10_000

// The cookie knows what was decided, not how: it is marked as nobody's gesture, and what was on may only have been left on.
function nobodysEntry(remembered: Omit<Remembered, 'pending'>, { page }: EvidenceNeeds, late?: true): Entry {
  const gesture = { m: 'api', a: 'save', t: false } as const
  const signals = { gpc: remembered.regime.endsWith(HEARD) }
  return { ...remembered, at: page.Date.now(), source: 'choice', gesture, signals, affirmed: [], late }
}
