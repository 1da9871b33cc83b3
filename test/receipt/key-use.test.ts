// What a key says it is for binds the verifier (RFC 7517 §4.2–4.4): a key for encryption verifies no signature. jose is the
// oracle for countersignatures.
import { checkpointFinding, parseCheckpoint, verify } from '@placet/receipt'
import { compactVerify, createLocalJWKSet } from 'jose'
import { expect, test } from 'vitest'
import { logKey, ORIGIN, proofOf } from './log-sample.ts'
import { countersigned, jwks, receiptOf } from './sample.ts'

const receipt = await receiptOf()
const countersignature = await countersigned(receipt, { log: ORIGIN, idx: 4 })
const proof = await proofOf(receipt)
const { use: _, alg: __, ...es256 } = jwks.keys[0] as Record<string, unknown>
const { use: ___, alg: ____, ...ed25519 } = logKey.entry

// What the entry says · whether it may verify an ES256 countersignature · an Ed25519 checkpoint.
const TABLE: [says: object, es256: boolean, ed25519: boolean][] = [
  [{}, true, true],
  [{ use: 'sig' }, true, true],
  [{ use: 'enc' }, false, false],
  [{ key_ops: ['verify'] }, true, true],
  [{ key_ops: ['verify'], use: 'sig' }, true, true],
  [{ key_ops: ['sign'] }, false, false],
  [{ key_ops: [] }, false, false],
  [{ key_ops: ['deriveKey'], use: 'sig' }, false, false],
  [{ key_ops: ['verify'], use: 'enc' }, false, false],
  [{ alg: 'ES256' }, true, false],
  [{ alg: 'EdDSA' }, false, true],
  [{ alg: 'Ed25519', use: 'sig' }, false, true],
  [{ alg: 'ECDH-ES' }, false, false],
  [{ alg: 'ECDH-ES+A256KW', use: 'enc' }, false, false],
]
// Of another shape than RFC 7517 has it.
const MALFORMED = [
  { use: null },
  { use: ['sig'] },
  { key_ops: 'verify' },
  { key_ops: null },
  { alg: 256 },
  { alg: null },
]

const counter = async (says: object) => {
  const { valid, findings } = await verify(
    { receipt, countersignature },
    { keys: { keys: [{ ...es256, ...says }] } as never },
  )
  return valid || findings.find(({ severity }) => severity === 'error')!.code
}
const checkpoint = async (says: object) => {
  const head = parseCheckpoint(proof.slice(proof.indexOf(ORIGIN)))!
  return (await checkpointFinding(head, { keys: [{ ...ed25519, ...says }] } as never))?.code ?? true
}

test.each(TABLE)('%j', async (says, countersigns, signsLogs) => {
  expect(await counter(says)).toBe(countersigns || 'countersignature-key-unknown')
  expect(await checkpoint(says)).toBe(signsLogs || 'proof-unchecked')
  const stock = compactVerify(countersignature, createLocalJWKSet({ keys: [{ ...es256, ...says }] } as never))
  expect(
    await stock.then(
      () => true,
      () => false,
    ),
  ).toBe(countersigns)
})

test.each(MALFORMED)('%j is taken for no key that verifies', async (says) => {
  expect(await counter(says)).toBe('countersignature-key-unknown')
  expect(await checkpoint(says)).toBe('proof-unchecked')
})

test('a key for encryption beside the right one is passed over', async () => {
  const other = { ...es256, use: 'enc' }
  const keys = { keys: [other, jwks.keys[0], { ...logKey.entry, use: 'enc' }, logKey.entry] }
  expect(await verify({ receipt, countersignature, proof }, { keys: keys as never })).toMatchObject({
    valid: true,
    level: 'logged',
  })
})
