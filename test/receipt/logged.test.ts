// What a log proves, and how a proof can be wrong.
import { checkpointFinding, parseCheckpoint, type Verdict, verify } from '@placet/receipt'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allKeys, createLogKey, logKey, noteOf, ORIGIN, proofOf } from './log-sample.ts'
import { countersigned, jwks, malleated, receiptOf } from './sample.ts'

const runs = { numRuns: process.env.PLACET_LONG ? 5000 : 100 }
const receipt = await receiptOf()
const proof = await proofOf(receipt)
const countersignature = await countersigned(receipt, { log: ORIGIN, idx: 4 })
const seen = ({ valid, level, findings }: Verdict) => [
  valid,
  level,
  ...findings.map(({ code, at }) => (at ? `${code} ${at}` : code)),
]
const check = async (evidence: object, keys: object | undefined = allKeys) =>
  seen(await verify({ receipt, countersignature, proof, ...evidence }, { keys: keys as never }))

test('a receipt that stands in the log is logged, and nothing is to be said of it', async () => {
  expect(await check({})).toEqual([true, 'logged'])
})

test('in trees of every size, at every place', async () => {
  for (let of = 1; of <= 9; of++) {
    for (let at = 0; at < of; at++) {
      const placed = await countersigned(receipt, { log: ORIGIN, idx: at })
      expect(await check({ countersignature: placed, proof: await proofOf(receipt, at, of) })).toEqual([true, 'logged'])
    }
  }
})

test('a log is named after its site, port and http included, and keeps its name when the backend moves', async () => {
  for (const [aud, name] of [
    ['https://shop.example', 'shop.example'],
    ['https://shop.example:8443', 'shop.example:8443'],
    ['http://localhost:4300', 'http:localhost:4300'],
    ['https://xn--caf-dma.example', 'xn--caf-dma.example'],
  ] as const) {
    const one = await receiptOf({ aud })
    for (const backend of ['consent.shop.example', 'old.example/consent']) {
      const origin = `${backend}/log/${name}`
      const countersignature = await countersigned(one, { log: origin, idx: 4 })
      const evidence = { receipt: one, countersignature, proof: await proofOf(one, 4, 7, { origin }) }
      expect(await check(evidence)).toEqual([true, 'logged'])
    }
  }
})

test('the proof is of the receipt, whichever of its two signatures it bears', async () => {
  const keys = fc.integer({ min: 1, max: 40 }).chain((of) => fc.tuple(fc.nat(of - 1), fc.constant(of)))
  const property = fc.asyncProperty(keys, async ([at, of]) => {
    const one = await receiptOf()
    const evidence = {
      countersignature: malleated(await countersigned(one, { idx: at })),
      proof: await proofOf(one, at, of),
    }
    expect(await check({ ...evidence, receipt: one })).toEqual([true, 'logged'])
    expect(await check({ ...evidence, receipt: malleated(one) })).toEqual([true, 'logged'])
  })
  await fc.assert(property, runs)
})

test('a countersignature that names a place wants its proof; one that names none does not', async () => {
  expect(await check({ proof: undefined })).toEqual([true, 'countersigned', 'proof-missing'])
  expect(await check({ proof: undefined, countersignature: await countersigned(receipt, { idx: 4 }) })).toEqual([
    true,
    'countersigned',
    'proof-missing',
  ])
  expect(await check({ proof: undefined, countersignature: await countersigned(receipt) })).toEqual([
    true,
    'countersigned',
  ])
})

test('a proof alone holds, and makes no countersignature', async () => {
  expect(await check({ countersignature: undefined })).toEqual([true, 'signed', 'countersignature-missing'])
})

test('without keys nothing of it is checked but its path, and that is said', async () => {
  const unchecked = seen(await verify({ receipt, countersignature, proof }))
  expect(unchecked).toEqual([true, 'signed', 'countersignature-unchecked', 'proof-unchecked'])
  expect(await check({}, jwks)).toEqual([true, 'countersigned', 'proof-unchecked'])
  const other = await proofOf(await receiptOf())
  expect(await check({ proof: other }, jwks)).toEqual([false, 'signed', 'proof-mismatch'])
})

describe('a proof of something else is refused:', () => {
  const mismatch = [false, 'signed', 'proof-mismatch']

  test('another receipt’s', async () => {
    expect(await check({ proof: await proofOf(await receiptOf()) })).toEqual(mismatch)
  })

  test('another log’s, or another place in it, than the countersignature says', async () => {
    const elsewhere = await proofOf(receipt, 4, 7, { origin: 'consent.shop.example/log/other' })
    expect(await check({ proof: elsewhere })).toEqual([...mismatch.slice(0, 2), 'proof-mismatch log'])
    expect(await check({ proof: await proofOf(receipt, 3) })).toEqual([...mismatch.slice(0, 2), 'proof-mismatch idx'])
  })

  test('a log that is not the site’s, also where the countersignature says so or nothing of it', async () => {
    for (const name of ['for-you-alone', 'http:shop.example', 'shop.example:444', 'a.shop.example', 'shop.example/x']) {
      const origin = `consent.shop.example/log/${name}`
      const elsewhere = await proofOf(receipt, 4, 7, { origin })
      for (const log of [undefined, origin]) {
        const countersignature = await countersigned(receipt, log === undefined ? {} : { log, idx: 4 })
        expect(await check({ proof: elsewhere, countersignature })).toEqual([false, 'signed', 'proof-mismatch aud'])
      }
    }
  })

  test.each<[string, Parameters<typeof proofOf>[3]]>([
    ['another place', { index: 5 }],
    ['a place outside of the tree', { index: 7 }],
    ['another size', { size: 9 }],
    ['an empty tree', { size: 0 }],
    ['another root', { root: new Uint8Array(32) }],
    ['no path', { path: [] }],
  ])('%s', async (_, bend) => {
    const plain = await countersigned(receipt)
    expect(await check({ countersignature: plain, proof: await proofOf(receipt, 4, 7, bend) })).toEqual(mismatch)
  })

  test('an inner node given out as a leaf', async () => {
    // One row up the same root is reached from the node over two leaves; but a node is not hashed as a leaf is.
    const shorter = await proofOf(receipt, 4, 8)
    const lines = shorter.split('\n')
    const cut = [lines[0], 'index 2', ...lines.slice(3)].join('\n').replace(`${ORIGIN}\n8\n`, `${ORIGIN}\n4\n`)
    expect(await check({ countersignature: undefined, proof: cut })).toEqual([
      false,
      'signed',
      'countersignature-missing',
      'proof-mismatch',
    ])
  })
})

