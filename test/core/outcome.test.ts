// The outcomes (`dec`) and the event (`evt`) of a receipt: the tables of docs/receipt-format.md.
import { expect, test } from 'vitest'
import { claimsOf, customer, SHOP, trusted } from './shop.ts'

type Shop = ReturnType<ReturnType<typeof customer>['open']>
const all = (shop: Shop) => shop.accept('all')
const none = (shop: Shop) => shop.reject()
const only = (id: string) => (shop: Shop) => shop.accept([id])
const off = (id: string) => (shop: Shop) => shop.withdraw([id])
const change = (answers: Record<string, boolean>) => (shop: Shop) => shop.decide(answers)

async function receiptsOf(regime: 'eu' | 'us', acts: ((shop: Shop) => ReturnType<typeof all>)[], gpc = false) {
  const visitor = customer()
  const shop = visitor.open({ regime, signals: [() => ({ gpc })] })
  await visitor.rest()
  const claims = []
  for (const act of acts) claims.push(claimsOf((await visitor.said(act(shop)))?.receipt))
  return claims
}

const exempt = { necessary: 'exempt' }

test.each([
  ['refuses all', 'eu', [none], 'refused', { analytics: 'refused', marketing: 'refused', measure: 'objected' }],
  ['allows all', 'eu', [all], 'given', { analytics: 'given', marketing: 'given', measure: 'exempt' }],
  ['allows one', 'eu', [only('analytics')], 'given', { analytics: 'given', marketing: 'refused', measure: 'objected' }],
  [
    'allows all once more',
    'eu',
    [all, all],
    'renewed',
    { analytics: 'renewed', marketing: 'renewed', measure: 'exempt' },
  ],
  [
    'takes one back',
    'eu',
    [all, off('marketing')],
    'withdrawn',
    { analytics: 'renewed', marketing: 'withdrawn', measure: 'exempt' },
  ],
  [
    'takes all back',
    'eu',
    [all, none],
    'withdrawn',
    { analytics: 'withdrawn', marketing: 'withdrawn', measure: 'objected' },
  ],
  [
    'gives again what was withdrawn',
    'eu',
    [all, none, all],
    'changed',
    { analytics: 'given', marketing: 'given', measure: 'exempt' },
  ],
  [
    'still refuses what was withdrawn',
    'eu',
    [all, none, none],
    'renewed',
    { analytics: 'refused', marketing: 'refused', measure: 'objected' },
  ],
  [
    'changes one for another',
    'eu',
    [only('analytics'), change({ analytics: false, marketing: true })],
    'changed',
    { analytics: 'withdrawn', marketing: 'given', measure: 'objected' },
  ],
  ['gives after a no', 'eu', [none, all], 'given', { analytics: 'given', marketing: 'given', measure: 'exempt' }],
  [
    'leaves one service out',
    'eu',
    [change({ analytics: true, 'analytics/ga': false })],
    'given',
    { analytics: 'given', 'analytics/ga': 'refused', marketing: 'refused', measure: 'exempt' },
  ],
  [
    'takes one service back',
    'eu',
    [all, off('analytics/ga')],
    'withdrawn',
    { analytics: 'renewed', 'analytics/ga': 'withdrawn', marketing: 'renewed', measure: 'exempt' },
  ],
  [
    'opts out of one',
    'us',
    [off('marketing')],
    'refused',
    { analytics: 'exempt', marketing: 'objected', measure: 'exempt' },
  ],
  [
    'says yes to what is on anyway',
    'us',
    [all],
    'given',
    { analytics: 'given', marketing: 'given', measure: 'exempt' },
  ],
  [
    'takes back what was said yes to',
    'us',
    [all, off('marketing')],
    'withdrawn',
    { analytics: 'renewed', marketing: 'withdrawn', measure: 'exempt' },
  ],
  [
    'opts out, then in',
    'us',
    [none, only('analytics')],
    'given',
    { analytics: 'given', marketing: 'objected', measure: 'objected' },
  ],
] as const)('a customer who %s (%s)', async (_, regime, acts, evt, dec) => {
  const receipt = (await receiptsOf(regime, [...acts])).at(-1)
  expect(receipt).toMatchObject({ evt, jur: regime, dur: regime === 'eu' ? 'P6M' : 'P1Y' })
  expect(receipt?.dec).toEqual({ ...exempt, ...dec })
})

test('a purpose that was only left on is never given', async () => {
  const [receipt] = await receiptsOf('us', [change({ measure: true })])
  expect(receipt).toMatchObject({
    evt: 'renewed',
    dec: { analytics: 'exempt', marketing: 'exempt', measure: 'exempt' },
  })
})

test('a legitimate interest that was consent before is not renewed consent', async () => {
  const visitor = customer()
  await visitor.said(visitor.open().accept('all'))
  const purposes = SHOP.purposes.map((each) =>
    each.id === 'marketing' ? { ...each, basis: 'legitimate-interest' as const } : each,
  )
  const kept = await visitor.said(visitor.open({ version: '2', purposes }).accept('all'))
  expect(kept?.dec.marketing).toBe('exempt')
})

test('a signal against a purpose that was left on has an event and a receipt of its own', async () => {
  const visitor = customer()
  const before = visitor.open({ regime: 'us' })
  await visitor.rest()
  await visitor.said(before.decide({ measure: false }))
  before.close()
  const shop = visitor.open({ regime: 'us', signals: [() => ({ gpc: true })] })
  expect(shop.has('analytics')).toBe(false)
  await visitor.rest()
  const [, signal] = await visitor.said(shop.receipts())
  expect(claimsOf(signal?.receipt)).toMatchObject({
    evt: 'signal',
    ui: { m: 'api', a: 'withdraw', t: false },
    sig: { gpc: true, dnt: false },
    dec: { analytics: 'objected', marketing: 'objected' },
  })
})

test('a trusted click is recorded as such; a grant by a program is recorded as api, its refusal keeps the surface', async () => {
  const visitor = customer()
  const shop = visitor.open()
  const gesture = async (act: Promise<{ receipt: string } | undefined>) =>
    claimsOf((await visitor.said(act))?.receipt).ui
  expect(await gesture(shop.accept('all', { surface: 'banner', event: trusted() }))).toEqual({
    m: 'banner',
    a: 'accept_all',
    t: true,
  })
  expect(await gesture(shop.accept('all', { surface: 'banner', event: new Event('click') }))).toEqual({
    m: 'api',
    a: 'accept_all',
    t: false,
  })
  expect(await gesture(shop.reject({ surface: 'banner', event: new Event('click') }))).toEqual({
    m: 'banner',
    a: 'reject_all',
    t: false,
  })
  expect(await gesture(shop.decide({ analytics: true }))).toEqual({ m: 'api', a: 'save', t: false })
  expect(await gesture(shop.withdraw())).toEqual({ m: 'api', a: 'withdraw', t: false })
})
