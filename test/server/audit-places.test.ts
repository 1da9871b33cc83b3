// Audits of one site among others, of sites that begin meanwhile, and of receipts that stand in no log.
import { countersign, receiptIdentity, verify } from '@placet/receipt'
import { generateKeys, type StoredReceipt, keyringFrom } from '@placet/server'
import { expect, test } from 'vitest'
import { readCheckpoints, writeCheckpoints } from '../../packages/server/src/audit/witness.ts'
import { audit, ISSUER, type Log, named, openLog, receipts } from './audit-shop.ts'
import { NOON, receipt, SITE } from './device.ts'

const OTHER = 'https://other.example'

test('one site’s audit passes over checkpoints of the others that are there, and misses those that are not', async () => {
  const log = openLog()
  await log.send([...(await receipts(2)), await receipt({ aud: OTHER })])
  const notes = [(await log.store.head(SITE))!.note, (await log.store.head(OTHER))!.note]
  const since = readCheckpoints(writeCheckpoints(notes), 'cp.txt')
  const { errors, report } = await audit(log.store, log.keys, { site: SITE, since })
  expect(errors).toEqual([])
  expect(report).toMatchObject({ logs: [{ site: SITE }], witnesses: 1, notAudited: [notes[1]] })
  expect((await audit(log.store, log.keys, { since })).report).toMatchObject({ witnesses: 2, notAudited: [] })

  const robbed = { ...log.store, sites: async () => [SITE], head: (site: string) => headOf(log, site, OTHER) }
  expect(named((await audit(robbed, log.keys, { site: SITE, since })).errors)).toEqual(['log-missing'])
  // The very site that was asked for, and all of it: no misspelling, somebody has seen it.
  const gone = { ...robbed, async *receipts() {} }
  expect(named((await audit(gone, log.keys, { site: OTHER, since })).errors)).toEqual(['log-missing'])
})

test('a site of which nothing is known is a mistake of whoever asks, not a clean bill', async () => {
  const log = openLog()
  await log.send(await receipts(1))
  const asked = audit(log.store, log.keys, { site: 'https://shop.exmaple' })
  await expect(asked).rejects.toMatchObject({ code: 'evidence-missing', message: expect.stringContaining('exmaple') })
})

test('a site whose first receipts arrive while the audit runs accuses nobody', async () => {
  const log = openLog()
  await log.send(await receipts(2))
  const late = [await receipt({ aud: OTHER }), await receipt({ aud: OTHER })]
  const store = {
    ...log.store,
    async *all() {
      await log.send(late)
      yield* log.store.all()
    },
  }
  const { errors, report } = await audit(store, log.keys)
  expect(errors).toEqual([])
  expect(report.receipts).toMatchObject({ checked: 4, hold: 4 })
})

test('a receipt without a place that came when the log had begun was slipped in; one from before was not', async () => {
  const set = generateKeys(NOON - 86_400_000)
  const log = openLog(set)
  await log.send(await receipts(2))
  for (const [received, codes] of [
    [NOON + 60_000, ['receipt-unlogged']],
    [NOON, ['receipt-unlogged']],
    [NOON - 1000, []],
  ] as const) {
    const row = await unplaced(set, received)
    const store = { ...log.store, all: () => after([row], log.store.all()), receipts: rowsWith(row, log) }
    const { errors, report } = await audit(store, log.keys)
    expect(named(errors), `${received - NOON}`).toEqual(codes)
    expect(errors.every(({ id, site }) => id === row.id && site === SITE)).toBe(true)
    expect(report.receipts).toMatchObject({ checked: 3, unplaced: 1 })
    expect(named((await audit(store, log.keys, { site: SITE })).errors)).toEqual(codes)
  }
})

/** What the operator signs with the real keys, and puts into the table by hand. */
async function unplaced(set: ReturnType<typeof generateKeys>, received: number): Promise<StoredReceipt> {
  const jws = await receipt()
  const { claims } = await verify(jws)
  const id = await receiptIdentity(jws)
  const { kid, sign } = keyringFrom(set).countersigner(received)
  const by = { iss: ISSUER, kid, sign, iat: received / 1000 }
  const countersignature = await countersign({ id, claims: claims! }, by)
  return { site: SITE, jti: claims!.jti, id, sub: claims!.sub, receipt: jws, countersignature, received }
}

async function* after(first: StoredReceipt[], rest: AsyncIterable<StoredReceipt>): AsyncIterable<StoredReceipt> {
  yield* first
  yield* rest
}

function rowsWith(row: StoredReceipt, { store }: Log): Log['store']['receipts'] {
  return (site, from = 0) => after(from === 0 ? [row] : [], store.receipts(site, from))
}

async function headOf({ store }: Log, site: string, without: string) {
  return site === without ? undefined : store.head(site)
}
