// A page stands still for so long that another page signs its decision. When it goes on, it claims that receipt.
import { describe, expect, test } from 'vitest'
import type { Transport } from '@placet/core/http'
import { customer, SHOP } from './shop.ts'

test('a decision whose page stood still has one receipt: signed by another page, claimed by its own', async () => {
  const { visitor, act, other } = await standingStill()
  const [late, ...more] = await visitor.said(other.receipts())
  expect([late?.late, more]).toEqual([true, []])
  const kept = await act.goesOn()
  expect(kept).toEqual({ ...late, late: act.at })
  expect(await visitor.said(other.receipts())).toEqual([kept])
})

test('a receipt of a page that never came back stays unclaimed; a later click of the same number gets its own', async () => {
  const { visitor, other } = await standingStill()
  other.close()
  visitor.jar.evict()
  // The page has no time to notice that the cookie was lost.
  const next = visitor.open()
  const kept = await visitor.said(next.accept('all'))
  expect((await visitor.said(next.receipts())).map(({ seq, late }) => [seq, late])).toEqual([
    [1, true],
    [2, undefined],
  ])
  expect(kept).toMatchObject({ seq: 2, dec: { analytics: 'renewed' } })
})

test('two pages that stood still each claim the receipt of their own number', async () => {
  const visitor = customer()
  const [first, second] = [visitor.open(), visitor.open()]
  const one = clickAndStand(visitor, first)
  visitor.schedule.tick()
  const two = clickAndStand(visitor, second)
  const other = visitor.open()
  await visitor.rest()
  const [early, newest] = [await one.goesOn(), await two.goesOn()]
  expect([early?.late, newest?.late]).toEqual([undefined, two.at])
  expect([early?.seq, newest?.seq]).toEqual([3, 2])
  expect((await visitor.said(other.receipts())).length).toBe(2)
})

test('an answer that arrives while the receipt is claimed is requested again; the claim stands', async () => {
  const backend = slowBackend()
  const { visitor, act, other } = await standingStill(backend.transport)
  const claimed = await act.goesOn()
  expect([claimed?.status, claimed?.late]).toEqual(['pending', act.at])
  await visitor.said(backend.answer())
  expect(await visitor.said(other.receipts())).toEqual([{ ...claimed, status: 'acknowledged' }])
  expect(backend.asked()).toBe(2)
})

test('an answer that is stored just before the claim is kept, and so is the claim', async () => {
  const backend = slowBackend()
  const meanwhile = async () => backend.answer()
  const { visitor, act, other } = await standingStill(backend.transport, meanwhile)
  await act.goesOn()
  const kept = await visitor.said(other.receipts())
  expect(kept.map(({ status, late }) => [status, late])).toEqual([['acknowledged', act.at]])
})

test('a yes after a no whose page was closed holds, though the no is signed late', async () => {
  const visitor = customer()
  const dying = visitor.open()
  const next = visitor.open()
  await visitor.rest()
  clickAndStand(visitor, dying, (page) => page.reject())
  dying.close()
  visitor.schedule.tick()
  const kept = await visitor.said(next.accept('all'))
  expect((await visitor.said(next.receipts())).map(({ seq, late }) => [seq, late])).toEqual([
    [1, true],
    [2, undefined],
  ])
  expect([kept?.seq, next.has('marketing')]).toEqual([2, true])
})

test('a listener on the claiming page is called with the claimed receipt', async () => {
  const visitor = customer()
  const slow = visitor.open()
  const told: unknown[] = []
  slow.on('receipt', ({ seq, late }) => told.push([seq, late]))
  const act = clickAndStand(visitor, slow)
  visitor.open()
  await visitor.rest()
  await act.goesOn()
  expect(told).toEqual([[1, act.at]])
})

test('a purpose that was refused and is exempt now does not prevent a claim', async () => {
  const visitor = customer()
  await visitor.said(visitor.open().reject())
  const purposes = SHOP.purposes.map((each) => (each.id === 'analytics' ? { ...each, basis: 'exempt' as const } : each))
  const now = { version: '2', purposes }
  const act = clickAndStand(visitor, visitor.open(now))
  const other = visitor.open(now)
  await visitor.rest()
  expect((await act.goesOn())?.late).toBe(act.at)
  expect((await visitor.said(other.receipts())).length).toBe(2)
})

