// A crossing: clicks, crashes and pauses in a few tabs, while the wire does its worst; then what must have become of it.
import type { Config, KeptReceipt } from '@placet/core'
import { http } from '@placet/core/http'
import { BACKEND } from '../browser/backend.ts'
import { claimsOf } from '../../core/shop.ts'
import { type Browser, makeBrowser } from '../browser/browser.ts'
import { openTab, type Tab } from '../browser/tab.ts'
import { dice } from '../browser/visit.ts'
import { type Fate, makeWire, type Wire } from './wire.ts'

/** `tab`: a number that chooses one of those that are open; `turns`: how much happens before the next step. */
export type Step = { turns: number } & (
  | { do: 'open' | 'restart' }
  | { do: 'accept' | 'reject' | 'change' | 'crash' | 'close' | 'hide' | 'leave' | 'return' | 'online'; tab: number }
  | { do: 'pass'; ms: number }
)
export type Crossing = { seed: number; fates: Fate[]; steps: Step[] }
type State = { browser: Browser; wire: Wire; tabs: Tab[]; opened: number }

/** What is wrong in the end; nothing, if all is well. */
export async function cross({ seed, fates, steps }: Crossing): Promise<string[]> {
  const browser = makeBrowser(dice(seed))
  const { schedule } = browser
  const state: State = { browser, wire: makeWire(schedule, [...fates]), tabs: [], opened: 0 }
  for (let tabs = 0; tabs < 2; tabs++) await open(state)
  for (const step of steps) {
    await take(state, step)
    await schedule.calm()
    for (let most = step.turns; most > 0 && (await schedule.letOneGo()); most--);
  }
  // The network heals and time passes; who had given up hears that it is back; one page more is opened.
  state.wire.healed = true
  for (const tab of state.tabs) comeBack(state, tab)
  await schedule.pass(3_600_000)
  await open(state)
  for (const { page } of state.tabs) page.dispatchEvent(new Event('online'))
  await schedule.pass(3_600_000)
  return [...new Set([...state.wire.faults, ...(await lookAtReceipts(state))])]
}

async function take(state: State, step: Step): Promise<void> {
  const { browser, wire, tabs } = state
  const { schedule } = browser
  const here = tabs.filter(({ away }) => !away)
  const tab = 'tab' in step ? here[step.tab % here.length] : undefined
  switch (step.do) {
    case 'open':
      return tabs.length < 3 ? open(state) : undefined
    case 'restart':
      return wire.backend.restart()
    case 'pass':
      return schedule.pass(step.ms)
    case 'return': {
      const away = tabs.filter((each) => each.away)
      return comeBack(state, away[step.tab % away.length])
    }
  }
  if (!tab) return
  switch (step.do) {
    case 'accept':
    case 'reject':
    case 'change':
      schedule.tick()
      void (step.do === 'change'
        ? tab.consent.decide({ analytics: true })
        : step.do === 'accept'
          ? tab.consent.accept('all')
          : tab.consent.reject())
      return
    case 'online':
      tab.page.dispatchEvent(new Event('online'))
      return
    case 'hide':
      return ending(state, tab, 'visibilitychange')
    case 'leave':
      // A page that holds or waits for a lock is not put aside, it ends.
      if (browser.locks.holds(tab.id) || !schedule.isIdle(tab.id)) return
      ending(state, tab, 'pagehide')
      tab.away = true
      schedule.stall(tab.id)
      return
    case 'close':
      ending(state, tab, 'pagehide')
    // falls through
    case 'crash':
      wire.undisturbed = false
      browser.kill(tab.id)
      wire.died(tab.id)
      state.tabs = tabs.filter((each) => each !== tab)
  }
}

async function open(state: State): Promise<void> {
  const { browser, wire } = state
  const id = ++state.opened
  const tab = openTab(browser, id, { ...CONFIG, transport: http(BACKEND, wire.fetch(id), browser.schedule.now) })
  tab.consent.on('problem', ({ code, detail, cause }) => {
    if (!code.startsWith('backend-')) wire.faults.push(`${code}: ${detail ?? cause}`)
  })
  state.tabs.push(tab)
  await browser.schedule.calm()
}

function ending({ wire }: State, { page }: Tab, event: string): void {
  wire.undisturbed = false
  wire.hurrying = true
  page.dispatchEvent(new Event(event))
  wire.hurrying = false
}

function comeBack({ browser }: State, tab: Tab | undefined): void {
  if (!tab?.away) return
  tab.away = false
  browser.schedule.resume(tab.id)
  tab.page.dispatchEvent(new Event('pageshow'))
}

async function lookAtReceipts({ browser, wire, tabs }: State): Promise<string[]> {
  const faults: string[] = []
  const rows = new Map<string, { countersignature: string; index?: number }>()
  for await (const row of wire.backend.store.all()) {
    if (rows.has(row.id)) faults.push('kept twice')
    rows.set(row.id, row)
  }
  const entries = [...(await browser.database.entries())].filter(([key]) => key.startsWith('receipt:'))
  const kept = entries.map(([, value]) => value as KeptReceipt)
  for (const { id, status, countersignature, index, proof } of kept) {
    const row = rows.get(id)
    if (!row) faults.push(`never arrived (${status})`)
    else if (status !== 'countersigned' || countersignature !== row.countersignature)
      faults.push(`${status}, not as kept`)
    else if (index !== row.index || !proof?.includes(`\nindex ${index}\n`)) faults.push('another place in the log')
    rows.delete(id)
  }
  if (rows.size > 0) faults.push('the backend has what no browser signed')
  if (kept.some(({ index }) => !(index! < kept.length))) faults.push('the log has a gap')
  for (const { id, consent } of tabs) {
    const { pending, lastError } = consent.$sync.get()
    if (pending || lastError) faults.push(`tab ${id} says that ${pending} wait: ${lastError}`)
  }
  return [...faults, ...orderFaults(kept, wire)]
}

/** Each request is in the order of the decisions and of each key's chain; so are all, until the first thing goes wrong. */
function orderFaults(kept: KeptReceipt[], { arrivals }: Wire): string[] {
  const numbers = new Map(kept.map(({ receipt, seq }) => [receipt, seq]))
  const isInOrder = (receipts: string[]) => {
    const chains = new Map<string, number>()
    let newest = 0
    return receipts.every((receipt) => {
      const { sub, seq } = claimsOf(receipt)
      const follows = numbers.get(receipt)! >= newest && seq > (chains.get(sub) ?? 0)
      newest = numbers.get(receipt)!
      chains.set(sub, seq)
      return follows
    })
  }
  const first = [...new Set(arrivals.filter((each) => each.undisturbed).flatMap(({ receipts }) => receipts))]
  return [
    ...(arrivals.every(({ receipts }) => isInOrder(receipts)) ? [] : ['a request is out of order']),
    ...(isInOrder(first) ? [] : ['undisturbed, and out of order']),
  ]
}

const asked = { data: ['pages'], reason: 'r', benefit: 'b', recipients: [], retention: 'P1Y' }
const CONFIG: Config = {
  version: '1',
  regime: 'eu',
  controller: { name: 'Shop', contact: 'privacy@shop.example' },
  backend: BACKEND,
  purposes: [
    { ...asked, id: 'analytics', name: 'Analytics', basis: 'consent' },
    { ...asked, id: 'marketing', name: 'Marketing', basis: 'consent' },
  ],
}
