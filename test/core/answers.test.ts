// How a browser handles a backend's answers: each is kept with its receipt, and a malformed one is ignored.
import type { Delivery, ItemAnswer } from '@placet/core/http'
import { expect, test } from 'vitest'
import { BACKEND, customer } from './shop.ts'

const DAY = 86_400_000
const HUGE = 'x'.repeat(5_000_000)

/** Decides once, with a transport whose first answer is `first`. All later answers are well-formed. */
async function answeredWith(first: (receipts: string[]) => unknown) {
  const visitor = customer()
  let asked = 0
  const transport = async (receipts: string[]): Promise<Delivery> =>
    asked++
      ? { results: receipts.map(() => ({ status: 200, countersignature: 'a.b.c' })) }
      : (first(receipts) as Delivery)
  const shop = visitor.open({ transport })
  await visitor.schedule.calm()
  void shop.accept('all')
  await visitor.schedule.pass(1_000)
  const [then] = await visitor.said(shop.receipts())
  await visitor.rest()
  const [later] = await visitor.said(shop.receipts())
  return { problems: shop.problems, first: then?.status, later, asked }
}

test('position and proof of the log are kept with the receipt, and exported with it', async () => {
  const visitor = customer()
  const shop = visitor.open({ backend: BACKEND })
  await visitor.said(shop.reject())
  await visitor.said(shop.accept('all'))
  const kept = await visitor.said(shop.receipts())
  expect(kept.map(({ index }) => index)).toEqual([0, 1])
  const taken = await visitor.said(shop.export())
  for (const [at, { receipt, countersignature, proof, id }] of kept.entries()) {
    expect(proof).toMatch(/^c2sp\.org\/tlog-proof@v1\n/)
    const held = await visitor.network.store.find(id)
    expect(held).toMatchObject({ receipt, countersignature, index: at })
    expect(taken[at]).toMatchObject({ receipt, countersignature, proof, notice: { version: '1' } })
  }
})

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'ok'],
  ['no results', {}],
  ['no list', { results: { length: 1 } }],
  ['a text for results', { results: 'k' }],
  ['a number for results', { results: 1 }],
  ['fewer than were sent', { results: [] }],
  ['more than were sent', { results: [{ status: 201 }, { status: 201 }] }],
  ...[
    null,
    201,
    '201',
    [],
    {},
    { status: '201' },
    { status: 500 },
    { status: 429 },
    { status: 201, countersignature: 5 },
    { status: 201, countersignature: {} },
    { status: 201, countersignature: HUGE },
    { status: 201, proof: ['text'] },
    { status: 201, proof: HUGE },
    { status: 201, index: '7' },
    { status: 201, id: 'of-another-receipt' },
    { status: 422, id: 'of-another-receipt' },
    { status: 201, id: null },
  ].map((item): [string, unknown] => [JSON.stringify(item).slice(0, 50), { results: [item] }]),
])(
  'after a malformed answer (%s) the receipt is sent again; nothing throws, nothing is acknowledged',
  async (_, answer) => {
    const { first, later, problems, asked } = await answeredWith(() => answer)
    expect([first, later?.status, later?.countersignature, asked]).toEqual(['pending', 'countersigned', 'a.b.c', 2])
    expect(['backend-refused', 'backend-unreachable']).toContain(problems[0])
    expect(problems).toHaveLength(1)
  },
)

test('answers in the wrong order acknowledge no receipt', async () => {
  const visitor = customer()
  let confused = true
  const shop = visitor.open({
    transport: async (receipts) => {
      const ids = await Promise.all(receipts.map(idOf))
      if (confused) ids.reverse()
      return { results: ids.map((id) => ({ id, status: 201, countersignature: `for.${id}.c` })) }
    },
  })
  for (const act of [shop.accept('all'), shop.reject(), shop.accept('all')]) void act
  await visitor.schedule.pass(1_000)
  const before = await visitor.said(shop.receipts())
  expect(before.filter(({ countersignature, id }) => countersignature && countersignature !== `for.${id}.c`)).toEqual(
    [],
  )
  confused = false
  await visitor.schedule.pass(DAY)
  const kept = await visitor.said(shop.receipts())
  expect(kept.map(({ countersignature }) => countersignature)).toEqual(kept.map(({ id }) => `for.${id}.c`))
})

test.each<[unknown, string]>([
  [{ detail: 'Not this key’s.', code: 'signature-invalid' }, 'Not this key’s.'],
  [{ code: 'signature-invalid' }, 'signature-invalid'],
  [{ detail: { not: 'text' }, code: 7 }, '422'],
  [{ detail: HUGE }, '422'],
  ['why?', '422'],
  [null, '422'],
  [undefined, '422'],
])('the reason of a refused receipt is text, whatever the backend sent (%#)', async (problem, told) => {
  const { later, problems, asked } = await answeredWith(() => ({ results: [{ status: 422, problem }] }))
  expect([later?.status, later?.problem, problems, asked]).toEqual(['rejected', told, ['receipt-rejected'], 1])
})

test('a wrong clock is reported once per page, and the receipts are countersigned', async () => {
  const visitor = customer()
  const slow = { Date: { now: () => visitor.schedule.now() - 3 * DAY } }
  const shop = visitor.open({ backend: BACKEND }, { page: slow })
  await visitor.said(shop.accept('all'))
  await visitor.said(shop.reject())
  const kept = await visitor.said(shop.receipts())
  expect(kept.map(({ status }) => status)).toEqual(['countersigned', 'countersigned'])
  expect(shop.problems).toEqual(['clock-skewed'])
})

test.each([['clock-skew'], 5, null, {}, 'clock-skew', [['clock-skew']], ['notice-unknown']])(
  'flags of any shape (%j) leave the receipt accepted',
  async (flags) => {
    const item = { status: 201, countersignature: 'a.b.c', flags } as ItemAnswer
    const { later, problems } = await answeredWith(() => ({ results: [item] }))
    expect(later?.status).toBe('countersigned')
    expect(problems.filter((code) => code !== 'clock-skewed')).toEqual([])
  },
)

async function idOf(receipt: string): Promise<string> {
  const input = new TextEncoder().encode(receipt.slice(0, receipt.lastIndexOf('.')))
  return Buffer.from(await crypto.subtle.digest('SHA-256', input)).toString('base64url')
}
