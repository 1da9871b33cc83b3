// The next step of recording a decision, row by row: facts in, one step out.
import { describe, expect, test } from 'vitest'
import { type Answers, makePolicy } from '@placet/core/policy'
import type { StoredDecision } from '@placet/core/cookie'
import type { Entry } from '../../packages/core/src/evidence/entry.ts'
import {
  type Facts,
  isAmendedBy,
  isProven,
  newestDecision,
  planNext,
  type SignPlan,
} from '../../packages/core/src/evidence/plan.ts'
import type { KeptReceipt, RecordedDecision } from '../../packages/core/src/evidence/vault.ts'
import { SHOP } from './shop.ts'

const NOW = 1_800_000_000_000
const policy = makePolicy(SHOP)
const yes = { analytics: true, marketing: true, measure: true }
const no: Answers = { analytics: false, marketing: false, measure: false }
const decided = { regime: 'eu', gpc: false, asks: policy.asks, day: 20_800, seq: 1, answers: no }
const cookie = (seq: number, answers = no, pending = true): StoredDecision => ({ ...decided, seq, answers, pending })
const vault = (seq: number, answers = no, at = NOW - 60_000): RecordedDecision => ({
  ...decided,
  seq,
  answers,
  at,
  dec: {},
})
const click = (seq: number, answers = no, before?: StoredDecision): Entry => ({
  ...decided,
  seq,
  answers,
  at: NOW,
  source: 'choice',
  gesture: { m: 'banner', a: 'save', t: true },
  dnt: false,
  affirmed: [],
  before,
})
const late = (seq: number, dec: KeptReceipt['dec'], change: Partial<KeptReceipt> = {}): KeptReceipt => ({
  ...{ id: 'r', seq, position: 1, at: NOW + 1, event: 'given', receipt: 'a.b.c', notice: 'h', status: 'local' },
  ...{ dec, late: true },
  ...change,
})
const given = { analytics: 'given', marketing: 'given', measure: 'exempt' } as const
const refused = { analytics: 'refused', marketing: 'refused', measure: 'objected' } as const

const plan = (facts: Partial<Facts>) =>
  planNext({
    ...{ policy, latest: undefined, stored: undefined, entry: undefined, seqAtStart: undefined, receipts: [] },
    ...{ missing: 0, waited: 0, now: NOW },
    ...facts,
  })
const signed = (facts: Partial<Facts>) => plan(facts) as SignPlan

