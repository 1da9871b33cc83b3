// How long a backend's keys are believed (OpenID Federation 1.0's names): a table, one row for each way a key can live and end.
import { type Verdict, verify } from '@placet/receipt'
import { describe, expect, test } from 'vitest'
import { allKeys, logKey, ORIGIN, proofOf } from './log-sample.ts'
import { countersigned, jwks, receiptOf, THEN } from './sample.ts'

const receipt = await receiptOf()
const countersignature = await countersigned(receipt, { log: ORIGIN, idx: 4 })
const proof = await proofOf(receipt)
const codes = ({ findings }: Verdict) => findings.map(({ code }) => code).filter((code) => code !== 'proof-missing')
const live = (life: object) => ({ keys: [{ ...jwks.keys[0]!, ...life }, logKey.entry] })
const seen = async (life: object, evidence: object = {}) => {
  const verdict = await verify({ receipt, countersignature, ...evidence }, { keys: live(life) as never })
  return [verdict.valid, verdict.level, ...codes(verdict)]
}

const outside = [false, 'signed', 'countersignature-key-outside']
const revoked = [false, 'signed', 'countersignature-key-revoked']
const fine = [true, 'countersigned']
const stolen = { revoked: { revoked_at: THEN + 100, reason: 'compromised' } }

// What the key's entry says · without a proof · with one.
const TABLE: [what: string, life: object, alone: unknown[], logged: unknown[]][] = [
  ['nothing', {}, fine, [true, 'logged']],
  ['it began before', { nbf: THEN - 1 }, fine, [true, 'logged']],
  ['it began in that second', { nbf: THEN }, fine, [true, 'logged']],
  ['it began after', { nbf: THEN + 1 }, outside, outside],
  ['it ended after', { exp: THEN + 1 }, fine, [true, 'logged']],
  ['it ended in that second', { exp: THEN }, outside, outside],
  ['it ended before', { exp: THEN - 1 }, outside, outside],
  ['a beginning that is no number', { nbf: '2026-01-01' }, outside, outside],
  ['an end that is no number', { exp: 'never' }, outside, outside],
  ['an end that is null', { exp: null }, outside, outside],
  ['revoked after', { revoked: { revoked_at: THEN + 1 } }, fine, [true, 'logged']],
  ['revoked in that second', { revoked: { revoked_at: THEN } }, revoked, revoked],
  ['revoked before', { revoked: { revoked_at: THEN - 1 } }, revoked, revoked],
  ['superseded after', { revoked: { revoked_at: THEN + 1, reason: 'superseded' } }, fine, [true, 'logged']],
  ['superseded before', { revoked: { revoked_at: THEN - 1, reason: 'superseded' } }, revoked, revoked],
  ['revoked after, unspecified', { revoked: { revoked_at: THEN + 1, reason: 'unspecified' } }, fine, [true, 'logged']],
  ['stolen, known after', stolen, revoked, [true, 'logged', 'countersignature-key-compromised']],
  // Its own date is nothing a thief could not write: in the log it stands, whenever the key was revoked.
  [
    'stolen, known before',
    { revoked: { revoked_at: THEN - 1, reason: 'compromised' } },
    revoked,
    [true, 'logged', 'countersignature-key-compromised'],
  ],
  [
    'stolen, known in that second',
    { revoked: { revoked_at: THEN, reason: 'compromised' } },
    revoked,
    [true, 'logged', 'countersignature-key-compromised'],
  ],
  ['stolen, nobody says when', { revoked: { reason: 'compromised' } }, revoked, revoked],
  ['unspecified before', { revoked: { revoked_at: THEN - 1, reason: 'unspecified' } }, revoked, revoked],
  [
    'a reason that nobody here knows',
    { revoked: { revoked_at: THEN + 1, reason: 'lost' } },
    revoked,
    [true, 'logged', 'countersignature-key-compromised'],
  ],
  [
    'a reason that is no text',
    { revoked: { revoked_at: THEN + 1, reason: 5 } },
    revoked,
    [true, 'logged', 'countersignature-key-compromised'],
  ],
  ['revoked, nobody says when', { revoked: {} }, revoked, revoked],
  ['revoked at no number', { revoked: { revoked_at: String(THEN + 1) } }, revoked, revoked],
  ['revoked: true', { revoked: true }, revoked, revoked],
  ['revoked: null', { revoked: null }, revoked, revoked],
  ['revoked: a list', { revoked: [] }, revoked, revoked],
  ['ended and stolen', { ...stolen, exp: THEN - 1 }, outside, outside],
]

