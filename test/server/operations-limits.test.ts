// How much a backend takes, of whom, and what those who send more are told.
import { createKey } from '@placet/receipt'
import { ServerError, type Store } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { backend, batch, count, problemOf, request } from './backend.ts'
import { verifyReceipt } from '../../packages/server/src/verify/verify-receipt.ts'
import { bearer, bent, flipBit, receipt, SITE } from './device.ts'

const OTHER = 'https://other.example'
const SITES = [SITE, OTHER]
const many = (number: number, make: () => Promise<string>) => Promise.all(Array.from({ length: number }, () => make()))

// The library that counts has no other clock.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())
const later = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000)

async function limited(...[options]: Parameters<typeof backend>) {
  const under = await backend({ sites: SITES, ...options })
  const send = async (receipts: unknown[]) => {
    const response = await under.handle(request(batch(receipts), { origin: SITE }))
    if (response.status === 200) return 200
    return [...(await problemOf(response)), response.headers.get('retry-after')]
  }
  return { ...under, send }
}

describe('a device', () => {
  test('that sends more than its share in a minute is told when to come again, and nothing of the request is kept', async () => {
    const { send, store } = await limited({ limits: { perKey: 3 } })
    const key = await createKey()
    const fresh = () => receipt({}, key)
    for (let at = 0; at < 3; at++) expect(await send([await fresh()])).toBe(200)
    expect(await send([await fresh()])).toEqual([429, 'rate-limited', '60'])
    expect(await count(store)).toBe(3)
    later(59)
    expect(await send([await fresh()])).toEqual([429, 'rate-limited', '1'])
    later(1)
    expect(await send([await fresh()])).toBe(200)
  })

  test('that runs wild hurts nobody beside it in a batch: its receipts wait, the others are kept', async () => {
    const { post } = await limited({ limits: { perKey: 1 } })
    const key = await createKey()
    await post([await receipt({}, key)])
    const [beside, wild] = await post([await receipt(), await receipt({}, key)])
    expect(beside!.status).toBe(201)
    expect(wild).toMatchObject({ status: 429, problem: { code: 'rate-limited', detail: 'try again in 60 s' } })
  })

  test('has no more by asking twenty times at once', async () => {
    const { send, store } = await limited({ limits: { perKey: 3 } })
    const key = await createKey()
    const batches = await Promise.all(Array.from({ length: 20 }, () => many(5, () => receipt({}, key))))
    await Promise.all(batches.map(send))
    expect(await count(store)).toBe(5)
  })

  test('may bring at once what waited while it was offline, however little it may send a minute', async () => {
    const { send } = await limited({ limits: { perKey: 3 } })
    const key = await createKey()
    expect(await send(await many(50, () => receipt({}, key)))).toBe(200)
    expect(await send([await receipt({}, key)])).toEqual([429, 'rate-limited', '60'])
  })

  test('loses nothing by what it sends again, nor by what others send in its name', async () => {
    const { send } = await limited({ limits: { perKey: 3 } })
    const key = await createKey()
    const first = await receipt({}, key)
    const { sub } = JSON.parse(atob(first.split('.')[1]!))
    for (let at = 0; at < 20; at++) expect(await send([first, flipBit(await receipt({}, key), 2)])).toBe(200)
    for (let at = 0; at < 20; at++) expect(await send([await bent({ claims: { sub } })])).toBe(200)
    expect(await send([await receipt({}, key)])).toBe(200)
    expect(await send([await receipt({}, key)])).toBe(200)
    expect(await send([await receipt({}, key)])).toEqual([429, 'rate-limited', '60'])
  })

  test('counts a receipt that stands twice in a batch once, and not at all when it comes again so', async () => {
    const { send } = await limited({ limits: { perKey: 2 } })
    const key = await createKey()
    const twice = await receipt({}, key)
    for (let at = 0; at < 5; at++) expect(await send([twice, twice])).toBe(200)
    expect(await send([await receipt({}, key)])).toBe(200)
    expect(await send([await receipt({}, key)])).toEqual([429, 'rate-limited', '60'])
  })

  test('usually has sixty a minute', async () => {
    const { send } = await limited()
    const key = await createKey()
    for (const size of [50, 9, 1]) expect(await send(await many(size, () => receipt({}, key)))).toBe(200)
    expect(await send([await receipt({}, key)])).toEqual([429, 'rate-limited', '60'])
  })
})

