// What an auditor holds, from end to end, in real processes and a real file: audit, export, verify, erase.
import { readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createKey, receiptIdentity } from '@placet/receipt'
import type { Result } from '@placet/server'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { batch } from './backend.ts'
import { buildCli, type Cli, type Ran } from './cli.ts'
import { flipBit, receipt } from './device.ts'

const Database = createRequire(new URL('../../packages/server/package.json', import.meta.url))('libsql')
const HERE = 'http://localhost:3000'
const now = () => Math.floor(Date.now() / 1000)

let cli: Cli
beforeAll(async () => {
  cli = await buildCli()
})
afterAll(() => cli.remove())

/** A backend that has received these, and stopped again. */
async function kept(data: string, receipts: string[]): Promise<Result[]> {
  const server = await cli.serve(['--port', '0', '--data', data])
  const headers = { 'content-type': 'text/plain;charset=UTF-8', origin: HERE }
  const response = await fetch(`${server.url}/receipts`, { method: 'POST', body: batch(receipts), headers })
  const { results } = (await response.json()) as { results: Result[] }
  await server.kill('SIGTERM')
  return results
}

const fresh = (count: number) => Promise.all(Array.from({ length: count }, () => receipt({ aud: HERE, iat: now() })))

function sql(data: string, statement: string): void {
  const db = new Database(join(cli.folder, data, 'placet.db'))
  db.exec(statement)
  db.close()
}

const lines = ({ out }: Ran) => out.trim().split('\n')

test('an operator audits: clean, saved for the next time, and whoever touches the file is named', async () => {
  const data = ['--data', 'audited']
  const results = await kept('audited', await fresh(6))
  const first = await cli.run(['audit', ...data, '--save', 'checkpoints.txt'])
  expect(first).toMatchObject({ code: 0, err: '' })
  expect(lines(first)).toEqual([
    `✓ ${HERE}: 6 places in the log, 6 kept, 0 erased`,
    'Not compared with checkpoints from outside (--since): a log that was rewritten as a whole would not be noticed.',
    '6 of 6 receipts hold by themselves.',
    '6 receipts: the notice is not registered (notice-unknown).',
    '6 device keys, each with its chain.',
    'Each yes that was renewed or withdrawn was given in a receipt before.',
    '✓ All that was looked at fits together.',
  ])
  await kept('audited', await fresh(2))
  const customer = join(cli.folder, 'customer.json')
  await writeFile(customer, JSON.stringify([{ receipt: 'x', proof: results[5]!.proof }]))
  const second = await cli.run(['audit', ...data, '--since', 'checkpoints.txt', customer])
  expect(second).toMatchObject({ code: 0, out: expect.stringContaining('Compared with 1 checkpoint from outside.') })

  sql('audited', 'delete from receipt where idx = 4')
  const robbed = await cli.run(['audit', ...data])
  expect(robbed.code).toBe(1)
  expect(lines(robbed)[0]).toBe(
    `✗ receipt-missing · ${HERE} · place 4 · nothing is kept at place 4, and nothing says that it was erased`,
  )
  const json = await cli.run(['audit', ...data, '--json', '--tree-only', '--site', HERE])
  expect(json.code).toBe(1)
  expect(JSON.parse(json.out)).toMatchObject({
    valid: false,
    findings: [{ code: 'receipt-missing', severity: 'error', site: HERE, index: 4 }],
    report: { logs: [{ site: HERE, size: 8, logged: 7 }] },
  })
  expect(await cli.run(['audit', ...data, '--save', 'bad.txt'])).toMatchObject({ code: 1 })
  await expect(readFile(join(cli.folder, 'bad.txt'))).rejects.toThrow('ENOENT')
})

test('a restored backup, and a deleted end with a head to fit, are found with --since', async () => {
  const data = ['--data', 'rolled']
  await kept('rolled', await fresh(3))
  const before = await readFile(join(cli.folder, 'rolled/placet.db'))
  const [after] = await kept('rolled', await fresh(2))
  await writeFile(join(cli.folder, 'seen.proof'), after!.proof!)
  expect(await cli.run(['audit', ...data, '--since', 'seen.proof'])).toMatchObject({ code: 0 })
  sql('rolled', 'pragma wal_checkpoint(truncate)')
  await writeFile(join(cli.folder, 'rolled/placet.db'), before)
  expect(await cli.run(['audit', ...data])).toMatchObject({ code: 0 })
  const told = await cli.run(['audit', ...data, '--since', 'seen.proof'])
  expect(told).toMatchObject({ code: 1, out: expect.stringContaining('✗ log-rolled-back') })
})

