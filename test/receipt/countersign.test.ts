import { createKey, verify } from '@placet/receipt'
import { describe, expect, test } from 'vitest'
import { countersigned, forgeCountersignature, INPUT, ISSUER, jwks, KID, partsOf, receiptOf } from './sample.ts'

const receipt = await receiptOf()
const check = async (countersignature: unknown, keys: unknown = jwks) => {
  const { valid, findings } = await verify(
    { receipt, countersignature: countersignature as string },
    { keys: keys as never },
  )
  return [valid, ...findings.map(({ code }) => code)]
}

test('names the receipt it is for, the time of the backend’s clock, and where it stands in the log', async () => {
  const by = { iat: INPUT.iat + 27, res: 'clock_skew', log: 'consent.shop.example/log', idx: 0 } as const
  const jws = await countersigned(receipt, by)
  expect(partsOf(jws).header).toEqual({ alg: 'ES256', typ: 'consent-countersig+jwt', kid: KID })
  const { jti, sub } = partsOf(receipt).claims
  const { id: rcp } = await verify(receipt)
  expect(partsOf(jws).claims).toEqual({ iss: ISSUER, jti: expect.any(String), sub, rid: jti, rcp, ...by })
  expect(await check(jws)).toEqual([true, 'proof-missing'])
})

test('says nothing of a log where the backend has none, and takes the number it is given', async () => {
  const { claims } = partsOf(await countersigned(receipt, { jti: 'number 7' }))
  expect([claims.jti, claims.res, 'log' in claims, 'idx' in claims]).toEqual(['number 7', 'accepted', false, false])
})

test('a KMS that signs in DER is refused before anybody keeps what it signed', async () => {
  for (const length of [0, 63, 65, 70, 72]) {
    await expect(countersigned(receipt, { sign: () => new Uint8Array(length) })).rejects.toThrow('r‖s, 64 bytes')
  }
  await expect(countersigned(receipt, { sign: async () => new Uint8Array(64) })).resolves.toBeDefined()
})

describe('one the backend signed but which says the wrong thing is refused', () => {
  test.each<[string, object]>([
    ['no issuer', { iss: undefined }],
    ['no time', { iat: undefined }],
    ['a time that is text', { iat: String(INPUT.iat) }],
    ['no identity of its own', { jti: '' }],
    ['a result nobody knows', { res: 'rejected' }],
    ['no result', { res: undefined }],
    ['a log index below 0', { idx: -1 }],
    ['a log without a name', { log: '' }],
  ])('%s', async (_, claims) => {
    expect(await check(await forgeCountersignature(receipt, { claims: { ...claims } }))).toEqual([
      false,
      'countersignature-malformed',
    ])
  })

  test.each(['rcp', 'rid', 'sub'])('another %s', async (name) => {
    const jws = await forgeCountersignature(receipt, { claims: { [name]: 'x' } })
    expect(await check(jws)).toEqual([false, 'countersignature-mismatch'])
  })

  test.each<[string, object]>([
    ['a receipt’s type', { typ: 'consent-receipt+jwt' }],
    ['a key in the header', { jwk: jwks.keys[0] }],
    ['crit', { crit: ['b64'] }],
    ['no kid', { kid: undefined }],
    ['alg none', { alg: 'none' }],
  ])('%s', async (_, header) => {
    const jws = await forgeCountersignature(receipt, { header: { ...header } })
    expect(await check(jws)).toEqual([false, 'countersignature-malformed'])
  })

  test('a receipt in its place, even the same one', async () => {
    expect(await check(receipt)).toEqual([false, 'countersignature-malformed'])
  })
})

test('an unknown claim in it does no harm', async () => {
  expect(await check(await forgeCountersignature(receipt, { claims: { later: 1 } }))).toEqual([true])
})

test('keys that are no keys leave it unknown, never a throw', async () => {
  const jws = await countersigned(receipt)
  const odd = [
    {},
    { keys: null },
    { keys: 'all' },
    { keys: [null, 7, 'x'] },
    { keys: [{ kid: KID }] },
    { keys: [{ kid: KID, kty: 'oct', k: 'AA' }] },
    { keys: [{ ...jwks.keys[0], y: jwks.keys[0]!.x }] },
    { keys: [{ ...jwks.keys[0], x: `${jwks.keys[0]!.x}=` }] },
  ]
  for (const keys of odd)
    expect(await check(jws, keys), JSON.stringify(keys)).toEqual([false, 'countersignature-key-unknown'])
})

test('two keys with one kid: the one that signed is found, wherever it stands', async () => {
  const { publicKey } = await createKey()
  const other = { ...(await crypto.subtle.exportKey('jwk', publicKey)), kid: KID }
  const jws = await countersigned(receipt)
  expect(await check(jws, { keys: [other, ...jwks.keys] })).toEqual([true])
  expect(await check(jws, { keys: [...jwks.keys, other] })).toEqual([true])
})

test('another backend’s key with the same kid does not pass', async () => {
  const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ])
  const other = { ...(await crypto.subtle.exportKey('jwk', publicKey)), kid: KID }
  expect(await check(await countersigned(receipt), { keys: [other] })).toEqual([false, 'countersignature-invalid'])
})
