// What the audit says of devices: chains with holes or forks, erasures that explain them, and grants that no receipt gave.
import { createKey, type KeySet, receiptIdentity, toBase64url } from '@placet/receipt'
import { generateKeys, keyringFrom } from '@placet/server'
import { expect, test } from 'vitest'
import { summary } from '../../packages/server/src/cli/audit-words.ts'
import { leafHash } from '../../packages/server/src/log/hash.ts'
import { erase as eraseRow } from '../../packages/server/src/contract/log-keeper.ts'
import { audit, chain, named, openLog, receipts, tampered } from './audit-shop.ts'
import { backend } from './backend.ts'
import { NOON, receipt, SITE } from './device.ts'

const GIVEN = { evt: 'given', dec: { analytics: 'given', marketing: 'refused' } } as const
const WITHDRAWN = { evt: 'withdrawn', dec: { analytics: 'withdrawn', marketing: 'refused' } } as const
const RENEWED = { evt: 'renewed', dec: { analytics: 'renewed', marketing: 'refused' } } as const

async function keeping(...all: string[]) {
  const log = openLog()
  await log.send(all)
  return log
}

async function erase(log: ReturnType<typeof openLog>, jws: string): Promise<void> {
  const id = await receiptIdentity(jws)
  expect(await eraseRow(log.store, id, toBase64url(leafHash(Buffer.from(id, 'base64url'))))).toBe(true)
}

test('given, renewed, withdrawn, given again: a whole chain is clean, in whatever order it came', async () => {
  const log = await keeping(...(await chain(GIVEN, RENEWED, WITHDRAWN, GIVEN)).reverse())
  const { findings, report } = await audit(log.store, log.keys)
  expect(findings.filter(({ code }) => code !== 'notice-unknown')).toEqual([])
  expect(report.chains).toEqual({ devices: 1, unproven: new Map(), untrusted: new Map() })
})

test('a device forks and bends its own chain: warnings, for a visitor must not make every audit fail', async () => {
  const key = await createKey()
  const first = await receipt({ seq: 1 }, key)
  const prev = await receiptIdentity(first)
  const twice = [await receipt({ seq: 2, prev }, key), await receipt({ seq: 2, prev, evt: 'changed' }, key)]
  const forked = await keeping(first, ...twice, await receipt({ seq: 3, prev }, key))
  const { errors: none, findings: told, report } = await audit(forked.store, forked.keys)
  expect(none).toEqual([])
  const warned = told.filter(({ severity }) => severity === 'warning')
  expect(warned.map(({ code }) => code)).toEqual(['chain-fork', 'chain-mismatch'])
  expect(report.receipts).toMatchObject({ checked: 4, hold: 4 })
  const counts = new Map(warned.map(({ code }) => [code, 1]))
  expect(summary(report, counts, 0)).toContain('2 warnings about chains as devices signed them: no fault of the store.')
})

test('a hole is a warning, and a receipt that does not hold accuses nobody', async () => {
  const key = await createKey()
  const first = await receipt({ seq: 1 }, key)
  const prev = await receiptIdentity(first)
  const forked = await keeping(first, await receipt({ seq: 2, prev }, key), await receipt({ seq: 2, prev }, key))
  const broken = tampered(forked.store, {
    row: (row) => (row.index === 2 ? { ...row, receipt: `${row.receipt.slice(0, -3)}AAA` } : row),
  })
  expect((await audit(broken, forked.keys)).findings.map(({ code }) => code)).not.toContain('chain-fork')

  const [a, , c] = await chain(GIVEN, RENEWED, RENEWED)
  const holed = await keeping(a!, c!)
  const { errors, findings } = await audit(holed.store, holed.keys)
  expect(errors).toEqual([])
  expect(findings.map(({ code, severity }) => `${severity} ${code}`)).toContain('warning chain-gap')
})

