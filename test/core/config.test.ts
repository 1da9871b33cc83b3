// A config is checked as a whole: all complaints at once, each with its path.
import { ConsentError, createConsent } from '@placet/core'
import { defineConfig } from '@placet/core/config'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SHOP } from './shop.ts'

const [, purpose, ads] = SHOP.purposes
const complaints = (config: unknown): string[] => {
  try {
    defineConfig(config as never)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(ConsentError)
    const { code, fix, message } = error as ConsentError
    expect([code, fix]).toEqual(['config-invalid', 'Correct these in the config.'])
    return message.replace(` ${fix}`, '').split('\n')
  }
}

test('a valid config is returned unchanged', () => {
  expect(defineConfig(SHOP)).toBe(SHOP)
})

test('all complaints are reported at once, each with its path', () => {
  const config = {
    regime: 'uk',
    controller: { name: '' },
    purposes: [
      {
        ...purpose,
        id: 'Analytics',
        retention: '6 months',
        data: [],
        basis: 'hope',
        recipients: [{ name: 'G', country: 'USA' }],
      },
    ],
    receipt: 'all',
  }
  expect(complaints(config)).toEqual([
    'version: is missing',
    'regime: "uk" is none of eu, us',
    'controller.name: "" is no text',
    'controller.contact: is missing',
    'purposes[0].id: "Analytics" is no purpose id ([a-z][a-z0-9-]*, 32 at most)',
    'purposes[0].data: is empty',
    'purposes[0].basis: "hope" is none of consent, legitimate-interest, exempt',
    'purposes[0].recipients[0].country: "USA" is no ISO 3166 country code',
    'purposes[0].retention: "6 months" is no ISO 8601 duration such as "P6M"',
    expect.stringMatching(/^receipt: is unknown; known here: version, regime, /),
  ])
})

test.each([
  ['nothing', undefined, 'undefined is no object'],
  ['a list', [], '[] is no object'],
  ['no purposes', { ...SHOP, purposes: [] }, 'purposes: is empty'],
  ['a purpose twice', { ...SHOP, purposes: [ads, ads] }, 'purposes[1].id: "marketing" stands twice'],
  [
    'a service twice',
    {
      ...SHOP,
      purposes: [
        {
          ...purpose,
          services: [
            { id: 'a', name: 'A' },
            { id: 'a', name: 'B' },
          ],
        },
      ],
    },
    'purposes[0].services[1].id: "analytics/a" stands twice',
  ],
  [
    'a text of no language',
    { ...SHOP, purposes: [{ ...purpose, name: {} }] },
    'purposes[0].name: {} is no text and no { language: text }',
  ],
  [
    'an empty text in one language',
    { ...SHOP, purposes: [{ ...purpose, name: { en: 'A', de: ' ' } }] },
    'purposes[0].name: {"en":"A","de":" "} is no text and no { language: text }',
  ],
  ['a duration of nothing', { ...SHOP, expiry: 'P' }, 'expiry: "P" is no ISO 8601 duration such as "P6M"'],
  ['a time of day as a duration', { ...SHOP, expiry: 'PT1H' }, 'expiry: "PT1H" is no ISO 8601 duration such as "P6M"'],
  ['a backend that is no URL', { ...SHOP, backend: 'https://' }, 'backend: "https://" is no URL'],
  [
    'a cookie domain with a scheme',
    { ...SHOP, cookie: { domain: 'https://shop.example' } },
    'cookie.domain: "https://shop.example" is no domain',
  ],
  ['a language that is none', { ...SHOP, languages: ['English'] }, 'languages[0]: "English" is no language tag'],
  [
    'an integration for an unknown purpose',
    { ...SHOP, integrations: { google: { types: { ad_storage: 'adverts' } } } },
    'integrations.google.types.ad_storage: "adverts" is no purpose of this config',
  ],
  [
    'waiting less than no time',
    { ...SHOP, integrations: { google: { waitForUpdate: -1 } } },
    'integrations.google.waitForUpdate: -1 is no number of milliseconds',
  ],
  [
    'a text of an unknown name',
    { ...SHOP, texts: { fr: { agree: 'Oui' } } },
    expect.stringMatching(/^texts\.fr\.agree: is unknown; known here: title, lead, /),
  ],
  ['a text that is none', { ...SHOP, texts: { fr: { us: { title: 5 } } } }, 'texts.fr.us.title: 5 is no text'],
  ['texts without a language', { ...SHOP, texts: { title: {} } }, 'texts.title: "title" is no language tag'],
  ['texts as a list', { ...SHOP, texts: [] }, 'texts: [] is no object'],
  [
    'a blank that nothing fills',
    { ...SHOP, texts: { fr: { us: { leadOptOut: '{sit} : {purposes}' } } } },
    'texts.fr.us.leadOptOut: {sit} is no blank; known here: {site}, {purposes}',
  ],
  [
    'a blank where there are none',
    { ...SHOP, texts: { en: { accept: 'Accept {purposes}' } } },
    'texts.en.accept: {purposes} is no blank; there are none here',
  ],
  [
    'a first layer that does not say the purposes',
    { ...SHOP, texts: { en: { lead: 'We like cookies.' } } },
    'texts.en.lead: {purposes} is missing',
  ],
  [
    'a new language that says not all',
    { ...SHOP, texts: { sq: { title: 'Të dhënat tuaja, zgjedhja juaj' } } },
    expect.stringMatching(/^texts\.sq: this package has no texts in "sq".*missing: lead, .*bases\.exempt, record$/),
  ],
  ['an unknown layout', { ...SHOP, layout: 'wall' }, 'layout: "wall" is none of cloud, box, bar, inline'],
  ['an unknown position', { ...SHOP, position: 'left' }, 'position: "left" is none of bottom, top, start, end'],
  ['yes as a text', { ...SHOP, reopen: 'yes' }, 'reopen: "yes" is neither true nor false'],
  ['a name every object has', { ...SHOP, toString: 'x' }, expect.stringMatching(/^toString: is unknown/)],
])('%s is complained about', (_, config, complaint) => {
  expect(complaints(config)).toEqual([complaint])
})

test('any value leads to complaints, and nothing else is thrown', () => {
  const almost = fc.record({ version: fc.anything(), purposes: fc.array(fc.anything()), controller: fc.anything() })
  fc.assert(fc.property(fc.oneof(fc.anything(), almost), (config) => complaints(config).length > 0))
})

test('createConsent throws if the value has not the shape of a config', () => {
  for (const config of [undefined, {}, { purposes: [{}] }, { ...SHOP, regime: 'uk' }, { ...SHOP, purposes: 'all' }]) {
    expect(() => createConsent(config as never)).toThrow(expect.objectContaining({ code: 'config-invalid' }))
  }
})
