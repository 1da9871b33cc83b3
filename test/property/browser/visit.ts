// A visit: steps of a customer, of the network and of fate, done one after the other in a simulated browser, with the
// oracle looking after each.
import type { Config } from '@placet/core'
import type { KeptReceipt } from '@placet/core'
import { parseCookie } from '@placet/core/cookie'
import { type Browser, makeBrowser } from './browser.ts'
import { BACKEND } from './backend.ts'
import type { Weather } from './network.ts'
import { type Answers, type Click, makeOracle, type Oracle } from './oracle.ts'
import { openTab, type Tab } from './tab.ts'

export type Said = 'all' | 'none' | { change: Answers } | { withdraw: string[] }
/**
 * `tab`: a number that chooses one of those that are open; `turns`: how much happens before the next step; `deaf`: how much of it
 * before a tab hears of another.
 */
export type Step = { turns: number } & (
  | { do: 'open' | 'evict cookie' | 'corrupt cookie' | 'evict vault' | 'new config' | 'old config' }
  | { do: 'reload' | 'close' | 'crash' | 'leave' | 'return' | 'stall'; tab: number }
  | { do: 'click'; tab: number; said: Said }
  | { do: 'race'; tab: number; said: Said; other: number; otherSaid: Said; deaf?: number }
  | { do: 'weather'; weather: Weather }
  | { do: 'pass'; ms: number }
  | { do: 'jump'; ms: number }
)
export type Visit = { regime: 'eu' | 'us'; seed: number; steps: Step[] }

const DAY = 86_400_000

export async function run({ regime, seed, steps }: Visit): Promise<string[]> {
  const browser = makeBrowser(dice(seed))
  const oracle = makeOracle(regime)
  const { schedule, network } = browser
  const state: State = { browser, oracle, regime, version: '1', tabs: [], nextTab: 1 }
  await open(state)
  for (const step of steps) {
    await take(state, step)
    await schedule.calm()
    for (let most = step.turns; most > 0 && (await schedule.letOneGo()); most--);
    await look(state)
  }
  // In the end all is well outside, time passes, and one page more is opened, then another.
  network.weather = 'online'
  for (const tab of state.tabs) comeBack(state, tab)
  await schedule.pass(3_600_000)
  const first = await open(state)
  await schedule.pass(3_600_000)
  await close(state, first)
  const last = await open(state)
  await schedule.pass(3_600_000)
  await look(state)
  oracle.look('a fresh page', last.asks, last.consent.has, Math.floor(schedule.now() / DAY))
  await harvest(state)
  await oracle.lookAtReceipts()
  await oracle.lookAtBackend(network.store.all())
  const cookie = cookieOf(browser)
  if (oracle.clicks.length > 0 && !cookie) oracle.faults.push('I2: no cookie is left')
  if (cookie?.pending) oracle.faults.push('I6: every next page would open the vault')
  return [...new Set(oracle.faults)]
}

type State = {
  browser: Browser
  oracle: Oracle
  regime: 'eu' | 'us'
  version: string
  tabs: Tab[]
  nextTab: number
  low?: Tab
  /** The last click was made in two tabs at once. */
  race?: object
}

