// The vault: a decision is stored completely or not at all, in a database that may fail, with a key that may be lost.
import { parseCookie } from '@placet/core/cookie'
import { expect, test } from 'vitest'
import { databaseStore, memoryStore } from '../../packages/core/src/evidence/key-value-store.ts'
import { openVault } from '../../packages/core/src/evidence/vault.ts'
import type { Device } from '../../packages/core/src/page.ts'
import { claimsOf, customer, SHOP } from './shop.ts'

const DAY = 86_400_000
let databases = 0
function fresh(): Device['store'] {
  const opened = new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(`store-${databases++}`)
    request.onupgradeneeded = () => request.result.createObjectStore('vault')
    request.onsuccess = () => resolve(request.result)
  })
  return async (mode, use) => use((await opened).transaction('vault', mode).objectStore('vault'))
}

const unchanged = (key: string, seq: number | undefined) => ({
  key,
  isUnchanged: (value: unknown) => (value as { seq: number } | undefined)?.seq === seq,
})

test('if one value of a write cannot be cloned, nothing is written', async () => {
  const store = databaseStore(fresh())
  await store.write([['a', 1]])
  await expect(
    store.write([
      ['a', 2],
      ['b', 3],
      ['c', () => {}],
      ['d', 4],
    ]),
  ).rejects.toThrow('could not be cloned')
  expect([await store.get('a'), await store.get('b'), await store.get('d')]).toEqual([1, undefined, undefined])
})

test.each([
  ['the database', () => databaseStore(fresh())],
  ['memory', () => memoryStore()],
])('%s writes only if the guarded entry is unchanged, and lists by prefix in order', async (_, open) => {
  const store = open()
  expect(
    await store.write(
      [
        ['head', { seq: 1 }],
        ['r:2', 2],
        ['r:10', 10],
        ['r:1', 1],
        ['s', 0],
      ],
      unchanged('head', undefined),
    ),
  ).toBe(true)
  expect(await store.write([['r:3', 3]], unchanged('head', undefined))).toBe(false)
  expect(await store.write([['r:2', undefined]], unchanged('head', 1))).toBe(true)
  expect(await store.list('r:')).toEqual([1, 10])
})

test('two pages write at the same moment: one wins, the other gets false', async () => {
  const store = fresh()
  await databaseStore(store).write([['head', { seq: 1 }]])
  const write = (seq: number) => databaseStore(store).write([['head', { seq }]], unchanged('head', 1))
  const both = await Promise.all([write(2), write(3)])
  expect(both).toEqual([true, false])
  expect(await databaseStore(store).get('head')).toEqual({ seq: 2 })
})

test('a chain that has moved meanwhile is not written over', async () => {
  const vault = openVault(memoryStore(), 'P1Y', Date.now, () => {})
  const latest = { regime: 'eu', gpc: false, asks: 'x', day: 1, seq: 1, answers: {}, at: 0, dec: {} }
  const now = { sub: 'key', seq: 1, id: 'first' }
  expect(await vault.commit({ latest, head: { before: undefined, now } })).toBe(true)
  expect(await vault.commit({ latest, head: { before: undefined, now: { ...now, id: 'other' } } })).toBe(false)
  expect(await vault.head()).toEqual(now)
})

test('a visitor who refuses gets no key; the first grant creates one, and it is kept', async () => {
  const visitor = customer()
  const shop = visitor.open()
  const first = claimsOf((await visitor.said(shop.reject()))?.receipt)
  const second = claimsOf((await visitor.said(shop.reject()))?.receipt)
  expect([first, second]).toMatchObject([
    { kp: 'once', seq: 1 },
    { kp: 'once', seq: 1 },
  ])
  expect([first.sub === second.sub, 'prev' in first, await visitor.kept('key'), await visitor.kept('head')]).toEqual([
    false,
    false,
    [],
    [],
  ])
  const given = await visitor.said(shop.accept('all'))
  expect(claimsOf(given?.receipt)).toMatchObject({ seq: 1, evt: 'given' })
  expect(claimsOf(given?.receipt)).not.toHaveProperty('kp')
  const next = claimsOf((await visitor.said(visitor.open().reject()))?.receipt)
  expect(next).toMatchObject({ seq: 2, prev: given?.id, sub: claimsOf(given?.receipt).sub })
  const [[, key]] = (await visitor.kept('key')) as [[string, CryptoKeyPair]]
  expect(key.privateKey.extractable).toBe(false)
})