describe('a customer clicked on this page', () => {
  test.each<[string, Partial<Facts>, object]>([
    ['first decision: sign it', { stored: cookie(1), entry: click(1) }, { do: 'sign', entry: { seq: 1 } }],
    [
      'the vault holds the one before: sign it',
      { latest: vault(1), stored: cookie(2), entry: click(2, no, cookie(1)) },
      { do: 'sign', entry: { seq: 2 }, place: 'next', tied: false, forOtherTab: false },
    ],
    ['forgotten meanwhile: nothing', { entry: click(1) }, { do: 'nothing' }],
    ['forgotten while waiting for another tab: nothing', { entry: click(2, no, cookie(1)) }, { do: 'nothing' }],
    [
      'the one before is missing: wait',
      { stored: cookie(2), entry: click(2, no, cookie(1)) },
      { do: 'wait', missing: 1 },
    ],
    [
      'missing for less than 2 s: wait',
      { stored: cookie(2), entry: click(2, no, cookie(1)), missing: 1, waited: 1_999 },
      { do: 'wait', missing: 1 },
    ],
    [
      'missing for 2 s: sign it late, at this click’s time, then plan again',
      { stored: cookie(2), entry: click(2, no, cookie(1, yes)), missing: 1, waited: 2_000 },
      { do: 'sign', forOtherTab: true, entry: { seq: 1, late: true, at: NOW, answers: yes, affirmed: [] } },
    ],
    [
      'three were missing until now, and one still is: wait anew',
      { latest: vault(2), stored: cookie(4), entry: click(4, no, cookie(3)), missing: 3, waited: 5_999 },
      { do: 'wait', missing: 1 },
    ],
    [
      'the vault was lost, and more are missing than before: wait anew',
      { stored: cookie(4), entry: click(4, no, cookie(3)), missing: 1, waited: 8_000 },
      { do: 'wait', missing: 3 },
    ],
    [
      'one has been missing since the vault changed 2 s ago: sign it late',
      { latest: vault(2), stored: cookie(4), entry: click(4, no, cookie(3)), missing: 1, waited: 2_000 },
      { do: 'sign', forOtherTab: true, entry: { seq: 3, late: true } },
    ],
    [
      'four are missing: wait 8 s',
      { stored: cookie(5), entry: click(5, no, cookie(4)), missing: 4, waited: 7_999 },
      { do: 'wait', missing: 4 },
    ],
    [
      'nine are missing: wait 13.5 s',
      { stored: cookie(10), entry: click(10, no, cookie(9)), missing: 9, waited: 13_499 },
      { do: 'wait', missing: 9 },
    ],
    [
      'nine have been missing for 13.5 s: sign the last of them late',
      { stored: cookie(10), entry: click(10, no, cookie(9)), missing: 9, waited: 13_500 },
      { do: 'sign', forOtherTab: true },
    ],
    [
      'the one before was settled: the vault was lost, sign without waiting',
      { stored: cookie(2), entry: click(2, no, cookie(1, no, false)) },
      { do: 'sign', forOtherTab: false, entry: { seq: 2 } },
    ],
    [
      'the vault is ahead of a cookie that was lost: take the next number and renumber the cookie',
      { latest: vault(4, yes), stored: cookie(1), entry: click(1) },
      { do: 'sign', place: 'renumbered', tied: false, entry: { seq: 5 } },
    ],
    [
      'overtaken by another click: sign it, keep the newer one',
      { latest: vault(2, yes), stored: cookie(2, yes), entry: click(1) },
      { do: 'sign', place: 'overtaken', entry: { seq: 3 } },
    ],
    [
      'another tab took the same number at the same moment: both hold',
      { latest: vault(1, yes, NOW - 10), stored: cookie(1), entry: click(1) },
      { do: 'sign', tied: true },
    ],
    [
      'the same number not quite ten seconds ago: still a tie',
      { latest: vault(1, yes, NOW - 9_999), stored: cookie(1), entry: click(1) },
      { do: 'sign', tied: true },
    ],
    [
      'the same number ten seconds ago is no tie',
      { latest: vault(1, yes, NOW - 10_000), stored: cookie(1), entry: click(1) },
      { do: 'sign', tied: false },
    ],
    [
      'the same number an hour ago is no tie',
      { latest: vault(1, yes, NOW - 3_600_000), stored: cookie(1), entry: click(1) },
      { do: 'sign', tied: false },
    ],
    [
      'the vault’s newest was clicked later under a higher number: its click did not know of this one',
      { latest: vault(7, yes, NOW + 5), stored: cookie(1), entry: click(1) },
      { do: 'sign', tied: true },
    ],
    [
      'the vault’s newest was clicked earlier under a lower number: this click knew of it',
      { latest: vault(1, yes, NOW - 5), stored: cookie(2), entry: click(2, no, cookie(1, yes)) },
      { do: 'sign', tied: false },
    ],
  ])('%s', (_, facts, step) => expect(plan(facts)).toMatchObject(step))

  const behind = { latest: vault(1, yes, NOW - 60_000), stored: cookie(1, yes), entry: click(1, yes) }
  test.each<[string, KeptReceipt, boolean]>([
    ['another page signed it: claim the receipt', late(1, given), true],
    ['it says other answers', late(1, refused), false],
    ['it bears another number', late(2, given), false],
    ['it was made before the click', late(1, given, { at: NOW - 1 }), false],
    ['its own page signed it', late(1, given, { late: undefined }), false],
    ['it was claimed', late(1, given, { late: NOW }), false],
  ])('a late receipt: %s', (_, receipt, claimed) => {
    expect(plan({ ...behind, receipts: [receipt] }).do).toBe(claimed ? 'claim' : 'sign')
  })

  test('a late receipt with a number that the vault has not reached is not claimed', () => {
    expect(plan({ stored: cookie(1, yes), entry: click(1, yes), receipts: [late(1, given)] }).do).toBe('sign')
  })
})