test('an export carries proofs: verified offline, with the keys alone, up to the log', async () => {
  const all = await fresh(3)
  await kept('exported', all)
  const exported = await cli.run(['export', '--data', 'exported'])
  const bundles = lines(exported).map((line) => JSON.parse(line) as Record<string, string>)
  expect(bundles.map((bundle) => bundle.receipt)).toEqual(all)
  expect(bundles.every(({ proof }) => proof!.startsWith('c2sp.org/tlog-proof@v1\n'))).toBe(true)
  const { out: jwks } = await cli.run(['keys', 'jwks', '--data', 'exported'])
  await writeFile(join(cli.folder, 'jwks.json'), jwks)
  const verify = (text: string, ...more: string[]) =>
    cli.run(['verify', '-', '--data', 'none', '--keys', 'jwks.json', ...more], text)
  const verified = await verify(exported.out)
  expect(verified).toMatchObject({ code: 0, err: '' })
  expect(lines(verified).filter((line) => line.startsWith('✓ valid · logged · given'))).toHaveLength(3)

  const id = await receiptIdentity(all[1]!)
  const one = await cli.run(['export', '--data', 'exported', '--id', id])
  expect(JSON.parse(one.out)).toEqual(bundles[1])
  expect(await verify(one.out)).toMatchObject({ code: 0, out: expect.stringContaining('✓ valid · logged') })
  expect(await cli.run(['verify', '-', '--data', 'none'], one.out)).toMatchObject({
    code: 0,
    out: expect.stringContaining('✓ valid · signed'),
  })
  const swapped = { ...bundles[0], proof: bundles[1]!.proof }
  expect(await verify(JSON.stringify(swapped))).toMatchObject({
    code: 1,
    out: expect.stringContaining('✗ proof-mismatch'),
  })
  const bent = { ...bundles[0], countersignature: flipBit(bundles[0]!.countersignature!, 1) }
  expect(await verify(JSON.stringify(bent))).toMatchObject({ code: 1 })
})

test('two histories, both signed, are found as soon as two customers compare', async () => {
  const [common, one, other] = await fresh(3)
  await kept('split', [common!])
  const before = await readFile(join(cli.folder, 'split/placet.db'))
  const [first] = await kept('split', [one!])
  sql('split', 'pragma wal_checkpoint(truncate)')
  await writeFile(join(cli.folder, 'split/placet.db'), before)
  // What would refuse to serve a log that went back: a backend that means to deceive removes it, too.
  for (const part of ['', '-wal', '-shm']) await rm(join(cli.folder, `split/marks.db${part}`), { force: true })
  const [second] = await kept('split', [other!])
  await writeFile(join(cli.folder, 'friend.json'), JSON.stringify({ receipt: one, ...pick(first!) }))
  const mine = JSON.stringify({ receipt: other, ...pick(second!) })
  const alone = await cli.run(['verify', '-', '--data', 'split'], mine)
  expect(alone).toMatchObject({ code: 0, out: expect.stringContaining('✓ valid · logged') })
  const compared = await cli.run(['verify', '-', '--data', 'split', '--checkpoint', 'friend.json'], mine)
  expect(compared).toMatchObject({
    code: 1,
    out: expect.stringContaining('✗ log · log-split · friend.json and receipt 1'),
  })

  function pick({ countersignature, proof }: Result) {
    return { countersignature, proof }
  }
})

