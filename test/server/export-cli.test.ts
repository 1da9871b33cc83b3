// Exports for people: a table that a spreadsheet opens and runs nothing of, and filters for what is asked; however many
// receipts there are.
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createKey } from '@placet/receipt'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { csvLine } from '../../packages/server/src/export/csv.ts'
import { exported, type Filter } from '../../packages/server/src/export/exported.ts'
import { listOf } from '../../packages/server/src/contract/log-keeper.ts'
import { openLog } from './audit-shop.ts'
import { buildCli, type Cli } from './cli.ts'
import { NOON, receipt, SITE } from './device.ts'

const OTHER = 'https://other.example'

let cli: Cli
beforeAll(async () => {
  cli = await buildCli()
})
afterAll(() => cli.remove())

const data = () => ['--data', 'shop']
const file = (folder = 'shop') => join(cli.folder, folder, 'placet.db')

/** RFC 4180, as strictly as a spreadsheet reads it. */
function parse(csv: string): Record<string, string>[] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!)
    if (end === '\r\n') rows.push([])
  }
  const [header, ...body] = rows.slice(0, -1)
  return body.map((cells) => Object.fromEntries(header!.map((name, at) => [name, cells[at]!])))
}

const ours = createKey()
const decided: Record<'first' | 'second' | 'third' | 'fourth', Parameters<typeof receipt>[0]> = {
  first: { dec: { analytics: 'given', 'marketing/ads': 'refused' } },
  second: { evt: 'refused', dec: { analytics: 'refused' }, kp: 'once' },
  third: {
    ...{ evt: 'withdrawn', dec: { analytics: 'withdrawn' }, dur: 'P1Y' },
    ntc: { uri: 'https://shop.example/n', ver: '+3,"x"\n@y', lang: 'de', hash: `-${'n'.repeat(41)}o` },
  },
  fourth: { aud: OTHER, dec: { video: 'given' } },
}

beforeAll(async () => {
  const store = openLibsqlStore(file())
  const log = openLog(undefined, store)
  await log.send([await receipt(decided.first, await ours), await receipt(decided.second)])
  await log.send([await receipt(decided.third), await receipt(decided.fourth)])
  await store.close()
})

const table = async (...args: string[]) => {
  const { out, err, code } = await cli.run(['export', ...data(), '--format', 'csv', ...args])
  expect([code, err]).toEqual([0, ''])
  return parse(out)
}

test('a table has a row for each receipt and a column for each purpose', async () => {
  const rows = await table()
  expect(rows).toHaveLength(4)
  expect(Object.keys(rows[0]!)).toEqual([
    ...['received', 'signed', 'site', 'index', 'event', 'regime', 'notice version', 'notice hash', 'language'],
    ...['analytics', 'marketing/ads', 'video'],
    ...['other answers', 'surface', 'action', 'trusted', 'valid for', 'number', 'device', 'identity'],
  ])
  expect(rows.find(({ site }) => site === OTHER)).toMatchObject({ video: 'given', analytics: '', index: '0' })
  expect(rows.find(({ 'marketing/ads': answer }) => answer === 'refused')).toMatchObject({
    ...{ received: new Date(NOON).toISOString(), signed: new Date(NOON - 5000).toISOString(), site: SITE, index: '0' },
    ...{ event: 'given', regime: 'eu', 'notice version': '1', language: 'en', analytics: 'given', video: '' },
    ...{ 'other answers': '', surface: 'banner', action: 'save', trusted: 'yes', 'valid for': 'P6M', number: '1' },
    device: expect.stringMatching(/^urn:ietf:params:oauth:jwk-thumbprint:sha-256:[\w-]{43}$/),
  })
})

