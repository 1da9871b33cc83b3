import { chainFindings, createKey, receiptIdentity } from '@placet/receipt'
import { expect, test } from 'vitest'
import { chainOf, forge, malleated, receiptOf } from './sample.ts'

const [one, two, three, four] = (await chainOf(4)) as [string, string, string, string]
const codes = async (...receipts: string[]) => (await chainFindings(receipts)).map(({ code, at }) => `${code} ${at}`)
const after = async (receipt: string, seq: number) => receiptOf({ seq, prev: await receiptIdentity(receipt) })

test('a whole chain in any order has nothing to report', async () => {
  expect(await codes(one, two, three, four)).toEqual([])
  expect(await codes(three, one, four, two)).toEqual([])
})

test('the same receipt twice, or its malleated twin, is one receipt', async () => {
  expect(await codes(one, two, two, malleated(two), three)).toEqual([])
})

test('several devices are several chains', async () => {
  expect(await codes(one, ...(await chainOf(2, await createKey())), two)).toEqual([])
})

test('a chain whose beginning is lost still holds', async () => {
  expect(await codes(three, four)).toEqual([])
})

test('a missing receipt is a gap', async () => {
  expect(await codes(one, three)).toEqual(['chain-gap seq'])
})

test('two receipts in one place are a fork, and what follows one of them is no second fault', async () => {
  const other = await after(one, 2)
  expect(await codes(one, two, other, three)).toEqual(['chain-fork seq'])
  expect(await codes(one, other, two, three)).toEqual(['chain-fork seq'])
})

test('two first receipts of one key are a fork', async () => {
  expect(await codes(one, await receiptOf())).toEqual(['chain-fork seq'])
})

test('a receipt that names another one before it does not fit', async () => {
  expect(await codes(one, two, await after(one, 3))).toEqual(['chain-mismatch prev'])
  expect(await codes(await receiptOf(), two)).toEqual(['chain-mismatch prev'])
})

test('a gap does not hide a receipt that names the wrong number', async () => {
  expect(await codes(one, await after(one, 5))).toEqual(['chain-mismatch prev'])
  const later = await receiptOf({ seq: 5, prev: await receiptIdentity(three) })
  expect(await codes(await receiptOf({ seq: 2, prev: await receiptIdentity(later) }), later)).toContain(
    'chain-mismatch prev',
  )
})

test('a receipt number 2 or later that names none before it does not fit, whatever its key', async () => {
  expect(await codes(await receiptOf({ seq: 7 }))).toEqual(['chain-mismatch prev'])
  expect(await codes(await receiptOf({ seq: 7, kp: 'once' }))).toEqual(['chain-mismatch prev'])
  expect(await codes(await receiptOf({ prev: await receiptIdentity(two) }))).toEqual(['chain-mismatch prev'])
})

test('what is no receipt is passed over', async () => {
  const odd = ['', 'nonsense', 'e30.e30.AA', ['a.b.c'], null, await forge({ claims: { seq: 'x' } })] as string[]
  expect(await codes(one, ...odd, two)).toEqual([])
})
