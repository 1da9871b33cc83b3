// What is kept has an end: receipts go when their decision has expired and the retention is over since, and not a moment earlier.
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type KeySet, receiptIdentity } from '@placet/receipt'
import { generateKeys, keyringFrom, type RunningServer, startServer, type Store } from '@placet/server'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { createMemoryStore } from '@placet/server/stores/memory'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createSequencer } from '../../packages/server/src/log/sequencer.ts'
import { milliseconds } from '../../packages/server/src/retention/duration.ts'
import { countDue, purge } from '../../packages/server/src/retention/purge.ts'
import { listOf } from '../../packages/server/src/contract/log-keeper.ts'
import { audit, ISSUER, openLog } from './audit-shop.ts'
import { batch } from './backend.ts'
import { bearer, NOON, receipt, SITE } from './device.ts'

const DAY = 86_400_000
const REFUSED = { evt: 'refused', dec: { analytics: 'refused', marketing: 'refused' } } as const

function shop(store: Store = createMemoryStore()) {
  const set = generateKeys()
  const log = openLog(set, store)
  const signing = { issuer: ISSUER, keys: keyringFrom(set) }
  const at = (now: number) => ({ store, sequencer: createSequencer(store, signing), now: () => now })
  const left = async () => (await listOf(store.receipts(SITE))).map((row) => row.receipt)
  const said = async () =>
    (await listOf(store.statements(SITE))).map(
      ({ statement }) => JSON.parse(Buffer.from(statement.split('.')[1]!, 'base64url').toString()) as object,
    )
  return { ...log, at, left, said }
}

test.each([
  ['P1Y', 366],
  ['P6M', 186],
  ['P1Y2M3W4D', 366 + 62 + 21 + 4],
  ['P0D', 0],
])('a duration is never shorter than a calendar has it: %s', (duration, days) => {
  expect(milliseconds(duration)).toBe(days * DAY)
})

test.each(['', 'P', 'P1H', 'PT1H', '3Y', 'P3Y ', 'P-1D', 'P1.5Y'])('%j is no duration', async (retention) => {
  expect(milliseconds(retention)).toBeUndefined()
  const { at } = shop()
  await expect(purge(SITE, at(NOON), { retention })).rejects.toMatchObject({ code: 'retention-malformed' })
})

test('a refusal and a yes go by the same rule: its own duration, then the retention, and not a millisecond earlier', async () => {
  const { send, store, keys, at, left, said } = shop()
  const [short, refused, long] = [
    await receipt({ dur: 'P1M' }),
    await receipt({ ...REFUSED, dur: 'P1M', kp: 'once' }),
    await receipt({ dur: 'P1Y' }),
  ]
  await send([short, refused, long])
  const due = NOON + (31 + 3 * 366) * DAY
  await purge(SITE, at(due), { retention: 'P3Y' })
  expect(await left()).toEqual([short, refused, long])
  expect([await countDue(SITE, 'P3Y', at(due)), await countDue(SITE, 'P3Y', at(due + 1))]).toEqual([0, 2])

  const told: number[] = []
  await purge(SITE, at(due + 1), { retention: 'P3Y', onErased: (erased) => told.push(erased) })
  expect([await left(), told]).toEqual([[long], [2]])
  expect(await said()).toMatchObject([
    {
      reason: 'retention',
      count: 2,
      places: [[0, 1]],
      aud: SITE,
      iss: ISSUER,
      iat: Math.floor((due + 1) / 1000),
      idx: 3,
    },
  ])
  const { errors, report } = await audit(store, keys)
  expect([errors, report.logs[0]]).toMatchObject([[], { logged: 1, erased: 2, statements: 1, withoutStatement: 0 }])
  // It is known again, and not taken.
  expect(await send([short])).toMatchObject([{ status: 410 }])
})

test('a device’s clock decides nothing: it may be years off', async () => {
  const { send, at, left } = shop()
  const early = await receipt({ iat: 0, dur: 'P6M' })
  const late = await receipt({ iat: Math.floor(NOON / 1000) + 80 * 365 * 86_400, dur: 'P6M' })
  await send([early, late])
  await purge(SITE, at(NOON + 186 * DAY), { retention: 'P0D' })
  expect(await left()).toEqual([early, late])
  await purge(SITE, at(NOON + 186 * DAY + 1), { retention: 'P0D' })
  expect(await left()).toEqual([])
})

test('a duration beyond all measure is kept, and stops nothing', async () => {
  const { send, at, left } = shop()
  const endless = await receipt({ dur: `P${'9'.repeat(400)}Y` })
  await send([endless, await receipt({ dur: 'P1D' })])
  await purge(SITE, at(NOON + 400 * DAY), { retention: 'P1Y' })
  expect(await left()).toEqual([endless])
})