describe('a countersignature of a key whose entry says', () => {
  test.each(TABLE)('%s', async (_, life, alone, logged) => {
    expect(await seen(life)).toEqual(alone)
    expect(await seen(life, { proof })).toEqual(logged)
  })
})

test('a stolen key is not saved by a proof that nobody could check, or that is false', async () => {
  const unchecked = await verify(
    { receipt, countersignature, proof },
    { keys: { keys: [{ ...jwks.keys[0]!, ...stolen }] } },
  )
  expect([unchecked.valid, ...codes(unchecked)]).toEqual([false, 'countersignature-key-revoked', 'proof-unchecked'])
  const other = await proofOf(await receiptOf())
  expect(await seen(stolen, { proof: other })).toEqual([...revoked, 'proof-mismatch'])
})

test('a key that stands there twice, once as revoked, is revoked', async () => {
  const [key] = jwks.keys
  const twice = [key!, { ...key!, revoked: { revoked_at: THEN - 1 } }]
  for (const keys of [twice, [...twice].reverse()]) {
    const verdict = await verify({ receipt, countersignature }, { keys: { keys } })
    expect([verdict.valid, ...codes(verdict)]).toEqual([false, 'countersignature-key-revoked'])
  }
})

describe('a log key', () => {
  const check = async (...entries: object[]) => {
    const verdict = await verify({ receipt, countersignature, proof }, { keys: { keys: [...jwks.keys, ...entries] } })
    return [verdict.valid, verdict.level, ...codes(verdict)]
  }
  const counts = [true, 'logged']
  const lost = [false, 'signed', 'checkpoint-key-revoked']

  test.each<[string, object, unknown[]]>([
    [
      'superseded still shows what it signed: a checkpoint has no date',
      { revoked: { revoked_at: 1, reason: 'superseded' } },
      counts,
    ],
    ['revoked without a reason, too', { revoked: { revoked_at: 1 } }, counts],
    ['that ended, too', { nbf: 1, exp: 2 }, counts],
    ['stolen counts for nothing', { revoked: { revoked_at: THEN + 1, reason: 'compromised' } }, lost],
    [
      'revoked for a reason that nobody here knows counts for nothing',
      { revoked: { revoked_at: 1, reason: 'x' } },
      lost,
    ],
    ['revoked in a way that cannot be read counts for nothing', { revoked: true }, lost],
    ['revoked at no time counts for nothing', { revoked: { revoked_at: null } }, lost],
  ])('%s', async (_, life, expected) => {
    expect(await check({ ...logKey.entry, ...life })).toEqual(expected)
  })

  test('that stands there twice, once as stolen, counts for nothing', async () => {
    const gone = { ...logKey.entry, kid: 'again', revoked: { revoked_at: 1, reason: 'compromised' } }
    expect(await check(logKey.entry, gone)).toEqual(lost)
    expect(await check(gone, logKey.entry)).toEqual(lost)
  })

  test('stolen does not take with it what another log key signed', async () => {
    const { createLogKey } = await import('./log-sample.ts')
    const next = await createLogKey()
    const both = await proofOf(receipt, 4, 7, { keys: [logKey, next] })
    const gone = { ...logKey.entry, revoked: { revoked_at: 1, reason: 'compromised' } }
    const keys = { keys: [...jwks.keys, gone, next.entry] }
    expect((await verify({ receipt, countersignature, proof: both }, { keys })).level).toBe('logged')
  })
})

test('the table was about keys that would do', async () => {
  expect((await verify({ receipt, countersignature, proof }, { keys: allKeys })).level).toBe('logged')
})
