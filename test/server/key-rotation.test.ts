// One key after another: there is always one that signs, and what a key signed can be verified for ever.
import { forget, OVERLAP, revoke, rotate } from '../../packages/server/src/keys/key-rotation.ts'
import {
  generateKey,
  generateKeys,
  type KeyAlgorithm,
  keyringFrom,
  type KeySet,
} from '../../packages/server/src/keys/keyring.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const NOW = Date.UTC(2026, 10, 2, 12) / 1000 // s
const DAY = 86_400
const first = (): KeySet => generateKeys((NOW - DAY) * 1000)
const countersigner = (set: KeySet, at: number) => keyringFrom(set).countersigner(at * 1000).kid
const logKeys = (set: KeySet, at: number) =>
  keyringFrom(set)
    .logSigners(at * 1000)
    .map(({ publicKey }) => Buffer.from(publicKey).toString('base64url'))
const kids = ({ keys }: KeySet) => keys.map(({ kid }) => kid)

test('a new countersigning key takes over at once; a server that has not noticed yet may use the old one for a minute', () => {
  const before = first()
  const after = rotate(before, { alg: 'ES256', from: NOW }, NOW)
  const [old, log, made] = after.keys
  expect(kids(after)).toEqual([...kids(before), made!.kid])
  expect(made).toMatchObject({ alg: 'ES256', nbf: NOW, d: expect.any(String) })
  expect(made).not.toHaveProperty('exp')
  expect(old).toEqual({ ...before.keys[0], exp: NOW + 60 })
  expect(log).toEqual(before.keys[1])
  expect(countersigner(after, NOW - 1)).toBe(old!.kid)
  expect(countersigner(after, NOW)).toBe(made!.kid)
})

test('of log keys both sign for a week, then the new one alone', () => {
  const before = first()
  const after = rotate(before, { alg: 'Ed25519', from: NOW + DAY }, NOW)
  const [old, made] = [before.keys[1]!, after.keys[2]!]
  expect(OVERLAP.Ed25519).toBe(7 * DAY)
  expect(logKeys(after, NOW + DAY - 1)).toEqual([old.x])
  expect(logKeys(after, NOW + DAY)).toEqual([made.x, old.x])
  expect(logKeys(after, NOW + 8 * DAY - 1)).toEqual([made.x, old.x])
  expect(logKeys(after, NOW + 8 * DAY)).toEqual([made.x])
})

test('a key announced for later ends the one before it to the second', () => {
  const after = rotate(first(), { alg: 'ES256', from: NOW + DAY, overlap: 0 }, NOW)
  expect(after.keys[0]!.exp).toBe(NOW + DAY)
  expect(countersigner(after, NOW + DAY - 1)).toBe(after.keys[0]!.kid)
  expect(countersigner(after, NOW + DAY)).toBe(after.keys[2]!.kid)
})

test('a key that already waits keeps its turn after one that is made for now', () => {
  const waits = rotate(first(), { alg: 'ES256', from: NOW + 30 * DAY }, NOW)
  const after = rotate(waits, { alg: 'ES256', from: NOW }, NOW)
  const [old, , waiting, made] = after.keys
  expect(old!.exp).toBe(NOW + 60)
  expect(made!.exp).toBe(NOW + 30 * DAY)
  expect(waiting).not.toHaveProperty('exp')
  expect(countersigner(after, NOW)).toBe(made!.kid)
  expect(countersigner(after, NOW + 30 * DAY)).toBe(waiting!.kid)
})

test('a log key that is made for now signs on beside the one that waited', () => {
  const waits = rotate(first(), { alg: 'Ed25519', from: NOW + 30 * DAY }, NOW)
  const after = rotate(waits, { alg: 'Ed25519', from: NOW }, NOW)
  const [, old, waiting, made] = after.keys
  expect(logKeys(after, NOW)).toEqual([made!.x, old!.x])
  expect(logKeys(after, NOW + 37 * DAY - 1)).toEqual([waiting!.x, made!.x])
  expect(logKeys(after, NOW + 37 * DAY)).toEqual([waiting!.x])
})

test('rotation forgets private halves of keys that have ended, never the public ones, and prolongs nothing', () => {
  const once = rotate(first(), { alg: 'ES256', from: NOW }, NOW)
  expect(rotate(once, { alg: 'ES256', from: NOW + 59 }, NOW + 59).keys[0]).toHaveProperty('d')
  const twice = rotate(once, { alg: 'ES256', from: NOW + 60, overlap: DAY }, NOW + 60)
  const { d: _, ...half } = once.keys[0]!
  expect(twice.keys[0]).toEqual(half)
  expect(twice.keys[2]!.exp).toBe(NOW + 60 + DAY)
  expect(
    keyringFrom(twice)
      .jwks()
      .keys.map(({ kid }) => kid),
  ).toEqual(kids(twice))
})

test('what retired without a word of when is not given an end by rotation', () => {
  const { d: _, ...retired } = generateKey('ES256')
  const after = rotate({ keys: [retired, ...first().keys] }, { alg: 'ES256', from: NOW }, NOW)
  expect(after.keys[0]).toEqual(retired)
})