test('what a device wrote stays text: no cell is a formula, and none ends early', async () => {
  const row = (await table()).find(({ event }) => event === 'withdrawn')!
  expect([row['notice version'], row['notice hash']]).toEqual([`'+3,"x"\n@y`, `'-${'n'.repeat(41)}o`])
  const formula = /^[\s\p{C}]*[=+\-@＝＋－＠]|^[\t\r\n]/u
  const evil = [
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =1',
    '\u00A0=1',
    '\u200B=1',
    '\uFEFF=1',
    '＝1',
    '\n',
    'a;=1',
  ]
  for (const text of evil) {
    const line = csvLine([text])
    expect(line.endsWith('\r\n')).toBe(true)
    expect(line).toMatch(/^"[^]*"\r\n$/)
    expect(line.slice(1, -3)).not.toMatch(formula)
  }
  expect(csvLine(['plain text', 5, undefined, 'https://a.example/x'])).toBe('plain text,5,,https://a.example/x\r\n')
})

test.each<[string, Filter, number]>([
  ['site', { site: OTHER }, 1],
  ['purpose', { purpose: 'analytics' }, 3],
  ['purpose by one of its services', { purpose: 'marketing' }, 1],
  ['purpose, and not by the beginning of its name', { purpose: 'analytic' }, 0],
  ['event', { event: 'refused' }, 1],
  ['time, from', { since: NOON }, 4],
  ['time, after', { since: NOON + 1 }, 0],
  ['time, until', { until: NOON }, 0],
])('receipts can be filtered by %s', async (_, filter, count) => {
  const store = openLibsqlStore(file())
  expect(await listOf(exported(filter, store))).toHaveLength(count)
  await store.close()
})

test('filters work together, and for both formats', async () => {
  const time = ['--since', new Date(NOON).toISOString(), '--until', new Date(NOON + 1).toISOString()]
  const args = ['--site', SITE, '--purpose', 'analytics', '--event', 'withdrawn', ...time]
  expect(await table(...args)).toMatchObject([{ event: 'withdrawn' }])
  const { out } = await cli.run(['export', ...data(), ...args])
  expect(out.trim().split('\n')).toHaveLength(1)
  expect(out).toContain('"receipt"')
})

test('both formats can be filtered by device', async () => {
  const [{ device } = { device: '' }] = await table('--purpose', 'marketing')
  for (const sub of [device!, device!.split(':').at(-1)!]) {
    expect((await table('--sub', sub)).map((row) => row.device)).toEqual([device])
  }
})

test('a receipt that was altered is not left out of either', async () => {
  const Database = createRequire(new URL('../../packages/server/package.json', import.meta.url))('libsql')
  const db = new Database(file())
  const [{ receipt: before }] = db.prepare('select receipt from receipt where idx = 1').all() as [{ receipt: string }]
  db.exec(`update receipt set receipt = 'nonsense' where site = '${SITE}' and idx = 1`)
  const rows = await table('--site', SITE)
  const { out } = await cli.run(['export', ...data(), '--site', SITE])
  db.prepare('update receipt set receipt = ? where site = ? and idx = 1').run(before, SITE)
  db.close()
  expect(rows.map(({ event }) => event)).toEqual(['given', 'unreadable', 'withdrawn'])
  expect(out.trim().split('\n')).toHaveLength(3)
})

test('memory does not grow with the store: 20,000 receipts in a heap of 40 MB', { timeout: 240_000 }, async () => {
  const store = openLibsqlStore(file('large'))
  const jws = await receipt()
  const pad = 'x'.repeat(1000)
  for (let from = 0; from < 20_000; from += 1000) {
    await store.turn(SITE, async ({ head }) => ({
      tiles: [],
      head: head ?? { site: SITE, origin: `${SITE}/log`, size: 1, root: new Uint8Array(32), note: '' },
      rows: Array.from({ length: 1000 }, (_, at) => ({
        ...{ site: SITE, jti: `${from + at}`, id: `${from + at}`, sub: 'urn:x', receipt: jws, countersignature: pad },
        ...{ received: NOON, index: from + at },
      })),
    }))
  }
  await store.close()
  const bin = join(cli.folder, 'dist', 'placet.mjs')
  const args = ['--max-old-space-size=40', bin, 'export', '--data', 'large', '--format', 'csv']
  const out = await new Promise<string>((done, fail) => {
    execFile(process.execPath, args, { cwd: cli.folder, maxBuffer: 1e9 }, (error, text) =>
      error ? fail(error) : done(text),
    )
  })
  expect(parse(out)).toHaveLength(20_000)
})