describe('a page begins', () => {
  const began = (facts: Partial<Facts>) => plan({ seqAtStart: facts.stored?.seq, ...facts })
  test.each<[string, Partial<Facts>, object]>([
    ['nothing anywhere: nothing', {}, { do: 'nothing' }],
    ['the cookie is lost: restore it', { latest: vault(3) }, { do: 'restore', decision: { seq: 3 } }],
    ['settled: nothing', { stored: cookie(1, no, false) }, { do: 'nothing' }],
    ['pending and recorded: nothing', { latest: vault(1), stored: cookie(1) }, { do: 'nothing' }],
    [
      'recorded under a receipt that says yes, because the tab that refused has not signed yet: wait',
      { latest: { ...vault(1), dec: given }, stored: cookie(1) },
      { do: 'wait', missing: 1 },
    ],
    [
      'the tab that refused is gone: what holds gets a receipt of its own',
      { latest: { ...vault(1), dec: given }, stored: cookie(1), missing: 1, waited: 4_000 },
      { do: 'merge', decision: { seq: 2, answers: no } },
    ],
    ['pending and missing: wait', { stored: cookie(1) }, { do: 'wait', missing: 1 }],
    [
      'a page that only looks waits two seconds longer than a click',
      { stored: cookie(1), missing: 1, waited: 3_999 },
      { do: 'wait' },
    ],
    [
      'missing for four seconds: sign it late, now',
      { stored: cookie(1), missing: 1, waited: 4_000 },
      { do: 'sign', place: 'next', forOtherTab: false, entry: { seq: 1, late: true, at: NOW } },
    ],
    [
      'the vault is newer and refuses what the cookie grants: restore the vault’s',
      { latest: vault(2, no), stored: cookie(1, yes) },
      { do: 'restore', decision: { seq: 2, answers: no } },
    ],
    [
      'the vault is newer and grants what the cookie refuses: a decision with the refusals of both',
      { latest: vault(2, yes), stored: cookie(1, { ...yes, marketing: false }) },
      { do: 'merge', decision: { seq: 3, answers: { ...yes, marketing: false } } },
    ],
    [
      'both have one number, and the cookie refuses what the vault grants: a decision with the refusals of both',
      { latest: vault(1, yes), stored: cookie(1, { ...yes, marketing: false }) },
      { do: 'merge', decision: { seq: 2, answers: { ...yes, marketing: false } } },
    ],
    [
      'both have one number, and the cookie refuses what the vault does not know: a decision with that refusal',
      { latest: vault(1, { analytics: true }), stored: cookie(1, { analytics: true, marketing: false }) },
      { do: 'merge', decision: { seq: 2, answers: { analytics: true, marketing: false } } },
    ],
  ])('%s', (_, facts, step) => expect(began(facts)).toMatchObject(step))

  test('a click came meanwhile: the page of the click records it', () => {
    expect(plan({ stored: cookie(2), seqAtStart: 1 })).toEqual({ do: 'nothing' })
    expect(plan({ stored: cookie(1), seqAtStart: undefined })).toEqual({ do: 'nothing' })
  })

  test('a merge of cookie and vault has the day of the older one', () => {
    const stored = { ...cookie(1, { ...yes, marketing: false }), asks: 'other', day: 20_100 }
    expect(began({ latest: vault(2, yes), stored })).toMatchObject({ decision: { asks: 'other', day: 20_100, seq: 3 } })
    const latest = { ...vault(2, yes), asks: 'other', day: 20_100 }
    const own = cookie(1, { ...yes, marketing: false })
    expect(began({ latest, stored: own })).toMatchObject({ decision: { asks: 'other', day: 20_100, seq: 3 } })
  })
})

