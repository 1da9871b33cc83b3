// A page that stood still was taken for dead, and another signed what the cookie said. When it goes on, whose receipt is that?
import { expect, test } from 'vitest'
import type { Transport } from '@placet/core/http'
import { customer } from './shop.ts'

test('a decision whose page stood still has one receipt: signed by another page, claimed by its own', async () => {
  const { visitor, act, other } = await standingStill()
  const [late, ...more] = await visitor.said(other.receipts())
  expect([late?.late, more]).toEqual([true, []])
  const kept = await act.goesOn()
  expect(kept).toEqual({ ...late, late: act.at })
  expect(await visitor.said(other.receipts())).toEqual([kept])
})

test('what was signed for a page that never came back stays nobody’s, and a later click of its number has its own', async () => {
  const { visitor, other } = await standingStill()
  other.close()
  visitor.jar.evict()
  // It has no time to find that the cookie was lost.
  const next = visitor.open()
  const kept = await visitor.said(next.accept('all'))
  expect((await visitor.said(next.receipts())).map(({ seq, late }) => [seq, late])).toEqual([
    [1, true],
    [2, undefined],
  ])
  expect(kept).toMatchObject({ seq: 2, dec: { analytics: 'renewed' } })
})

test('of two that stood still, each has the receipt of its own number', async () => {
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

test('what the backend says of it while it is claimed is asked for again; the claim stands', async () => {
  const backend = slowBackend()
  const { visitor, act, other } = await standingStill(backend.transport)
  const claimed = await act.goesOn()
  expect([claimed?.status, claimed?.late]).toEqual(['pending', act.at])
  await visitor.said(backend.answer())
  expect(await visitor.said(other.receipts())).toEqual([{ ...claimed, status: 'acknowledged' }])
  expect(backend.asked()).toBe(2)
})

test('what the backend says in the very moment it is claimed is kept, and so is the claim', async () => {
  const backend = slowBackend()
  const meanwhile = async () => backend.answer()
  const { visitor, act, other } = await standingStill(backend.transport, meanwhile)
  await act.goesOn()
  const kept = await visitor.said(other.receipts())
  expect(kept.map(({ status, late }) => [status, late])).toEqual([['acknowledged', act.at]])
})

type Visitor = ReturnType<typeof customer>

// `meanwhile` happens after the slow page has read what is kept, and before it writes.
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

function clickAndStand(visitor: Visitor, page: ReturnType<Visitor['open']>) {
  const at = visitor.schedule.now()
  const kept = page.accept('all')
  visitor.schedule.stall(page.tab.id)
  return {
    at,
    goesOn() {
      visitor.schedule.resume(page.tab.id)
      return visitor.said(kept)
    },
  }
}

// Takes the first receipts and says nothing until it is told to; the next ones it acknowledges at once.
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