test('what was erased leaves a clean audit: the log holds, and the chain says why it has a hole', async () => {
  const links = await chain(GIVEN, RENEWED, WITHDRAWN)
  const log = await keeping(...(await receipts(3)), ...links)
  await erase(log, links[0]!)
  await erase(log, links[1]!)
  const { findings, report } = await audit(log.store, log.keys)
  expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([])
  expect(report.logs[0]).toMatchObject({ size: 6, logged: 4, erased: 2 })
  expect(report.logs[0]!.checkpoint).toBeDefined()
})

test('a withdrawal of what no receipt gave names the purpose; a grant by no hand is counted', async () => {
  const forged = await chain({ evt: 'withdrawn', dec: { analytics: 'withdrawn', marketing: 'withdrawn' }, kp: 'once' })
  const renewed = await chain({ evt: 'renewed', dec: { analytics: 'renewed', marketing: 'given' } })
  const refusedFirst = await chain({ evt: 'refused', dec: { analytics: 'refused' } }, WITHDRAWN)
  const late = await chain({ ...GIVEN, ui: { m: 'api', a: 'save', t: false } })
  const service = await chain(
    { evt: 'given', dec: { analytics: 'given' } },
    { evt: 'withdrawn', dec: { analytics: 'renewed', 'analytics/heatmap': 'withdrawn' } },
  )
  const log = await keeping(...forged, ...renewed, ...refusedFirst, ...late, ...service)
  const { findings, errors, report } = await audit(log.store, log.keys)
  expect(errors).toEqual([])
  const unproven = findings.filter(({ code }) => code === 'grant-unproven')
  expect(unproven.map(({ severity, index }) => [severity, index])).toEqual([
    ['warning', 0],
    ['warning', 1],
    ['warning', 3],
  ])
  expect(unproven[0]!.detail).toContain('analytics, marketing')
  expect([...report.chains!.unproven]).toEqual([
    ['analytics', 3],
    ['marketing', 1],
  ])
  expect([...report.chains!.untrusted]).toEqual([['analytics', 1]])
})

test('a stolen countersigning key: what it signed still counts where the log shows that it was here', async () => {
  const set = generateKeys()
  const log = openLog(set)
  await log.send(await receipts(2))
  const after = Math.floor(NOON / 1000) + 60
  const stolen = set.keys.map((key) =>
    key.alg === 'ES256' ? { ...key, revoked: { revoked_at: after, reason: 'compromised' as const } } : key,
  )
  const keys = keyringFrom({ keys: stolen }).jwks() as KeySet
  const { errors, findings } = await audit(log.store, keys)
  expect(errors).toEqual([])
  expect(findings.filter(({ code }) => code === 'countersignature-key-compromised')).toHaveLength(2)
  const before = stolen.map((key) => (key.revoked ? { ...key, revoked: { revoked_at: 1 } } : key))
  const { errors: late } = await audit(log.store, keyringFrom({ keys: before }).jwks() as KeySet)
  expect(named(late)).toEqual(['countersignature-key-revoked 0', 'countersignature-key-revoked 1'])
})

test('receipts from before there were logs are verified and counted, and stand in no tree', async () => {
  const log = await keeping(...(await receipts(3)))
  const day = 86_400_000
  const old = await backend({ keys: keyringFrom(generateKeys(NOON - 2 * day)), now: () => NOON - day })
  await old.post(await receipts(2))
  // What 0.1.0 kept: no place, no device, and a countersignature that names no log.
  const rows: unknown[] = []
  for await (const row of old.store.all()) rows.push(row)
  const unplaced = {
    ...log.store,
    async *all() {
      for (const row of rows) yield { ...(row as object), index: undefined, sub: '' } as never
      yield* log.store.all()
    },
  }
  const { findings, report } = await audit(unplaced, { keys: [...log.keys.keys, ...(old.keys.jwks() as KeySet).keys] })
  expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([])
  expect(report.logs[0]).toMatchObject({ site: SITE, size: 3, logged: 3 })
  expect(report.receipts).toEqual({ checked: 5, hold: 5, unplaced: 2 })
})
