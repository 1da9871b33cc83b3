// The part of the config check that every page runs. A fault is reported with its place.
import { createConsent } from '@placet/core'
import { expect, test } from 'vitest'
import { customer, SHOP } from './shop.ts'

const [, purpose, marketing] = SHOP.purposes
const withPurpose = (change: object) => ({ ...SHOP, purposes: [{ ...purpose!, ...change }] })

test.each<[string, unknown, RegExp]>([
  ['nothing', undefined, /purposes/],
  ['null', null, /purposes/],
  ['purposes that are no list', { ...SHOP, purposes: 'all' }, /purposes: "all"/],
  ['a misspelt basis', withPurpose({ basis: 'Consent' }), /analytics Consent P1Y/],
  ['no basis', withPurpose({ basis: undefined }), /analytics undefined P1Y/],
  ['a malformed id', withPurpose({ id: 'Analytics' }), /Analytics consent/],
  ['an id twice', { ...SHOP, purposes: [marketing!, marketing!] }, /the same id twice among marketing,marketing/],
  [
    'a service twice',
    withPurpose({
      services: [
        { id: 'a', name: 'A' },
        { id: 'a', name: 'B' },
      ],
    }),
    /twice/,
  ],
  ['a malformed service id', withPurpose({ services: [{ id: 'G A', name: 'A' }] }), /analytics\/G A/],
  ['a retention that is no duration', withPurpose({ retention: '6 months' }), /6 months/],
  ['a number as expiry', { ...SHOP, expiry: 6 }, /expiry: 6/],
  ['a record retention in words', { ...SHOP, record: { retention: 'P' } }, /record.retention: P/],
  ['one language as a text', { ...SHOP, languages: 'de' }, /languages: de/],
  ['no language', { ...SHOP, languages: [''] }, /languages/],
  ['no recipients', withPurpose({ recipients: undefined }), /analytics > {2}\(undefined\)/],
  ['a recipient without a country', withPurpose({ recipients: [{ name: 'G' }] }), /G \(undefined\)/],
  ['a country of three letters', withPurpose({ recipients: [{ name: 'G', country: 'USA' }] }), /G \(USA\)/],
  [
    'a service’s recipient without a country',
    withPurpose({ services: [{ id: 'a', name: 'A', recipients: [{ name: 'G' }] }] }),
    /analytics\/a > G/,
  ],
  ['no language at all', { ...SHOP, languages: [] }, /languages/],
  ['no name', withPurpose({ name: undefined }), /analytics: name/],
  ['services that are null', withPurpose({ services: null }), /purposes/],
  ['a purpose that is null', { ...SHOP, purposes: [null] }, /purposes/],
  ['data as a text', withPurpose({ data: 'pages' }), /analytics consent P1Y false/],
  ['no data', withPurpose({ data: [] }), /analytics consent P1Y 0/],
  ['a regime of one’s own', { ...SHOP, regime: 'uk' }, /regime: uk/],
  ['a policy that is a script', { ...SHOP, policy: 'javascript:alert(1)' }, /policy: javascript/],
  ['a policy in disguise', { ...SHOP, policy: ' javascript:alert(1)' }, /policy/],
  ['a policy that is data', { ...SHOP, policy: 'DATA:text/html,x' }, /policy/],
  ['no controller', { ...SHOP, controller: undefined }, /controller.name/],
])('%s: no consent begins, and the message says where', (_, config, message) => {
  expect(() => createConsent(config as never)).toThrow(
    expect.objectContaining({ code: 'config-invalid', message: expect.stringMatching(message) }),
  )
})

test.each([
  'https://shop.example/privacy',
  '/privacy',
  'privacy',
  '../privacy',
  '#privacy',
  '?privacy',
  'mailto:dpo@shop.example',
])('a policy may be at %s', (policy) => expect(customer().open({ policy }).has('necessary')).toBe(true))

test('all faults are named at once', () => {
  const config = { ...withPurpose({ basis: 'yes', recipients: [{ name: 'G', country: 'usa' }] }), expiry: 'soon' }
  expect(() => createConsent(config as never)).toThrow(/analytics yes[^]*usa[^]*expiry/)
})
