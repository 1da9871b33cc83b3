// Threads that verify: what they find is what a verifier finds, each for whom asked, also when one of them dies.
import { receiptIdentity } from '@placet/receipt'
import { afterEach, expect, test } from 'vitest'
import { createVerifyPool, type VerifyPool } from '../../packages/server/src/verify/verify-pool.ts'
import { verifyReceipt } from '../../packages/server/src/verify/verify-receipt.ts'
import { bent, receipt, twin } from './device.ts'

let pools: VerifyPool[] = []
afterEach(async () => {
  for (const pool of pools) await pool.close()
  pools = []
})

async function open(...given: Parameters<typeof createVerifyPool>): Promise<VerifyPool> {
  const pool = await createVerifyPool(...given)
  pools.push(pool)
  return pool
}

test('a thread says of anything what this thread would say', async () => {
  const pool = await open(1)
  const good = await receipt()
  const cut = good.slice(0, -2)
  const deep = JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as unknown
  const nested = await bent({ text: (json) => `${json.slice(0, -1)},"x":${'['.repeat(1500)}${']'.repeat(1500)}}` })
  const odd = ['', null, 7, { toString: 1 }, ['a'], deep, { deep }]
  const all = [good, twin(good), cut, await bent({ header: { alg: 'none' } }), nested, ...odd]
  const said = await Promise.all(all.map((each) => pool.verify(each)))
  expect(said).toEqual(await Promise.all(all.map(verifyReceipt)))
  expect(said.map(({ valid }) => valid)).toEqual([true, true, false, false, true, ...odd.map(() => false)])
})

test('whoever asks among many hears of their own receipt', async () => {
  const pool = await open(2)
  const receipts = await Promise.all(Array.from({ length: 100 }, () => receipt()))
  // The odd ones are spoilt, and found out much sooner than the others.
  const asked = receipts.map((each, index) => (index % 2 ? `${each}!` : each))
  const said = await Promise.all(asked.map((each) => pool.verify(each)))
  const ids = await Promise.all(receipts.map((each, index) => (index % 2 ? undefined : receiptIdentity(each))))
  expect(said.map(({ id }) => id)).toEqual(ids)
})

test('a thread that dies takes with it what it was asked, and nothing more', async () => {
  const dying = new URL('verify-thread-dying.mjs', import.meta.url)
  const pool = await open(1, dying)
  await expect(pool.verify('fine')).resolves.toMatchObject({ id: 'fine' })
  const asked = await Promise.allSettled(['throw', 'fine'].map((each) => pool.verify(each)))
  expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await expect(pool.verify('fine')).resolves.toMatchObject({ id: 'fine' })
  await expect(pool.verify('exit')).rejects.toThrow('ended')
  // Two messages of sixteen at most are with it; who waits behind them is asked of the next.
  const many = await Promise.allSettled(
    ['throw', ...Array.from({ length: 39 }, () => 'fine')].map((each) => pool.verify(each)),
  )
  expect(many.filter(({ status }) => status === 'fulfilled')).toHaveLength(8)
  await expect(pool.verify('fine')).resolves.toMatchObject({ id: 'fine' })
})

test('where no thread can be had, that is said at the start', async () => {
  await expect(createVerifyPool(1, new URL('verify-thread-missing.mjs', import.meta.url))).rejects.toThrow('missing')
})

test('more than can be looked at in time is refused, and counted while it waits', async () => {
  const pool = await open(1, new URL('verify-thread-dying.mjs', import.meta.url))
  const asked = Array.from({ length: 10_001 }, () => pool.verify('silent'))
  await expect(asked.at(-1)).rejects.toThrow('10000 receipts wait already')
  expect(pool.waiting()).toBe(10_000)
  const rest = Promise.allSettled(asked)
  await pool.close()
  expect((await rest).every(({ status }) => status === 'rejected')).toBe(true)
  expect(pool.waiting()).toBe(0)
})

test('who asks when all is over is told so, and no thread begins', async () => {
  const pool = await open(1)
  await pool.close()
  await expect(pool.verify(await receipt())).rejects.toThrow('have ended')
})
