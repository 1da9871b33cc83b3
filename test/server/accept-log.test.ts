// The log, as whoever sends receipts sees it: places without a gap, proofs that hold, and no second history.
import { type Evidence, parseProof, verify } from '@placet/receipt'
import { generateKeys, type Keyring, keyringFrom, type Result, type Store } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { expect, test } from 'vitest'
import { erase } from '../../packages/server/src/contract/log-keeper.ts'
import { backend, batch, count, problemOf, request } from './backend.ts'
import { bearer, receipt, SITE, twin } from './device.ts'

const OTHER = 'http://localhost:4300'
const receipts = (many: number, aud = SITE) => Promise.all(Array.from({ length: many }, () => receipt({ aud })))

function evidence(jws: string, { countersignature, proof }: Result): Evidence {
  return { receipt: jws, countersignature, proof }
}

test('receipts get their places in the order in which they came, from 0, without a gap; each site has its own', async () => {
  const { post } = await backend({ sites: [SITE, OTHER] })
  const places = async (batch: string[]) => (await post(batch)).map(({ index }) => index)
  expect(await places(await receipts(3))).toEqual([0, 1, 2])
  expect(await places([(await receipts(1))[0]!, 'no receipt', ...(await receipts(1))])).toEqual([3, undefined, 4])
  expect(await places([...(await receipts(1, OTHER)), ...(await receipts(1)), ...(await receipts(1, OTHER))])).toEqual([
    0, 5, 1,
  ])
})

test('a hundred requests at once share the places among them, and each proof holds', async () => {
  const { post, keys } = await backend()
  const sent = await receipts(100)
  const results = await Promise.all(sent.map(async (jws) => (await post([jws]))[0]!))
  expect(results.map(({ index }) => index).sort((one, other) => one! - other!)).toEqual(sent.map((_, at) => at))
  for (const [at, result] of results.entries()) {
    const verdict = await verify(evidence(sent[at]!, result), { keys: keys.jwks() })
    expect([verdict.level, verdict.findings]).toEqual(['logged', []])
  }
})

test('an auditor needs no trust: what was said of one receipt holds for no other, nor for another place', async () => {
  const { post, keys } = await backend()
  const sent = await receipts(5)
  const results = await post(sent)
  const codes = async (given: Evidence) =>
    (await verify(given, { keys: keys.jwks() })).findings
      .filter(({ severity }) => severity === 'error')
      .map(({ code }) => code)
  const { countersignature } = results[1]!
  expect(await codes({ receipt: sent[1]!, countersignature, proof: results[1]!.proof })).toEqual([])
  expect(await codes({ receipt: sent[1]!, countersignature, proof: results[2]!.proof })).toEqual(['proof-mismatch'])
  const moved = results[1]!.proof!.replace('index 1', 'index 2')
  expect(await codes({ receipt: sent[1]!, countersignature, proof: moved })).toEqual(['proof-mismatch'])
})

test('a receipt that comes again keeps its place and countersignature, and its proof is as new as the log', async () => {
  const { post, keys } = await backend()
  const [jws] = await receipts(1)
  const [first] = await post([jws!])
  await post(await receipts(6))
  const [again, beside] = await post([twin(jws!), (await receipts(1))[0]!])
  expect(again).toEqual({ ...first, status: 200, proof: again!.proof })
  expect(again!.proof).not.toBe(first!.proof)
  expect(parseProof(again!.proof!)!.checkpoint).toBe(parseProof(beside!.proof!)!.checkpoint)
  for (const result of [first!, again!]) {
    expect((await verify(evidence(jws!, result), { keys: keys.jwks() })).level).toBe('logged')
  }
})