describe('what is no proof is said to be none, never thrown:', () => {
  test.each([null, 7, '', 'thanks', {}, [proof], `${proof}\n`, proof.replace('\n', '\r\n')])('%j', async (odd) => {
    expect(await check({ proof: odd })).toEqual([false, 'signed', 'proof-malformed'])
  })
})

describe('who signed the checkpoint', () => {
  test('a key that is not the backend’s is not believed, nor one of another log', async () => {
    const stranger = await createLogKey()
    expect(await check({ proof: await proofOf(receipt, 4, 7, { keys: [stranger] }) })).toEqual([
      false,
      'signed',
      'checkpoint-key-unknown',
    ])
    const origin = 'other.example'
    const checkpoint = parseCheckpoint(await noteOf(`${origin}\n1\n${'A'.repeat(43)}=\n`, [logKey], ORIGIN))!
    expect((await checkpointFinding(checkpoint, allKeys))?.code).toBe('checkpoint-key-unknown')
  })

  test('other signatures beside the log’s own do no harm: witnesses, keys to come', async () => {
    const [next, witness] = [await createLogKey(), await createLogKey()]
    const more = await proofOf(receipt, 4, 7, { keys: [next, logKey, witness] })
    const seenBy = more.replace(/\n$/, '\n— witness.example/w1 AAAAAAAA\n')
    expect(await check({ proof: seenBy })).toEqual([true, 'logged'])
    expect(await check({ proof: more }, { keys: [...allKeys.keys, next.entry] })).toEqual([true, 'logged'])
    expect(await check({ proof: more }, { keys: [next.entry, ...jwks.keys] })).toEqual([true, 'logged'])
  })

  test('of two known keys both must hold', async () => {
    const next = await createLogKey()
    const proofOfTwo = await proofOf(receipt, 4, 7, { keys: [logKey, { ...next, sign: logKey.sign }] })
    expect(await check({ proof: proofOfTwo }, { keys: [...allKeys.keys, next.entry] })).toEqual([
      false,
      'signed',
      'checkpoint-invalid',
    ])
  })

  test('a signature that is not 64 bytes is false', async () => {
    for (const length of [1, 63, 65, 132]) {
      const odd = { ...logKey, sign: async () => new Uint8Array(length) }
      const proofOfOdd = await proofOf(receipt, 4, 7, { keys: [odd] })
      expect(await check({ proof: proofOfOdd })).toEqual([false, 'signed', 'checkpoint-invalid'])
    }
  })

  test('an Ed25519 key that countersigns, or a P-256 key for the log, is no key at all', async () => {
    const odd = [
      { ...logKey.entry, crv: 'X25519' },
      { ...logKey.entry, kty: 'EC' },
      { ...logKey.entry, x: 'AAAA' },
    ]
    for (const entry of odd) expect(await check({}, { keys: [...jwks.keys, entry] })).toContain('proof-unchecked')
  })

  test('a checkpoint can be checked by itself', async () => {
    const checkpoint = parseCheckpoint(proof.slice(proof.indexOf('\n\n') + 2))!
    expect(await checkpointFinding(checkpoint, allKeys)).toBeUndefined()
    expect((await checkpointFinding(checkpoint, jwks))?.code).toBe('proof-unchecked')
    expect((await checkpointFinding(checkpoint, undefined))?.code).toBe('proof-unchecked')
    const rewritten = { ...checkpoint, note: { ...checkpoint.note, text: checkpoint.note.text.replace('7', '8') } }
    expect((await checkpointFinding(rewritten, allKeys))?.code).toBe('checkpoint-invalid')
  })
})

test('whatever comes as a proof, verify answers, and only the true one is logged', async () => {
  const cut = fc.tuple(fc.nat(proof.length), fc.nat(9), fc.string({ unit: 'binary', maxLength: 5 }))
  const odd = cut.map(([at, length, more]) => proof.slice(0, at) + more + proof.slice(at + length))
  const property = fc.asyncProperty(fc.oneof(odd, fc.anything()), async (given) => {
    fc.pre(given !== undefined)
    const verdict = await verify({ receipt, countersignature, proof: given as string }, { keys: allKeys })
    expect(verdict.level).toBe(given === proof ? 'logged' : 'signed')
  })
  await fc.assert(property, { numRuns: runs.numRuns * 5 })
})
