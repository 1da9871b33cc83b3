// A verifier may compute with something else than WebCrypto: the same verdicts, and nothing is computed beside it.
import { createHash, createPublicKey, verify as nodeVerify } from 'node:crypto'
import { type Evidence, noticeHash, type Primitives, verify, type VerifyOptions } from '@placet/receipt'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { allKeys, ORIGIN, proofOf } from './log-sample.ts'
import { chainOf, countersigned, forge, INPUT, malleated, NOTICE, partsOf, receiptOf } from './sample.ts'

const hash = await noticeHash(NOTICE)
const receipt = await receiptOf({ ntc: { ...INPUT.ntc, hash } })
const countersignature = await countersigned(receipt, { log: ORIGIN, idx: 4 })
const proof = await proofOf(receipt)
const [first, second] = (await chainOf(2)) as [string, string]
const whole = { receipt, countersignature, proof, notice: NOTICE }

/** node:crypto, synchronously. */
const node: Primitives = {
  sha256: (data) => createHash('sha256').update(data).digest(),
  es256: ({ kty, crv, x, y }, data, signature) => {
    try {
      const key = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' })
      return nodeVerify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature)
    } catch {
      return undefined
    }
  },
  ed25519: (publicKey, data, signature) => {
    const x = Buffer.from(publicKey).toString('base64url')
    return nodeVerify(null, data, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }), signature)
  },
}

const { jwk } = partsOf(receipt).header as { jwk: Record<string, string> }
const cases: [what: string, evidence: Evidence | string, options: VerifyOptions][] = [
  ['all that an auditor can hold', whole, { keys: allKeys, audience: INPUT.aud, now: INPUT.iat }],
  ['the twin', { ...whole, receipt: malleated(receipt) }, { keys: allKeys }],
  ['a receipt alone', receipt, {}],
  ['a receipt and the one before', second, { previous: first }],
  ['one before that is none', second, { previous: receipt }],
  ['another signature', receipt.slice(0, -9) + first.slice(-9), {}],
  ['a signature of another length', `${receipt.slice(0, receipt.lastIndexOf('.'))}.AAAA`, {}],
  ['no point of the curve', await forge({ header: { jwk: { ...jwk, y: jwk.x } } }), {}],
  ['another notice', { ...whole, notice: {} }, { keys: allKeys }],
  ['another countersignature', { ...whole, countersignature: await countersigned(first) }, { keys: allKeys }],
  ['another proof', { ...whole, proof: await proofOf(first) }, { keys: allKeys }],
  ['a rewritten checkpoint', { ...whole, proof: `${proof.slice(0, -12)}AAAAAAAAAA=\n` }, { keys: allKeys }],
]

afterEach(() => vi.restoreAllMocks())

describe('node:crypto and WebCrypto say the same of', () => {
  test.each(cases)('%s', async (_, evidence, options) => {
    const expected = await verify(evidence, options)
    // From here on WebCrypto is as good as gone.
    for (const name of ['digest', 'importKey', 'verify'] as const) {
      vi.spyOn(crypto.subtle, name).mockImplementation(() => {
        throw new Error(`${name} was asked of WebCrypto`)
      })
    }
    expect(await verify(evidence, { ...options, primitives: node })).toEqual(expected)
  })
})

test('nothing is hashed twice', async () => {
  const hashed: string[] = []
  const sha256 = (data: Uint8Array) => {
    hashed.push(Buffer.from(data).toString('hex'))
    return node.sha256(data)
  }
  await verify(whole, { keys: allKeys, primitives: { ...node, sha256 } })
  expect(new Set(hashed).size).toBe(hashed.length)
  // Signing input, key, notice, leaf, three rows of a tree of seven, key ID.
  expect(hashed).toHaveLength(8)
})

test('where there is no Ed25519 a log stays unchecked, and that is said', async () => {
  const without = { ...node, ed25519: () => undefined }
  const { valid, level, findings } = await verify(whole, { keys: allKeys, primitives: without })
  expect([valid, level, findings.map(({ code }) => code)]).toEqual([true, 'countersigned', ['proof-unchecked']])
  vi.spyOn(crypto.subtle, 'importKey').mockImplementation(async (...[, key, algorithm]) => {
    if (algorithm === 'Ed25519') throw new DOMException('Unrecognized name.', 'NotSupportedError')
    vi.restoreAllMocks()
    return crypto.subtle.importKey('jwk', key as JsonWebKey, algorithm, false, ['verify'])
  })
  const { checkpointFinding, parseCheckpoint } = await import('@placet/receipt')
  const checkpoint = parseCheckpoint(proof.slice(proof.indexOf('\n\n') + 2))!
  expect((await checkpointFinding(checkpoint, allKeys))?.detail).toContain('no Ed25519')
})