describe('what the vault holds afterwards', () => {
  const facts = { latest: vault(1, yes, NOW - 10), stored: cookie(1), entry: click(1) }

  test('the decision itself', () => {
    const step = signed({ stored: cookie(1, yes), entry: click(1, yes) })
    expect(newestDecision(step, vault(1, yes), undefined, cookie(1, yes)).answers).toEqual(yes)
  })

  test('of a tie, the refusals of both', () => {
    const mixed = { ...yes, analytics: false }
    const step = signed({ ...facts, stored: cookie(1, mixed), entry: click(1, mixed) })
    const latest = vault(1, { ...yes, marketing: false }, NOW - 10)
    expect(newestDecision(step, vault(2, mixed, NOW), latest, cookie(2, mixed)).answers).toEqual({
      analytics: false,
      marketing: false,
      measure: true,
    })
    expect(isAmendedBy(step, latest)).toBe(true)
    expect(isAmendedBy(step, vault(1, mixed, NOW - 10))).toBe(false)
  })

  test('of a tie that the tabs have merged, the refusals of both, as a decision of its own', () => {
    const step = signed({ latest: vault(1, no, NOW - 10), stored: cookie(1, no), entry: click(1, yes) })
    expect(step).toMatchObject({ place: 'overtaken', stillStored: true })
    expect([isAmendedBy(step, vault(1, no, NOW - 10)), isAmendedBy(step, vault(1, yes, NOW - 10))]).toEqual([
      true,
      false,
    ])
  })

  test('a yes that knew of the no before it is not amended by it', () => {
    const latest = vault(1, no)
    const step = signed({ latest, stored: cookie(2, yes), entry: click(2, yes, cookie(1)) })
    expect(isAmendedBy(step, latest)).toBe(false)
  })

  test('after a newer click a tie does not become a decision of its own', () => {
    const step = signed({ latest: vault(1, no, NOW - 10), stored: cookie(2, yes), entry: click(1, yes) })
    expect(isAmendedBy(step, vault(1, no, NOW - 10))).toBe(false)
  })

  test('of a decision that was overtaken, the newer one with the refusals of both', () => {
    const step = signed({ latest: vault(2, yes), stored: cookie(3, no), entry: click(1, yes) })
    expect(newestDecision(step, vault(3, yes, NOW), vault(2, yes), cookie(3, no))).toMatchObject({
      seq: 2,
      answers: no,
    })
  })

  test('`dec` is that of the newest receipt, also if its decision was overtaken', () => {
    const step = signed({ latest: { ...vault(2, no), dec: refused }, stored: cookie(3, no), entry: click(1, yes) })
    const newest = newestDecision(step, { ...vault(3, yes, NOW), dec: given }, vault(2, no), cookie(3, no))
    expect([newest.dec, isProven(newest)]).toEqual([given, false])
  })

  test('a refusal made during signing is applied', () => {
    const step = signed({ stored: cookie(1, yes), entry: click(1, yes) })
    expect(newestDecision(step, vault(1, yes), undefined, cookie(2, no)).answers).toEqual(no)
  })

  test('an older cookie changes nothing', () => {
    const step = signed({ latest: vault(4, no), stored: cookie(1, yes), entry: click(1, yes) })
    expect(newestDecision(step, vault(5, yes), vault(4, no), cookie(1, no)).answers).toEqual(yes)
  })
})

test('a purpose that the signing page does not have keeps no decision unproven', () => {
  expect(isProven({ ...vault(1, { ...no, chat: true }), dec: refused })).toBe(true)
  expect(isProven({ ...vault(1, no), dec: given })).toBe(false)
})