async function take(state: State, step: Step): Promise<void> {
  const { browser, oracle, tabs } = state
  const { schedule, jar, network, database } = browser
  const here = tabs.filter((each) => !each.away)
  const chosen = 'tab' in step ? here[step.tab % here.length] : undefined
  switch (step.do) {
    case 'open':
      if (tabs.length < 4) await open(state)
      return
    case 'reload':
      if (chosen) await close(state, chosen)
      await open(state)
      return
    case 'close':
      if (chosen) await close(state, chosen)
      return
    case 'crash':
      if (chosen) await kill(state, chosen)
      return
    case 'leave':
      // What holds a lock or is in the middle of something is not kept for going back.
      if (!chosen || browser.locks.holds(chosen.id) || !schedule.isIdle(chosen.id)) return
      chosen.page.dispatchEvent(new Event('pagehide'))
      chosen.away = true
      oracle.slow.add(chosen.id)
      schedule.stall(chosen.id)
      return
    case 'return': {
      const away = tabs.filter((each) => each.away)
      const back = away[step.tab % away.length]
      if (back) comeBack(state, back)
      return
    }
    case 'click':
      // Nobody is so quick after a tie that its news has not come.
      if (oracle.clicks.at(-1)?.tied) await schedule.deliver()
      if (state.low && state.low !== chosen) await settleLow(state)
      if (chosen) click(state, chosen, step.said, intended(oracle, chosen, step.said))
      return
    case 'race': {
      const second = here[step.other % here.length]
      if (!chosen || !second || chosen === second) return
      if (state.low) await settleLow(state)
      await schedule.deliver()
      // The second process has not heard of the first one's write when it reads its cookie.
      const before = jar.copy()
      const meant = intended(oracle, chosen, step.said)
      const otherMeant = intended(oracle, second, step.otherSaid)
      const one = click(state, chosen, step.said, meant)
      browser.snapshot = before
      const other = click(state, second, step.otherSaid, otherMeant, one)
      browser.snapshot = undefined
      oracle.tie(one, other)
      const race = (state.race = {})
      for (const [tab, own] of [
        [chosen, one],
        [second, other],
      ] as const)
        tab.consent.on('decision', () => {
          if (state.race === race) oracle.lookAtOwnRefusals(own, tab.consent.has)
        })
      await schedule.calm()
      for (let most = step.deaf ?? 0; most > 0 && (await schedule.letOneGo(({ lane }) => lane !== 'message')); most--);
      return
    }
    case 'weather':
      network.weather = step.weather
      if (step.weather === 'online') for (const { page } of here) page.dispatchEvent(new Event('online'))
      return
    case 'pass':
      return schedule.pass(step.ms)
    case 'stall':
      if (chosen) oracle.slow.add(chosen.id)
      return schedule.pass(5_000, chosen?.id)
    case 'jump':
      if (step.ms < 0) oracle.clockWentBack()
      return schedule.jump(step.ms)
    case 'new config':
    case 'old config':
      state.version = step.do === 'new config' ? '2' : '1'
      return
    case 'evict cookie':
    case 'corrupt cookie': {
      const latest = (await database.entries()).get('decision') as Click | undefined
      // Both copies gone is no case of ours.
      if (!latest && oracle.clicks.length > 0) return
      await schedule.deliver()
      await harvest(state)
      oracle.cookieLost()
      if (latest && latest.seq !== cookieOf(browser)?.seq) oracle.either(latest)
      if (step.do === 'evict cookie') jar.evict()
      else jar.corrupt()
      return
    }
    case 'evict vault': {
      const newest = oracle.clicks.at(-1)
      if (newest && (cookieOf(browser)?.seq ?? 0) < newest.seq) return
      await schedule.deliver()
      await harvest(state)
      oracle.vaultLost()
      await database.evict()
    }
  }
}

async function open(state: State): Promise<Tab> {
  const { browser, oracle, regime, version, tabs } = state
  const tab = openTab(browser, state.nextTab++, { ...CONFIG, regime, version })
  oracle.opened(tab.id, tab.asks)
  tab.consent.on('receipt', (kept) => note(oracle, kept))
  tab.consent.on('problem', ({ code, cause }) => {
    if (['chunk-unavailable', 'listener-failed', 'effect-failed'].includes(code))
      oracle.faults.push(`I9: ${code} ${String(cause)}`)
  })
  tabs.push(tab)
  await browser.schedule.calm()
  return tab
}

// Nor so quick in another tab when the cookie was lost in between.
async function settleLow(state: State): Promise<void> {
  await state.browser.schedule.pass(15_000)
  delete state.low
}

async function close(state: State, tab: Tab): Promise<void> {
  tab.page.dispatchEvent(new Event('pagehide'))
  await kill(state, tab)
}

