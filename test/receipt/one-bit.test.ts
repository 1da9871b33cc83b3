// I10: one flipped bit anywhere in receipt, countersignature or chain is found by `verify`. Exhaustive: every bit is tried.
import { verify } from '@placet/receipt'
import { expect, test } from 'vitest'
import { chainOf, countersigned, jwks, oneBitOff } from './sample.ts'

const [first, second] = (await chainOf(2)) as [string, string]
const countersignature = await countersigned(second)
const evidence = { receipt: second, countersignature }
const options = { keys: jwks, previous: first }

async function passed(texts: Iterable<string>, check: (text: string) => ReturnType<typeof verify>): Promise<string[]> {
  const through: string[] = []
  let tried = 0
  for (const text of texts) {
    tried += 1
    if ((await check(text)).valid) through.push(text)
  }
  expect(tried).toBeGreaterThan(4000)
  return through
}

test('untouched, all of it holds', async () => {
  expect(await verify(evidence, options)).toMatchObject({ valid: true, level: 'countersigned', findings: [] })
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

test('a receipt cut anywhere is found', async () => {
  for (let end = 0; end < second.length; end++)
    expect((await verify(second.slice(0, end))).valid, `at ${end}`).toBe(false)
})