test('a batch of nothing but duplicates writes nothing and signs nothing', async () => {
  const store = createMemoryStore()
  const { keys, signed } = counted()
  const { post } = await backend({ store, keys })
  const sent = await receipts(4)
  await post(sent)
  const [head, before] = [await store.head(SITE), signed()]
  expect((await post([...sent, sent[0]])).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(await store.head(SITE)).toBe(head)
  expect(signed()).toBe(before)
})

test('over a damaged log nothing is signed: it would be a second history', async () => {
  const store = createMemoryStore()
  const first = await backend({ store })
  const [jws] = await receipts(1)
  const [kept] = await first.post([jws!, ...(await receipts(4))])
  const head = await store.head(SITE)

  const { keys, signed } = counted()
  // One that starts on the damaged store: whoever has the tiles in memory would not see it.
  const later = await backend({ store: damaged(store), keys })
  const response = await later.handle(request(batch([jws, ...(await receipts(2))])))
  expect(await problemOf(response)).toEqual([503, 'log-damaged'])
  expect(String(later.lines[0]!.cause)).toContain(`The log of ${SITE} is damaged`)
  expect([signed(), await store.head(SITE), await count(store)]).toEqual([0, head, 5])
  const bundle = await (await first.get(`/receipts/${kept!.id}`, { headers: bearer(jws!) })).json()
  expect(bundle).toMatchObject({ receipt: jws, status: 'kept' })
})

test('an erased receipt is gone for ever, and its place in the log stays proven', async () => {
  const { post, get, store, keys } = await backend()
  const sent = await receipts(3)
  const results = await post(sent)
  const { id, countersignature, index } = results[1]!
  expect(await erase(store, id!, await leafOf(id!))).toBe(true)

  for (const path of [`/receipts/${id}`, `/receipts/${id}/proof`]) {
    expect(await problemOf(await get(path, { headers: bearer(sent[1]!) }))).toEqual([404, 'not-found'])
  }
  const again = await post([sent[1], twin(sent[1]!), sent[2], (await receipts(1))[0]])
  expect(again.map(({ status, index }) => [status, index])).toEqual([
    [410, undefined],
    [410, undefined],
    [200, 2],
    [201, 3],
  ])
  expect(again[0]).toMatchObject({ id, problem: { code: 'receipt-erased' } })
  expect(await count(store)).toBe(3)

  // Whoever has the receipt can still show that it stood there; the backend alone cannot say what it was.
  const { proof } = results[1]!
  const verdict = await verify({ receipt: sent[1]!, countersignature, proof }, { keys: keys.jwks() })
  expect([verdict.level, verdict.findings]).toEqual(['logged', []])
  const tile = Buffer.from(await (await get('/log/shop.example/tile/0/000.p/4')).arrayBuffer())
  expect(tile.subarray(32 * index!, 32 * (index! + 1)).toString('base64url')).toBe(await leafOf(id!))
})

async function leafOf(id: string): Promise<string> {
  const input = Buffer.concat([Buffer.of(0), Buffer.from(id, 'base64url')])
  return Buffer.from(await crypto.subtle.digest('SHA-256', input)).toString('base64url')
}

/** A keyring that counts what it signs. */
function counted(): { keys: Keyring; signed: () => number } {
  const ring = keyringFrom(generateKeys())
  let signed = 0
  const counting = <Signer extends { sign(input: Uint8Array): unknown }>(signer: Signer): Signer => ({
    ...signer,
    sign: (input: Uint8Array) => (signed++, signer.sign(input)),
  })
  const keys: Keyring = {
    ...ring,
    countersigner: (now) => counting(ring.countersigner(now)),
    logSigners: (now) => ring.logSigners(now).map(counting),
  }
  return { keys, signed: () => signed }
}

/** A store in whose tiles one bit has changed since. */
function damaged(store: Store): Store {
  const flipped = (tile: Uint8Array | undefined) =>
    tile && Uint8Array.from(tile, (byte, at) => (at === 40 ? byte ^ 1 : byte))
  return {
    ...store,
    turn: (site, work) =>
      store.turn(site, (turn) => work({ ...turn, tiles: async (places) => (await turn.tiles(places)).map(flipped) })),
  }
}
