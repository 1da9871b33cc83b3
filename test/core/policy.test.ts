// What each regime means, and which changes of a config ask every customer again.
import { dayAfter, makePolicy } from '@placet/core/policy'
import { expect, test } from 'vitest'
import { SHOP } from './shop.ts'

const [necessary, analytics, marketing, measure] = SHOP.purposes
const withAnalytics = (change: object) => ({
  ...SHOP,
  purposes: [necessary!, { ...analytics!, ...change }, marketing!, measure!],
})
const asks = (config: Parameters<typeof makePolicy>[0]) => makePolicy(config).asks

test('eu: consent is off until given, legitimate interest on until objected to, what is exempt always on', () => {
  const { regime, optIn, defaultAnswers, refusedAnswers, expiry } = makePolicy(SHOP)
  expect({ regime, optIn, expiry }).toEqual({ regime: 'eu', optIn: true, expiry: 'P6M' })
  expect(defaultAnswers).toEqual({ necessary: true, analytics: false, marketing: false, measure: true })
  expect(refusedAnswers).toEqual({ necessary: true, analytics: false, marketing: false, measure: false })
})

test('us: everything is on until opted out', () => {
  const { regime, optIn, defaultAnswers, expiry } = makePolicy({ ...SHOP, regime: 'us' })
  expect({ regime, optIn, expiry }).toEqual({ regime: 'us', optIn: false, expiry: 'P1Y' })
  expect(defaultAnswers).toEqual({ necessary: true, analytics: true, marketing: true, measure: true })
  expect(makePolicy({ ...SHOP, expiry: 'P3M' }).expiry).toBe('P3M')
})

test.each(['eu', 'us'] as const)('an unknown basis is refused in %s', (regime) => {
  for (const basis of ['Consent', 'legitimate_interest', '', undefined]) {
    const { defaultAnswers } = makePolicy({ ...withAnalytics({ basis }), regime } as typeof SHOP)
    expect(defaultAnswers.analytics).toBe(false)
  }
})

test('ids are purposes and services', () => {
  expect([...makePolicy(SHOP).ids]).toEqual([
    'necessary',
    'analytics',
    'analytics/ga',
    'analytics/matomo',
    'marketing',
    'measure',
  ])
})

test.each([
  ['the version', { ...SHOP, version: '2' }],
  ['what data', withAnalytics({ data: ['pages', 'address'] })],
  ['the basis', withAnalytics({ basis: 'legitimate-interest' })],
  ['a recipient', withAnalytics({ recipients: [{ name: 'G', country: 'US' }] })],
  ['how long it stays', withAnalytics({ retention: 'P2Y' })],
  ['an id', withAnalytics({ id: 'statistics' })],
  ['a service', withAnalytics({ services: [{ id: 'ga', name: 'GA' }] })],
  [
    'a service’s recipient',
    withAnalytics({
      services: [
        { id: 'ga', name: 'GA', recipients: [{ name: 'G', country: 'US' }] },
        { id: 'matomo', name: 'Matomo' },
      ],
    }),
  ],
  ['that a purpose is gone', { ...SHOP, purposes: [necessary!, analytics!, marketing!] }],
])('customers are asked again if this changes: %s', (_, config) => {
  expect(asks(config as typeof SHOP)).not.toBe(asks(SHOP))
})

test('a change of name or country makes another recipient', () => {
  const to = (name: string, country: string) => asks(withAnalytics({ recipients: [{ name, country }] }))
  expect(new Set([to('G', 'US'), to('M', 'US'), to('G', 'IE')]).size).toBe(3)
})

test.each([
  ['a reason', withAnalytics({ reason: 'To learn more.' })],
  ['a benefit', withAnalytics({ benefit: 'An even better shop.' })],
  ['a name', withAnalytics({ name: 'Counting' })],
  [
    'a service’s name',
    withAnalytics({
      services: [
        { id: 'ga', name: 'Google' },
        { id: 'matomo', name: 'Matomo' },
      ],
    }),
  ],
  ['what data', withAnalytics({ data: ['the pages'] })],
  ['hosts or storage', withAnalytics({ hosts: ['a.example'], storage: ['_ga*'] })],
  ['the controller', { ...SHOP, controller: { name: 'Shop Ltd', contact: 'x@shop.example' } }],
])('customers are not asked again if only this is reworded: %s', (_, config) => {
  expect(asks(config as typeof SHOP)).toBe(asks(SHOP))
})

const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, turned(inner)]),
  )
}
const SERVICES = [
  { id: 'ga', name: 'GA' },
  { id: 'matomo', name: 'Matomo' },
]
const two = {
  recipients: [
    { name: 'G', country: 'US' },
    { name: 'H', country: 'IE' },
  ],
}

test.each([
  ['members stand in another order', turned(SHOP), SHOP],
  ['purposes stand in another order', { ...SHOP, purposes: [...SHOP.purposes].reverse() }, SHOP],
  ['services stand in another order', withAnalytics({ services: SERVICES.reverse() }), SHOP],
  [
    'recipients stand in another order',
    withAnalytics({ recipients: [...two.recipients].reverse() }),
    withAnalytics(two),
  ],
  ['an empty list of services is left out', withAnalytics({ services: [] }), withAnalytics({ services: undefined })],
])('customers are not asked again if %s', (_, one, other) => {
  expect(asks(one as typeof SHOP)).toBe(asks(other as typeof SHOP))
})

test('a year has 365 days, a month a twelfth of them', () => {
  expect([dayAfter(0, 'P1Y'), dayAfter(0, 'P6M'), dayAfter(10, 'P2W3D'), dayAfter(0, 'P1Y6M')]).toEqual([
    365, 183, 27, 548,
  ])
})