test('erase asks first, says what stays, and leaves a log that holds and a proof that goes on holding', async () => {
  const data = ['--data', 'erased']
  const key = await createKey()
  const given = await receipt({ aud: HERE, iat: now() }, key)
  const prev = await receiptIdentity(given)
  const withdrawn = await receipt(
    { aud: HERE, iat: now(), evt: 'withdrawn', dec: { analytics: 'withdrawn', marketing: 'refused' }, seq: 2, prev },
    key,
  )
  const [result] = await kept('erased', [given, withdrawn, ...(await fresh(2))])
  const asked = await cli.run(['erase', ...data, '--', prev])
  expect(asked).toMatchObject({ code: 2, out: expect.stringContaining('Nothing was erased. Add --yes to erase') })
  expect(asked.out).toContain(`A receipt for ${HERE}`)
  expect(lines(await cli.run(['export', ...data]))).toHaveLength(4)

  const done = await cli.run(['erase', ...data, '--yes', '--', prev])
  expect(done).toMatchObject({ code: 0, err: '' })
  expect(done.out).toContain('What stays: places and leaves in the log')
  expect(done.out).toContain('the copy on the customer’s own device')
  const { out } = await cli.run(['export', ...data])
  expect(out).not.toContain(given)
  expect(lines({ out } as Ran)).toHaveLength(3)

  const audited = await cli.run(['audit', ...data])
  expect(audited).toMatchObject({ code: 0 })
  expect(lines(audited)[0]).toBe(`✓ ${HERE}: 5 places in the log, 3 kept, 1 erased, 1 statement`)
  const held = JSON.stringify({ receipt: given, countersignature: result!.countersignature, proof: result!.proof })
  expect(await cli.run(['verify', '-', ...data], held)).toMatchObject({
    code: 0,
    out: expect.stringContaining('✓ valid · logged'),
  })
  const again = await cli.run(['erase', ...data, '--yes', '--', prev])
  expect(again).toMatchObject({ code: 2, err: expect.stringMatching(/was erased\. There is nothing left to do/) })
})

test.each<[string, string[], RegExp]>([
  ['no store', ['audit', '--data', 'nothing-here', '--keys', 'empty-jwks.json'], /placet\.db is not there\. Name the/],
  ['no keys', ['audit', '--data', 'nothing-here'], /no keys to check signatures with\. Give/],
  [
    'nothing to compare with',
    ['audit', '--keys', 'empty-jwks.json', '--since', 'empty-jwks.json'],
    /no checkpoint of a log/,
  ],
  [
    'a file that is not there',
    ['audit', '--keys', 'empty-jwks.json', '--since', 'nowhere.txt'],
    /nowhere\.txt cannot be read/,
  ],
  ['no identity', ['erase', 'abc'], /abc is no identity/],
  ['an unknown receipt', ['erase', '--data', 'few', 'A'.repeat(43)], /No receipt A+ is kept here/],
  ['an export of nothing', ['export', '--data', 'few', '--id', 'A'.repeat(43)], /No receipt A+ is kept here/],
])('%s is told in a sentence with the next step, exit code 2', async (_, args, says) => {
  await writeFile(join(cli.folder, 'empty-jwks.json'), '{"keys":[]}')
  if (args.includes('few')) await kept('few', [])
  const { code, err, out } = await cli.run(args)
  expect(err).toMatch(says)
  expect([code, out]).toEqual([2, ''])
  expect(err).not.toMatch(/\n\s+at /)
})

test('what is only worth noting is told once, as a total', async () => {
  await kept('noted', await fresh(21))
  expect(lines(await cli.run(['audit', '--data', 'noted']))).toEqual([
    `✓ ${HERE}: 21 places in the log, 21 kept, 0 erased`,
    'Not compared with checkpoints from outside (--since): a log that was rewritten as a whole would not be noticed.',
    '21 of 21 receipts hold by themselves.',
    '21 receipts: the notice is not registered (notice-unknown).',
    '21 device keys, each with its chain.',
    'Each yes that was renewed or withdrawn was given in a receipt before.',
    '✓ All that was looked at fits together.',
  ])
})

test('where the environment names the folder, every command finds it, as in a container', async () => {
  await kept('elsewhere', await fresh(1))
  vi.stubEnv('PLACET_DATA', 'elsewhere')
  try {
    expect(await cli.run(['keys', 'list'])).toMatchObject({ code: 0, out: expect.stringContaining('signing') })
    expect(await cli.run(['audit'])).toMatchObject({ code: 0, out: expect.stringContaining('1 place in the log') })
    const { out } = await cli.run(['export'])
    expect(await cli.run(['verify', '-'], out)).toMatchObject({
      code: 0,
      out: expect.stringContaining('✓ valid · logged'),
    })
    expect(await cli.run(['audit', '--data', 'nowhere'])).toMatchObject({ code: 2 })
  } finally {
    vi.unstubAllEnvs()
  }
})
