// The contract of a store in a runner that is none of ours: what it says of a store that is wrong.
import type { Store } from '@placet/server'
import { type Runner, storeContract } from '@placet/server/contract'
import { createMemoryStore } from '@placet/server/stores/memory'
import { expect, test } from 'vitest'

type Hook = () => Promise<void>

/** Runs the contract; the names of the tests that failed out, and how many there were. */
async function failing(wrong: (store: Store) => Partial<Store>): Promise<{ failed: string[]; of: number }> {
  const tests = new Map<string, Hook>()
  const before: Hook[] = []
  const after: Hook[] = []
  const runner: Runner = {
    describe: (_, body) => body(),
    test: (name, body) => tests.set(name, body),
    beforeEach: (hook) => before.push(hook),
    afterEach: (hook) => after.push(hook),
  }
  const open = async () => {
    const store = createMemoryStore()
    return { ...store, ...wrong(store) }
  }
  storeContract({ name: 'under test', open }, runner)
  const failed: string[] = []
  for (const [name, body] of tests) {
    for (const hook of before) await hook()
    await body().catch(() => failed.push(name))
    for (const hook of after) await hook()
  }
  return { failed, of: tests.size }
}

test('a store that keeps the contract passes', async () => {
  const { failed, of } = await failing(() => ({}))
  expect(failed).toEqual([])
  expect(of).toBeGreaterThan(15)
})

test.each<[string, (store: Store) => Partial<Store>, string]>([
  [
    'forgets tiles',
    () => ({ tiles: async (_, places) => places.map(() => undefined) }),
    'the last tile grows, and others stay',
  ],
  [
    'writes a part of what cannot be written whole',
    (store) => ({ turn: (site, work) => store.turn(site, work).catch(() => undefined) }),
    'an addition that cannot be written whole is not written at all',
  ],
  [
    'forgets notices',
    () => ({ notice: async () => undefined }),
    'keeps notices by hash, in every language they are in',
  ],
  [
    'tells sites as they come',
    (store) => ({ sites: async () => (await store.sites()).reverse() }),
    'sites are listed in order of their names',
  ],
])('a store that %s is found', async (_, wrong, name) => {
  expect((await failing(wrong)).failed).toContain(name)
})