test('more than a batch goes batch by batch, and a purge that is stopped goes on the next time', async () => {
  const { send, store, keys, at, left, said } = shop()
  const all = await Promise.all(Array.from({ length: 300 }, () => receipt({ dur: 'P1D' })))
  for (let from = 0; from < 300; from += 50) await send(all.slice(from, from + 50))
  let batches = 0
  const options = { retention: 'P1D', onErased: () => void batches++, isStopped: () => batches > 0 }
  await purge(SITE, at(NOON + 3 * DAY), options)
  expect((await left()).length).toBe(44)
  await Promise.all([
    purge(SITE, at(NOON + 3 * DAY), { retention: 'P1D' }),
    purge(SITE, at(NOON + 3 * DAY), { retention: 'P1D' }),
  ])
  expect(await left()).toEqual([])
  expect(await said()).toMatchObject([{ count: 256 }, { count: 44 }])
  expect((await audit(store, keys)).errors).toEqual([])
})

describe('in a file', () => {
  let folder: string
  let running: RunningServer[] = []
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'placet-retention-'))
  })
  afterEach(async () => {
    await Promise.all(running.map((each) => each.close()))
    running = []
    await rm(folder, { recursive: true })
  })

  function sql(statement: string): void {
    const Database = createRequire(new URL('../../packages/server/package.json', import.meta.url))('libsql')
    const db = new Database(join(folder, 'placet.db'))
    db.exec(statement)
    db.close()
  }

  test('what an older version kept is dated first, and a date that was edited shortens nothing', async () => {
    const store = openLibsqlStore(join(folder, 'placet.db'))
    const { send, at, left, keys } = shop(store)
    const all = [await receipt({ dur: 'P1D' }), await receipt({ dur: 'P1Y' }), await receipt({ dur: 'P1Y' })]
    await send(all)
    sql('update receipt set expires = null where idx < 2; update receipt set expires = 1 where idx = 2')
    await purge(SITE, at(NOON + 300 * DAY), { retention: 'P1M' })
    expect(await left()).toEqual(all.slice(1))
    expect(await countDue(SITE, 'P1M', at(NOON + 300 * DAY))).toBe(0)
    expect(await countDue(SITE, 'P1M', at(NOON + 500 * DAY))).toBe(2)
    expect((await audit(store, keys)).errors).toEqual([])
    await store.close()
  })

  async function serve(now: number, retention?: string): Promise<RunningServer> {
    const server = await startServer({
      ...{ port: 0, dataDir: folder, sites: [SITE], issuer: ISSUER, metrics: true, now: () => now },
      retention,
    })
    running.push(server)
    return server
  }

  test('a server purges by itself while it receives, and its metrics say so', async () => {
    const first = await serve(NOON)
    const old = await Promise.all(Array.from({ length: 40 }, () => receipt({ dur: 'P6M' })))
    await fetch(`${first.url}/receipts`, { method: 'POST', body: batch(old) })
    await first.close()
    running = []

    const later = NOON + 4 * 366 * DAY
    const server = await serve(later, 'P3Y')
    const fresh = await receipt({ iat: later / 1000 })
    const sent = await fetch(`${server.url}/receipts`, { method: 'POST', body: batch([fresh]) })
    expect(await sent.json()).toMatchObject({ results: [{ status: 201 }] })
    const metrics = async () => (await fetch(`${server.url}/metrics`)).text()
    await vi.waitFor(
      async () => expect(await metrics()).toMatch(/^placet_purge_last_success_timestamp_seconds [1-9]/m),
      20_000,
    )
    expect(await metrics()).toContain('placet_purged_receipts_total 40')
    const keys = (await (await fetch(`${server.url}/.well-known/jwks.json`)).json()) as KeySet
    expect(
      (await fetch(`${server.url}/receipts/${await receiptIdentity(fresh)}`, { headers: bearer(fresh) })).status,
    ).toBe(200)
    await server.close()
    running = []
    const store = openLibsqlStore(join(folder, 'placet.db'))
    expect((await listOf(store.all())).map((row) => row.receipt)).toEqual([fresh])
    expect((await audit(store, keys)).errors).toEqual([])
    await store.close()
  })

  test('without a retention everything is kept; a retention that is none does not start', async () => {
    await expect(serve(NOON, 'three years')).rejects.toMatchObject({ code: 'retention-malformed' })
    const first = await serve(NOON)
    await fetch(`${first.url}/receipts`, { method: 'POST', body: batch([await receipt({ dur: 'P1D' })]) })
    await first.close()
    running = []
    const second = await serve(NOON + 4000 * 366 * DAY)
    expect(await (await fetch(`${second.url}/metrics`)).text()).toContain(
      'placet_purge_last_success_timestamp_seconds 0',
    )
    await second.close()
    running = []
    const store = openLibsqlStore(join(folder, 'placet.db'))
    expect(await listOf(store.all())).toHaveLength(1)
    await store.close()
  })
})