describe('a site', () => {
  test('that is sent more than its share in a second does not take the place of others', async () => {
    const { send, store } = await limited({ limits: { perSite: 3 } })
    expect(await send(await many(3, receipt))).toBe(200)
    expect(await send([await receipt()])).toEqual([429, 'rate-limited', '1'])
    expect(await send([await receipt({ aud: OTHER })])).toBe(200)
    expect(await count(store)).toBe(4)
    later(1)
    expect(await send([await receipt()])).toBe(200)
  })

  test('is not locked out by junk in its name', async () => {
    const { send } = await limited({ limits: { perSite: 3 } })
    for (let at = 0; at < 5; at++) {
      expect(await send(await many(10, async () => flipBit(await receipt(), 2)))).toBe(200)
    }
    expect(await send(await many(3, receipt))).toBe(200)
  })

  test('may have a batch that is larger than a second’s share', async () => {
    const { send } = await limited({ limits: { perSite: 3 } })
    expect(await send(await many(20, receipt))).toBe(200)
    expect(await send([await receipt()])).toEqual([429, 'rate-limited', '1'])
  })
})

test('a batch of false signatures is given up: what was not looked at is sent again, and nothing sound is lost', async () => {
  const { post } = await limited()
  const bad = await many(30, async () => flipBit(await receipt(), 2))
  const good = await receipt()
  const first = await post([...bad, good])
  const statuses = first.map(({ status }) => status)
  expect([...new Set(statuses)]).toEqual([422, 429])
  expect(statuses.filter((status) => status === 422).length).toBeLessThan(21)
  expect(first.at(-1)).toMatchObject({ id: expect.any(String), status: 429, problem: { code: 'rate-limited' } })
  // A sender sets aside what was 422, and comes again with the rest.
  const rest = [...bad, good].filter((_, at) => statuses[at] === 429)
  let left = rest
  for (let rounds = 0; left.includes(good) && rounds < 8; rounds++) {
    const results = await post(left)
    left = left.filter((_, at) => results[at]!.status === 429)
  }
  expect((await post([good]))[0]!.status).toBe(200)
})

test('the same text fifty times is looked at once', async () => {
  let looked = 0
  const verifier = { verify: (text: unknown) => (looked++, verifyReceipt(text)), waiting: () => 0 }
  const { post } = await limited({ verifier })
  const [bad, good] = [flipBit(await receipt(), 2), await receipt()]
  const results = await post([...Array.from({ length: 48 }, () => bad), good, good])
  expect(results.map(({ status }) => status)).toEqual([...Array.from({ length: 48 }, () => 422), 201, 200])
  expect(looked).toBe(2)
})

describe('what was kept before', () => {
  test('spends nothing of a site, however often it comes again, one by one or all at once', async () => {
    const { send } = await limited({ limits: { perSite: 3, perKey: 3 } })
    const key = await createKey()
    const copies = await many(3, () => receipt({}, key))
    expect(await send(copies)).toBe(200)
    later(60)
    for (let at = 0; at < 20; at++) expect(await send(copies)).toBe(200)
    const at = [...Array.from({ length: 30 }, () => copies), [await receipt({}, key)], [await receipt({}, key)]]
    expect(new Set(await Promise.all(at.map(send)))).toEqual(new Set([200]))
    expect(await send([copies[0], await receipt({}, key)])).toBe(200)
    // Neither the site nor the device has anything left now, and a copy is answered all the same.
    expect(await send([await receipt()])).toEqual([429, 'rate-limited', '1'])
    expect(await send(copies)).toBe(200)
  })

  test('by another process, too', async () => {
    const first = await limited()
    const copies = await many(10, receipt)
    await first.send(copies)
    const { send } = await limited({ store: first.store, keys: first.keys, limits: { perSite: 3 } })
    for (let at = 0; at < 5; at++) expect(await send(copies)).toBe(200)
    for (let at = 0; at < 3; at++) expect(await send([await receipt()])).toBe(200)
    expect(await send([await receipt()])).toEqual([429, 'rate-limited', '1'])
  })

  test('adds nothing to the share of the next second, when it was on its way as this one ended', async () => {
    const { store, entered, release } = held(SITE)
    const copies = await many(3, receipt)
    const first = await limited({ store })
    const kept = first.send(copies)
    await entered(1)
    const { send } = await limited({ store, keys: first.keys, limits: { perSite: 3 } })
    const again = send(copies)
    await entered(2)
    later(1)
    release()
    expect(await Promise.all([kept, again])).toEqual([200, 200])
    for (let at = 0; at < 3; at++) expect(await send([await receipt()])).toBe(200)
    expect(await send([await receipt()])).toEqual([429, 'rate-limited', '1'])
  })
})

