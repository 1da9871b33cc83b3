// I10: one flipped bit anywhere in receipt, countersignature, chain, proof or checkpoint is found by `verify`. Exhaustive:
// every bit is tried.
import { verify } from '@placet/receipt'
import { expect, test } from 'vitest'
import { allKeys, ORIGIN, proofOf } from './log-sample.ts'
import { chainOf, countersigned, oneBitOff } from './sample.ts'

const [first, second] = (await chainOf(2)) as [string, string]
const countersignature = await countersigned(second, { log: ORIGIN, idx: 4 })
const proof = await proofOf(second)
const evidence = { receipt: second, countersignature, proof }
const options = { keys: allKeys, previous: first }

// The same text as bytes, one bit off, read as a decoder that repairs would read it.
function* oneByteOff(text: string): Generator<string> {
  const bytes = Buffer.from(text)
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    bytes[bit >> 3]! ^= 1 << (bit & 7)
    yield bytes.toString()
    bytes[bit >> 3]! ^= 1 << (bit & 7)
  }
}

async function passed(texts: Iterable<string>, check: (text: string) => ReturnType<typeof verify>): Promise<string[]> {
  const through: string[] = []
  let tried = 0
  for (const text of texts) {
    tried += 1
    if ((await check(text)).valid) through.push(text)
  }
  expect(tried).toBeGreaterThan(3000)
  return through
}

test('untouched, all of it holds', async () => {
  expect(await verify(evidence, options)).toMatchObject({ valid: true, level: 'logged', findings: [] })
})

test('I10 one flipped bit anywhere in a receipt is found', async () => {
  expect(await passed(oneBitOff(second), (receipt) => verify(receipt))).toEqual([])
})

test('I10 one flipped bit anywhere in a countersignature is found', async () => {
  expect(
    await passed(oneBitOff(countersignature), (text) => verify({ ...evidence, countersignature: text }, options)),
  ).toEqual([])
})

test('I10 one flipped bit anywhere in the receipt before is found', async () => {
  expect(await passed(oneBitOff(first), (previous) => verify(second, { previous }))).toEqual([])
})

test('I10 one flipped bit anywhere in a proof, its checkpoint included, is found', async () => {
  const check = (text: string) => verify({ ...evidence, proof: text }, { keys: allKeys })
  expect(await passed(oneByteOff(proof), check)).toEqual([])
})

test('I10 it is found as well where no countersignature says the place', async () => {
  const check = (text: string) => verify({ receipt: second, proof: text }, { keys: allKeys })
  expect((await check(proof)).valid).toBe(true)
  expect(await passed(oneBitOff(proof), check)).toEqual([])
})

test('I10 with the proof, one flipped bit in the receipt is still found', async () => {
  expect(await passed(oneBitOff(second), (receipt) => verify({ ...evidence, receipt }, options))).toEqual([])
})

test('a receipt cut anywhere is found', async () => {
  for (let end = 0; end < second.length; end++)
    expect((await verify(second.slice(0, end))).valid, `at ${end}`).toBe(false)
})

test('a proof cut anywhere, at either end, is found', async () => {
  for (let at = 1; at < proof.length; at++) {
    for (const text of [proof.slice(0, at), proof.slice(at)])
      expect((await verify({ ...evidence, proof: text }, options)).valid, `at ${at}`).toBe(false)
  }
})

test('a proof with one more character of any kind, anywhere, is found', async () => {
  for (let at = 0; at <= proof.length; at++) {
    for (const more of ['\n', ' ', '\r', '0', 'A', '=']) {
      const text = proof.slice(0, at) + more + proof.slice(at)
      expect((await verify({ ...evidence, proof: text }, options)).valid, `${JSON.stringify(more)} at ${at}`).toBe(
        false,
      )
    }
  }
})
