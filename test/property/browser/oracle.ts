// The expected result, computed only from the list of clicks: the latest refusals, and the receipts that must exist.
import { chainFindings, verify } from '@placet/receipt'
import type { KeptReceipt } from '@placet/core'

export type Answers = Record<string, boolean>
/**
 * A decision as the customer made it. `answers`: the most it may allow. `shown`: the answers that the page stored.
 * `low`: made while an older decision was not visible to the page, so its number was already used.
 */
export type Click = {
  at: number
  tab: number
  seq: number
  asks: string
  day: number
  answers: Answers
  shown: Answers
  low: boolean
  tied: boolean
}
type Said = Pick<Click, 'asks' | 'day' | 'answers'>

export const IDS = ['necessary', 'analytics', 'analytics/ga', 'marketing', 'measure']
const purposeOf = (id: string) => id.split('/')[0] as string

export type Oracle = ReturnType<typeof makeOracle>

export function makeOracle(regime: 'eu' | 'us') {
  /** The newest decision. Several, if a crash leaves open which one survived. None before the first. */
  let newest: Said[] = []
  const clicks: Click[] = []
  /** All receipts ever signed, by identity. */
  const receipts = new Map<string, KeptReceipt>()
  const faults: string[] = []
  const gone = new Set<Click>()
  const unread = new Set<Click>()
  /** The fingerprint of the config of each open tab. */
  const openTabs = new Map<number, string>()
  /** Clicks of closed tabs that a page with another config may have recorded. It has no notice to sign them with. */
  const otherConfig = new Set<Click>()
  /** Clicks made within the longest wait after the vault was lost. */
  const waitingAtLoss = new Set<Click>()
  let vaultLostAt = -Infinity
  /** Tabs that stood still longer than other tabs wait. */
  const slow = new Set<number>()
  /**
   * Number of decisions before the vault was evicted. They may be signed again, and their receipts may never arrive.
   */
  let evicted = 0
  let wentBack = false
  const lost = new Set<string>()
  /**
   * Merged answers of ties. They belong to no click, and are signed late if the vault was lost before it contained
   * them.
   */
  const merged: Pick<Click, 'shown'>[] = []

  const byDefault = (id: string) => id === 'necessary' || id === 'measure' || regime === 'us'
  const said = ({ answers }: Said, id: string) => answers[id] ?? answers[purposeOf(id)]

  function allowed(decision: Said, asks: string, id: string, today?: number): boolean {
    if (id === 'necessary') return true
    if (!said(decision, id)) return false
    const { day } = decision
    const fresh = today === undefined || (day <= today + 1 && today < day + (regime === 'eu' ? 183 : 365))
    return (decision.asks === asks && fresh) || byDefault(id)
  }
  const mayBeAllowed = (asks: string, id: string, today?: number) =>
    newest.length === 0 ? byDefault(id) : newest.some((each) => allowed(each, asks, id, today))

  function amended(base: (id: string) => boolean, shown: (id: string) => boolean, change: Answers): Answers {
    const next = Object.fromEntries(IDS.map((id) => [id, base(id)]))
    for (const [id, yes] of Object.entries(change)) {
      // A service follows its purpose, unless the change contains it or it was refused by name.
      for (const each of IDS)
        if (each.startsWith(`${id}/`) && !(each in change)) next[each] = yes && (base(each) || !base(id) || !shown(id))
      next[id] = yes
    }
    return next
  }
  const refusals = (one: Answers, other: Answers) =>
    Object.fromEntries(IDS.map((id) => [id, (one[id] ?? one[purposeOf(id)])! && (other[id] ?? other[purposeOf(id)])!]))
  const hasReceipt = (click: Click) => [...receipts.values()].some((each) => decidedAt(each) === click.at)

  return {
    clicks,
    receipts,
    faults,
    slow,
    everyone: (yes: boolean): Answers => Object.fromEntries(IDS.map((id) => [id, yes || id === 'necessary'])),
    /** The newest decision after a change of some ids. */
    changed: (asks: string, shown: (id: string) => boolean, change: Answers): Answers =>
      amended((id) => mayBeAllowed(asks, id), shown, change),
    clicked(click: Click): void {
      clicks.push(click)
      if (click.at - vaultLostAt < LONGEST_WAIT) waitingAtLoss.add(click)
      newest = [click]
    },
    /** Two tabs decide at the same moment: the refusals of both hold. */
    tie(one: Click, other: Click): void {
      one.tied = other.tied = true
      merged.push({ shown: refusals(one.shown, other.shown) })
      const answers = refusals(one.answers, other.answers)
      newest = [one, other].map((each) => ({ ...each, answers }))
      // If the cookie is lost as well, the two do not tie, and one comes second.
      if (one.seq !== other.seq) newest.push(one, other)
    },
    /** Whether an open tab has a click without receipt. */
    waits: () => clicks.some((click) => !gone.has(click) && !hasReceipt(click)),
    /** Any of these decisions may have survived. */
    either(...some: Said[]): void {
      newest = [...newest, ...some]
    },
    opened(tab: number, asks: string): void {
      openTabs.set(tab, asks)
      for (const click of gone) if (!hasReceipt(click) && click.asks !== asks) otherConfig.add(click)
    },
    died(tab: number): void {
      openTabs.delete(tab)
      for (const click of clicks) {
        if (click.tab !== tab || hasReceipt(click) || gone.has(click)) continue
        gone.add(click)
        if ([...openTabs.values()].some((asks) => asks !== click.asks)) otherConfig.add(click)
        if (!click.low && !click.tied) continue
        // Its answers were in a cookie that other pages could not tell from an old one.
        const index = clicks.indexOf(click)
        newest = [...newest, ...clicks.slice(Math.max(0, index - 1), index + 2)]
      }
    },
    cookieLost(): void {
      for (const click of clicks) if (!hasReceipt(click)) unread.add(click)
    },
    clockWentBack(): void {
      wentBack = true
    },
    vaultLost(): void {
      evicted = clicks.length
      vaultLostAt = clicks.at(-1)?.at ?? -Infinity
      for (const id of receipts.keys()) lost.add(id)
    },
    /** I2 and I3 for one page that has received all messages; `today` for a page that has just begun. */
    look(page: string, asks: string, has: (id: string) => boolean, today?: number): void {
      for (const id of IDS) {
        if (!has(id) || mayBeAllowed(asks, id, today)) continue
        const refused = newest.length > 0 && newest.every((each) => said(each, id) === false)
        faults.push(
          `${refused ? 'I2' : 'I3'}: ${page} allows ${id}, ${refused ? 'which was refused' : 'which nobody allowed'}`,
        )
      }
    },
    /** I2 for the page of a tied click, whatever it has heard since: what it refused stays refused until the next click. */
    lookAtOwnRefusals(click: Click, has: (id: string) => boolean): void {
      for (const id of IDS) {
        if (said(click, id) !== false || !has(id) || mayBeAllowed(click.asks, id)) continue
        faults.push(`I2: the page that refused ${id} allows it for a moment`)
      }
    },
    /** I4: one receipt per decision, no gap, no fork, and every receipt verifies. */
    async lookAtReceipts(): Promise<void> {
      const all = [...receipts.values()]
      for (const { receipt } of all) if (!(await verify(receipt)).valid) faults.push('I4: a receipt does not verify')
      for (const { code, detail } of await chainFindings(all.map(({ receipt }) => receipt)))
        faults.push(`I4: ${code}: ${detail}`)

      const own = all.filter((each) => decidedAt(each) !== undefined)
      if (new Set(own.map(decidedAt)).size < own.length) faults.push('I4: one decision has two receipts')
      for (const claimed of own.filter((each) => each.late)) {
        const click = clicks.find(({ at }) => at === claimed.late)
        if (!(click ? [click] : merged).some((each) => sameWords(each, claimed)))
          faults.push(`I4: a decision claimed a receipt that says something else (${JSON.stringify(claimed.dec)})`)
      }
      let without = clicks.filter((click) => !hasReceipt(click))
      for (const late of all.filter((each) => each.late === true)) {
        // Its number may have changed, but not its answers.
        const same = without.filter((click) => sameWords(click, late))
        const click = same.find(({ seq }) => seq === late.seq) ?? same.at(-1)
        without = without.filter((each) => each !== click)
        if (click || [...merged, ...clicks.filter(mayBeSignedAgain)].some((each) => sameWords(each, late))) continue
        faults.push(`I4: a late receipt of a decision that has one (${JSON.stringify(late.dec)})`)
      }
      for (const click of without) {
        if (!isExcused(click)) faults.push(`I4: decision ${clicks.indexOf(click) + 1} has no receipt`)
      }
    },
    /** I6: every answered receipt is stored once, and every signed one has arrived. */
    async lookAtBackend(kept: AsyncIterable<{ id: string }>): Promise<void> {
      const there = new Map<string, number>()
      for await (const { id } of kept) there.set(id, (there.get(id) ?? 0) + 1)
      for (const [id, { status }] of receipts) {
        const times = there.get(id) ?? 0
        if (times > 1) faults.push('I6: kept twice')
        if (times === 1) continue
        if (status === 'countersigned' || status === 'acknowledged') faults.push('I6: answered, but not kept')
        else if (!lost.has(id)) faults.push(`I6: a receipt never arrived (${status})`)
      }
    },
  }

  // The vault was lost, or the page stood still while another signed for it and a clock set back hides the order.
  function mayBeSignedAgain(click: Click, index: number): boolean {
    return index < evicted || (wentBack && slow.has(click.tab))
  }

  // The tab was closed before it signed, and no later page had the decision and the notice to sign it late.
  function isExcused(click: Click): boolean {
    if (!gone.has(click)) return false
    const next = clicks[clicks.indexOf(click) + 1]
    // The cookie was lost, or another tab's decision of the same number took its place in it.
    if (unread.has(click) || click.low || click.tied || otherConfig.has(click)) return true
    // The vault was lost while decisions waited for each other: the last of several that are missing is signed first.
    if (waitingAtLoss.has(click)) return true
    // The next decision took its place under the same number, or its page was closed or stood still, too.
    return next !== undefined && (!hasReceipt(next) || next.low || slow.has(next.tab))
  }
}

/** How long a tab waits for five missing decisions, in ms. */
const LONGEST_WAIT = 10_000

/** The time of the decision of a receipt; unknown for a late receipt that was not claimed. */
function decidedAt({ at, late = at }: KeptReceipt): number | undefined {
  return late === true ? undefined : late
}

function sameWords({ shown }: Pick<Click, 'shown'>, { dec }: KeptReceipt): boolean {
  const isOn = (id: string) => ['given', 'renewed', 'exempt'].includes(dec[id] ?? dec[purposeOf(id)] ?? '')
  return IDS.every((id) => isOn(id) === (shown[id] ?? shown[purposeOf(id)]))
}