describe('two decisions at the same moment, with one number, both pages standing still', () => {
  const yes = (page: Page) => page.accept('all')
  const no = (page: Page) => page.reject()

  test('same answers: one page claims the signed receipt, the other signs', async () => {
    const { visitor, one, two, other } = await twins(yes, yes)
    const [first, second] = [await one.goesOn(), await two.goesOn()]
    expect([first?.late, second?.late]).toEqual([one.at, undefined])
    expect((await visitor.said(other.receipts())).length).toBe(2)
  })

  test.each([
    ['a yes, then a no', yes, no, false],
    ['a yes, then a no that goes on first', yes, no, true],
    ['a no, then a yes', no, yes, false],
    ['a no, then a yes that goes on first', no, yes, true],
  ])('%s: each decision has a receipt with its answers, and the refusal holds', async (_, say, sayNext, turned) => {
    const { visitor, one, two, other } = await twins(say, sayNext)
    const later = turned ? undefined : await one.goesOn()
    const second = await two.goesOn()
    const first = later ?? (await one.goesOn())
    expect([first?.late, second?.late]).toEqual([undefined, two.at])
    expect([first?.dec.marketing === 'given', second?.dec.marketing === 'given']).toEqual([
      say === yes,
      sayNext === yes,
    ])
    const next = visitor.open()
    await visitor.rest()
    expect([next.has('marketing'), other.has('marketing')]).toEqual([false, false])
  })
})

type Visitor = ReturnType<typeof customer>
type Page = ReturnType<Visitor['open']>

// The second process has not seen the first one's cookie yet; the second one's cookie stays.
async function twins(say: Say, sayNext: Say) {
  const visitor = customer()
  const [first, second] = [visitor.open(), visitor.open()]
  await visitor.rest()
  const before = visitor.jar.copy()
  const one = clickAndStand(visitor, first, say)
  visitor.schedule.tick()
  visitor.browser.snapshot = before
  const two = clickAndStand(visitor, second, sayNext)
  visitor.browser.snapshot = undefined
  const other = visitor.open()
  await visitor.rest()
  return { visitor, one, two, other }
}

type Say = (page: Page) => ReturnType<Page['accept']>

// `meanwhile` runs after the slow page has read the vault, and before it writes.
async function standingStill(transport?: Transport, meanwhile?: () => Promise<unknown>) {
  const visitor = customer()
  const store = visitor.database.of(1)
  const write: typeof store = async (mode, work) => {
    if (mode === 'readwrite' && meanwhile) {
      await meanwhile()
      await new Promise<void>((go) => visitor.schedule.later(1, go, 1_000))
    }
    return store(mode, work)
  }
  const options = transport ? { transport } : {}
  const act = clickAndStand(visitor, visitor.open(options, { device: { store: write } }))
  const other = visitor.open(options)
  await visitor.rest()
  return { visitor, act, other }
}

function clickAndStand(visitor: Visitor, page: Page, say: Say = () => page.accept('all')) {
  const at = visitor.schedule.now()
  const kept = say(page)
  visitor.schedule.stall(page.tab.id)
  return {
    at,
    goesOn() {
      visitor.schedule.resume(page.tab.id)
      return visitor.said(kept)
    },
  }
}

// Answers the first request only when the test releases it, and the next ones at once.
function slowBackend() {
  let asked = 0
  const waiting: (() => void)[] = []
  const transport: Transport = async (receipts) => {
    if (++asked === 1) await new Promise<void>((go) => waiting.push(go))
    return { results: receipts.map(() => ({ status: 201 })) }
  }
  const answer = async () => waiting.pop()?.()
  return { transport, answer, asked: () => asked }
}

test('when one of two missing decisions has come, the other’s tab is waited for anew', async () => {
  const visitor = customer()
  const [one, two, three] = [visitor.open(), visitor.open(), visitor.open()]
  await visitor.rest()
  const { schedule } = visitor
  for (const slow of [one, two]) {
    void slow.reject()
    await schedule.deliver()
    schedule.stall(slow.tab.id)
  }
  void three.reject()
  await schedule.pass(3_000)
  schedule.resume(one.tab.id)
  await schedule.pass(1_500)
  schedule.resume(two.tab.id)
  await visitor.rest()
  const kept = await visitor.said(three.receipts())
  expect(kept.map(({ seq, late }) => [seq, late])).toEqual([
    [1, undefined],
    [2, undefined],
    [3, undefined],
  ])
})