test('a key that cannot be read back is kept in memory, and its receipts contain kp mem', async () => {
  const visitor = customer()
  const store = visitor.database.of(1)
  // A database that stores a key and returns nothing, as in some browsers.
  const forgetful: typeof store = (mode, use) =>
    store(mode, (entries) => {
      const put = entries.put.bind(entries)
      entries.put = (value: { privateKey?: unknown }, key) => put(value?.privateKey ? null : value, key)
      return use(entries)
    })
  const shop = visitor.open({}, { device: { store: forgetful } })
  const one = claimsOf((await visitor.said(shop.accept('all')))?.receipt)
  const two = claimsOf((await visitor.said(shop.reject()))?.receipt)
  expect([one, two]).toMatchObject([
    { kp: 'mem', seq: 1 },
    { kp: 'mem', seq: 2, sub: one.sub },
  ])
  expect([shop.problems, await visitor.kept('key')]).toEqual([['key-not-kept', 'key-not-kept'], []])
})

test('a stored key that cannot sign is deleted', async () => {
  const visitor = customer()
  const store = visitor.database.of(1)
  const maiming: typeof store = (mode, use) =>
    store(mode, (entries) => {
      const put = entries.put.bind(entries)
      entries.put = (value: { privateKey?: unknown }, key) =>
        put(value?.privateKey ? { privateKey: 'broken' } : value, key)
      return use(entries)
    })
  const shop = visitor.open({}, { device: { store: maiming } })
  expect(claimsOf((await visitor.said(shop.accept('all')))?.receipt)).toMatchObject({ kp: 'mem' })
  expect(await visitor.kept('key')).toEqual([])
})

test('after a failed write the cookie keeps the decision, and the next page signs without a gap in the chain', async () => {
  const visitor = customer()
  let full = false
  const store = visitor.database.of(1)
  const failing: typeof store = (mode, use) =>
    full && mode === 'readwrite' ? Promise.reject(new DOMException('full', 'QuotaExceededError')) : store(mode, use)
  const shop = visitor.open({}, { device: { store: failing } })
  const first = await visitor.said(shop.accept('all'))
  full = true
  expect(await visitor.said(shop.withdraw(['marketing']))).toBeUndefined()
  expect([shop.problems, shop.has('marketing'), parseCookie(visitor.cookie())?.pending]).toEqual([
    ['vault-failed'],
    false,
    true,
  ])
  shop.close()
  const next = visitor.open()
  await visitor.rest()
  const [, late] = await visitor.said(next.receipts())
  expect(claimsOf(late?.receipt)).toMatchObject({ seq: 2, prev: first?.id, evt: 'withdrawn' })
})

test('a vault that is emptied while a receipt is signed makes no key sign the same place of its chain twice', async () => {
  for (let moment = 0; moment < 30; moment++) {
    const visitor = customer()
    const shop = visitor.open()
    const places: string[] = []
    shop.on('receipt', ({ receipt }) => {
      const { sub, seq } = claimsOf(receipt)
      places.push(`${sub} ${seq}`)
    })
    await visitor.said(shop.accept('all'))
    void shop.withdraw(['marketing'])
    await visitor.schedule.calm()
    for (let most = moment; most > 0 && (await visitor.schedule.letOneGo()); most--);
    await visitor.database.evict()
    await visitor.rest()
    expect(places).toEqual([...new Set(places)])
    expect(places).toHaveLength(2)
  }
})

test('a config that is no JSON is reported as the cause of a missing receipt; the decision holds', async () => {
  const visitor = customer()
  const purposes = SHOP.purposes.map((each) => ({ ...each, hosts: [undefined as never] }))
  const shop = visitor.open({ purposes })
  expect(await visitor.said(shop.accept('all'))).toBeUndefined()
  expect(shop.$problem.get()).toMatchObject({
    code: 'vault-failed',
    cause: { message: expect.stringMatching(/JSON/) },
  })
  expect([shop.has('analytics'), parseCookie(visitor.cookie())?.answers.analytics]).toEqual([true, true])
})

test('a receipt is deleted when its retention ends, with its notice if no other receipt names it', async () => {
  const visitor = customer()
  const record = { retention: 'P1Y' }
  await visitor.said(visitor.open({ record }).accept('all'))
  visitor.schedule.jump(200 * DAY)
  await visitor.said(visitor.open({ record, version: '2' }).accept('all'))
  visitor.schedule.jump(200 * DAY)
  const shop = visitor.open({ record, version: '2' })
  await visitor.said(shop.reject())
  expect((await visitor.said(shop.receipts())).map(({ seq }) => seq)).toEqual([2, 3])
  expect((await visitor.kept('notice:')).length).toBe(1)
})