test('forget leaves keys that sign or wait as they are', () => {
  const set = rotate(first(), { alg: 'Ed25519', from: NOW + DAY }, NOW)
  expect(forget(set, NOW + DAY)).toEqual(set)
  expect(forget(set, NOW + 8 * DAY - 1)).toEqual(set)
  expect(forget(set, NOW + 8 * DAY).keys[1]).not.toHaveProperty('d')
})

test('a revoked key is told as such, cannot sign again, and is replaced where no other is left', () => {
  const before = first()
  const { kid } = before.keys[0]!
  const after = revoke(before, { kid, reason: 'compromised' }, NOW)
  const { d: _, ...half } = before.keys[0]!
  expect(after.keys[0]).toEqual({ ...half, revoked: { revoked_at: NOW, reason: 'compromised' } })
  expect(after.keys.length).toBe(3)
  // A receipt that came in this moment, or by a clock that is a little slow, is countersigned as well.
  for (const at of [NOW - 60, NOW, NOW + 1000 * DAY]) expect(countersigner(after, at)).toBe(after.keys[2]!.kid)
  expect(keyringFrom(after).jwks().keys[0]!.revoked).toEqual({ revoked_at: NOW, reason: 'compromised' })
})

test('nothing is made where another key lasts: a retired one is revoked, or the next one begins before this one ends', () => {
  const rotated = rotate(first(), { alg: 'ES256', from: NOW }, NOW)
  expect(revoke(rotated, { kid: rotated.keys[0]!.kid, reason: 'superseded' }, NOW).keys.length).toBe(3)
  const waits = rotate(rotated, { alg: 'ES256', from: NOW + DAY }, NOW + 1)
  expect(revoke(waits, { kid: rotated.keys[0]!.kid, reason: 'superseded' }, NOW + 2).keys.length).toBe(4)
})

test('revoking the key that waits does not leave its predecessor to end without a successor', () => {
  const waits = rotate(first(), { alg: 'ES256', from: NOW + DAY }, NOW)
  const after = revoke(waits, { kid: waits.keys[2]!.kid, reason: 'superseded' }, NOW)
  expect(after.keys.length).toBe(4)
  for (const at of [NOW, NOW + DAY, NOW + 1000 * DAY]) expect(countersigner(after, at)).toBe(after.keys[3]!.kid)
})

test('a second revocation may say an earlier moment and a reason, never a later one', () => {
  const before = first()
  const { kid } = before.keys[0]!
  const once = revoke(before, { kid, reason: 'unspecified', at: NOW - 10 }, NOW)
  expect(once.keys[0]!.revoked).toEqual({ revoked_at: NOW - 10, reason: 'unspecified' })
  const twice = revoke(once, { kid, reason: 'compromised', at: NOW - DAY }, NOW)
  expect(twice.keys[0]!.revoked).toEqual({ revoked_at: NOW - DAY, reason: 'compromised' })
  expect(revoke(twice, { kid, reason: 'compromised' }, NOW + 5)).toEqual(twice)
  // What was in other hands stays so.
  expect(() => revoke(twice, { kid, reason: 'superseded' }, NOW + 5)).toThrow(/revoked as compromised/)
})

test('an unknown key is told in a sentence', () => {
  expect(() => revoke(first(), { kid: 'nobody', reason: 'compromised' }, NOW)).toThrow(
    expect.objectContaining({ code: 'key-unknown', fix: expect.stringContaining('placet keys list') }),
  )
})

test('whatever is rotated and revoked, in whatever order: no key is lost, and at every moment from then on somebody signs', () => {
  const alg = fc.constantFrom<KeyAlgorithm>('ES256', 'Ed25519')
  const seconds = fc.constantFrom(0, 1, 59, 60, 61, DAY, 2 * DAY, 8 * DAY)
  const step = fc.record({
    alg,
    wait: seconds,
    ahead: seconds,
    overlap: fc.option(seconds, { nil: undefined }),
    revokes: fc.option(fc.nat(), { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
      let set: KeySet = { keys: [generateKey('ES256', NOW * 1000), generateKey('Ed25519', NOW * 1000)] }
      let now = NOW
      const ever = new Set<string>()
      for (const { alg, wait, ahead, overlap, revokes } of steps) {
        now += wait
        const kid = revokes === undefined ? undefined : set.keys[revokes % set.keys.length]!.kid
        set =
          kid === undefined
            ? rotate(set, { alg, from: now + ahead, overlap }, now)
            : revoke(set, { kid, reason: 'unspecified' }, now)
        for (const key of kids(set)) ever.add(key)
        expect(new Set(kids(set))).toEqual(ever)
        const keys = keyringFrom(set)
        const moments = [now, now + 1, ...set.keys.flatMap(({ nbf = 0, exp = 0 }) => [nbf - 1, nbf, exp - 1, exp])]
        for (const at of moments.filter((at) => at >= now)) {
          keys.countersigner(at * 1000)
          keys.logSigners(at * 1000)
        }
      }
    }),
    { numRuns: 300 },
  )
})
