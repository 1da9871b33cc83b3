// What customers are told is given by its hash. Given otherwise it would be kept under a name that no receipt has.
import { createHandler, generateKeys, keyringFrom, ServerError } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { expect, test } from 'vitest'
import { ISSUER } from './backend.ts'

const NOTICE = { version: '1', language: 'en' }
const HASH = 'h'.repeat(43)
const make = (notices: unknown) => () =>
  createHandler({
    store: createMemoryStore(),
    keys: keyringFrom(generateKeys()),
    issuer: ISSUER,
    notices: notices as never,
  })

test.each<[string, unknown, string]>([
  ['a list', [NOTICE], 'notices is a list'],
  ['a text', 'notice', 'notices is "notice"'],
  ['nothing at all', null, 'notices is null'],
  ['a notice by itself', NOTICE, 'notices["version"]'],
  ['a map by language', new Map([['en', NOTICE]]), 'notices["en"]'],
  ['a padded hash', { [`${HASH}=`]: NOTICE }, `notices["${HASH}="]`],
  ['a hash of nothing', { [HASH]: undefined }, `notices["${HASH}"]`],
  ['a hash of a text', { [HASH]: 'notice' }, `notices["${HASH}"]`],
])('%s is refused at the start, with its place', (_, notices, place) => {
  expect(make(notices)).toThrow(ServerError)
  expect(make(notices)).toThrow(place)
  expect(make(notices)).toThrow('noticeHash')
})

test.each<[string, unknown]>([
  ['none', undefined],
  ['an empty object', {}],
  ['an object by hash', { [HASH]: NOTICE }],
  ['a map by hash', new Map([[HASH, NOTICE]])],
])('%s will do', (_, notices) => expect(make(notices)).not.toThrow())
