import { createReceipt, receiptIdentity, RECEIPT_TYPE, RECEIPT_V1, verify } from '@placet/receipt'
import { expect, test } from 'vitest'
import { chainOf, device, INPUT, partsOf, receiptOf } from './sample.ts'

test('a receipt says what it was given, in this order, and nothing about the customer', async () => {
  const { header, claims } = partsOf(await createReceipt(INPUT, device))
  expect(Object.keys(header)).toEqual(['alg', 'typ', 'jwk'])
  expect(header).toMatchObject({ alg: 'ES256', typ: RECEIPT_TYPE })
  expect(Object.keys(claims)).toEqual(['v', 'jti', 'sub', ...Object.keys(INPUT)])
  expect(claims).toMatchObject({ v: RECEIPT_V1, ...INPUT })
})

test('nobody can say in their own words what is made here', async () => {
  const forged = { ...INPUT, v: 'urn:placet:receipt:v2', jti: 'mine', sub: 'me' }
  const { claims } = partsOf(await createReceipt(forged, device))
  expect(claims).toMatchObject({ v: RECEIPT_V1, sub: expect.stringMatching(/^urn:ietf:/) })
  expect(claims.jti).not.toBe('mine')
  expect((await verify(await createReceipt(forged, device))).valid).toBe(true)
})

test('two receipts of one decision are two receipts of one device', async () => {
  const [one, other] = [await receiptOf(), await receiptOf()].map((receipt) => partsOf(receipt).claims)
  expect(one!.sub).toBe(other!.sub)
  expect(one!.jti).not.toBe(other!.jti)
})

test('every outcome, event and gesture the format knows can be said and read back', async () => {
  const say = async (input: Partial<typeof INPUT>) =>
    expect((await verify(await receiptOf(input))).valid, JSON.stringify(input)).toBe(true)
  for (const dec of ['given', 'renewed', 'refused', 'withdrawn', 'objected', 'exempt'] as const)
    await say({ dec: { ads: dec } })
  for (const evt of ['given', 'refused', 'changed', 'withdrawn', 'renewed', 'signal', 'imported', 'disposed'] as const)
    await say({ evt })
  for (const m of ['banner', 'center', 'inline', 'api'] as const) await say({ ui: { m, a: 'close', t: false } })
  for (const a of ['accept_all', 'reject_all', 'save', 'close', 'withdraw'] as const)
    await say({ ui: { m: 'api', a, t: true } })
  for (const kp of ['once', 'mem'] as const) await say({ kp })
  for (const dur of ['P1Y', 'P6M', 'P2W', 'P90D', 'P1Y6M10D']) await say({ dur, ret: { ads: dur } })
  for (const aud of ['http://localhost:8080', 'https://xn--bcher-kva.example', 'https://[::1]:9']) await say({ aud })
  for (const jur of ['eu', 'us', 'us-ca']) await say({ jur })
  await say({ dsp: { removed: ['_ga'], left: [] } })
})

test('the identity is of the signing input alone', async () => {
  const [first, second] = (await chainOf(2)) as [string, string]
  const input = first.slice(0, first.lastIndexOf('.'))
  expect(await receiptIdentity(first)).toBe(await receiptIdentity(`${input}.another-signature`))
  expect(partsOf(second).claims.prev).toBe(await receiptIdentity(first))
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(input))
  expect(await receiptIdentity(first)).toBe(Buffer.from(hash).toString('base64url'))
})

test('fits three times over into the 8 KiB that are taken', async () => {
  expect((await receiptOf()).length).toBeLessThan(2048)
})