async function kill(state: State, tab: Tab): Promise<void> {
  await harvest(state)
  state.browser.kill(tab.id)
  state.oracle.died(tab.id)
  if (state.low === tab) delete state.low
  state.tabs = state.tabs.filter((each) => each !== tab)
}

function comeBack({ browser }: State, tab: Tab): void {
  if (!tab.away) return
  tab.away = false
  browser.schedule.resume(tab.id)
  tab.page.dispatchEvent(new Event('pageshow'))
}

function click(state: State, tab: Tab, said: Said, answers: Answers, beside?: Click): Click {
  const { oracle, browser } = state
  const { schedule } = browser
  delete state.race
  do schedule.tick()
  while (oracle.clicks.some(({ at }) => at === schedule.now()))
  const before = Math.max(
    0,
    ...oracle.clicks.map(({ seq }) => seq),
    ...state.tabs.map((each) => each.consent.$decision.get().seq),
  )
  void speak(tab, said)
  const at = schedule.now()
  const { seq, answers: shown } = tab.consent.$decision.get()
  const low = !beside && seq <= before
  const made = { at, tab: tab.id, seq, asks: tab.asks, day: Math.floor(at / DAY), answers, shown, low, tied: false }
  oracle.clicked(made)
  if (made.low) state.low = tab
  oracle.look(`tab ${tab.id}, which was clicked,`, tab.asks, tab.consent.has)
  return made
}

function speak({ consent }: Tab, said: Said): unknown {
  if (said === 'all') return consent.accept('all')
  if (said === 'none') return consent.reject()
  return 'change' in said ? consent.decide(said.change) : consent.withdraw(said.withdraw)
}

function intended(oracle: Oracle, { asks, consent }: Tab, said: Said): Answers {
  if (said === 'all' || said === 'none') return oracle.everyone(said === 'all')
  const change = 'change' in said ? said.change : Object.fromEntries(said.withdraw.map((id) => [id, false]))
  return oracle.changed(asks, consent.has, change)
}

async function look(state: State): Promise<void> {
  const { browser, oracle, tabs } = state
  // A tab that waits to record what came before does not know of it yet, and takes its own for the newest.
  if (state.low && browser.schedule.isIdle(state.low.id) && !oracle.waits()) {
    await browser.schedule.deliver()
    delete state.low
  }
  const tied = oracle.clicks.at(-1)?.tied && tabs.some((each) => browser.schedule.hasNews(each.id))
  for (const tab of tied ? [] : tabs) {
    const elsewhere = state.low !== undefined && state.low !== tab
    if (!tab.away && !elsewhere && !browser.schedule.hasNews(tab.id))
      oracle.look(`tab ${tab.id}`, tab.asks, tab.consent.has)
  }
}

/** What was signed and committed, even if its page died before it could tell. */
async function harvest({ browser, oracle }: State): Promise<void> {
  for (const [key, value] of await browser.database.entries()) {
    if (key.startsWith('receipt:')) note(oracle, value as KeptReceipt)
  }
}

function note({ receipts }: Oracle, kept: KeptReceipt): void {
  receipts.set(kept.id, kept)
}

function cookieOf({ jar }: Browser): ReturnType<typeof parseCookie> {
  return parseCookie(jar.read().split('=')[1] ?? '')
}

/** The same throws for the same seed (mulberry32). */
export function dice(seed: number): (many: number) => number {
  return (many) => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * many)
  }
}

const asked = { data: ['pages'], reason: 'r', benefit: 'b', recipients: [], retention: 'P1Y' }
const CONFIG: Omit<Config, 'version'> = {
  controller: { name: 'Shop', contact: 'privacy@shop.example' },
  backend: BACKEND,
  purposes: [
    { ...asked, id: 'necessary', name: 'Cart', basis: 'exempt' },
    { ...asked, id: 'analytics', name: 'Analytics', basis: 'consent', services: [{ id: 'ga', name: 'GA' }] },
    { ...asked, id: 'marketing', name: 'Marketing', basis: 'consent' },
    { ...asked, id: 'measure', name: 'Measuring', basis: 'legitimate-interest' },
  ],
}