test('a device that has sent its share spends nothing of its site’s by what is refused', async () => {
  const { send } = await limited({ limits: { perSite: 3, perKey: 1 } })
  const key = await createKey()
  expect(await send([await receipt({}, key)])).toBe(200)
  for (let at = 0; at < 10; at++) expect(await send([await receipt({}, key)])).toEqual([429, 'rate-limited', '60'])
  for (let at = 0; at < 2; at++) expect(await send([await receipt()])).toBe(200)
})

test('both can be switched off', async () => {
  const { send } = await limited({ limits: { perSite: false, perKey: false } })
  const key = await createKey()
  for (let at = 0; at < 3; at++) expect(await send(await many(50, () => receipt({}, key)))).toBe(200)
})

test('a site whose log is stuck has so much room, and takes no other site’s', async () => {
  const { store, entered, release } = held(SITE)
  const { send, get } = await limited({ store, limits: { requests: 2 } })
  const working = [send([await receipt()]), send([await receipt()])]
  await entered(1)
  expect(await send([await receipt()])).toEqual([503, 'overloaded', '5'])
  expect(await send([await receipt({ aud: OTHER })])).toBe(200)
  expect(await problemOf(await get(`/receipts/${'x'.repeat(43)}`))).toEqual([404, 'not-found'])
  release()
  expect(await Promise.all(working)).toEqual([200, 200])
  expect(await send([await receipt()])).toBe(200)
})

test('more readers at once than can be served are told to come again; who watches over it is not', async () => {
  const store = createMemoryStore()
  let release = () => {}
  const released = new Promise<void>((done) => (release = done))
  const slow = { ...store, find: async (id: string) => (await released, store.find(id)) }
  const { get } = await limited({ store: slow, limits: { requests: 1 } })
  const reading = get(`/receipts/${'x'.repeat(43)}`, { headers: bearer('x') })
  expect(await problemOf(await get(`/receipts/${'x'.repeat(43)}`))).toEqual([503, 'overloaded'])
  for (const path of ['/health', '/ready', '/.well-known/jwks.json']) expect((await get(path)).status, path).toBe(200)
  release()
  expect((await reading).status).toBe(404)
})

test('whoever sends slowly takes nobody’s place', async () => {
  const { send, handle } = await limited({ limits: { requests: 1 } })
  let end = () => {}
  const slow = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"v":1,'))
      end = () => controller.close()
    },
  })
  const slowly = handle(request(slow))
  expect(await send([await receipt()])).toBe(200)
  end()
  expect(await problemOf(await slowly)).toEqual([400, 'body-malformed'])
})

test.each<[string, object]>([
  ['none at all', { perSite: 0 }],
  ['less than none', { perKey: -1 }],
  ['half a receipt', { perKey: 1.5 }],
  ['nothing', { perKey: null }],
  ['a text', { perKey: '60' }],
  ['a switch where there is none', { requests: false }],
  ['a misspelt name', { persite: 5 }],
  ['a name that objects have', { toString: 5 }],
])('limits of %s are told to whoever wrote them', async (_, limits) => {
  const made = backend({ limits })
  await expect(made).rejects.toThrow(ServerError)
  await expect(made).rejects.toMatchObject({ code: 'limits-malformed', fix: expect.stringContaining('perSite') })
})

/** A store whose turns wait for `release`. */
function held(site: string): { store: Store; entered: (turns: number) => Promise<void>; release: () => void } {
  const store = createMemoryStore()
  let release = () => {}
  const released = new Promise<void>((done) => (release = done))
  let turns = 0
  return {
    store: {
      ...store,
      async turn(at, work) {
        if (at !== site) return store.turn(at, work)
        turns++
        await released
        return store.turn(at, work)
      },
    },
    entered: async (number) => void (await vi.waitUntil(() => turns === number)),
    release,
  }
}
