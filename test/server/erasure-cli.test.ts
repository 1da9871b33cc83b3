// Erasure as an operator carries it out and an auditor looks at it: by id, by device, by site and time; what is said of it,
// and what remains.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createKey, receiptIdentity } from '@placet/receipt'
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { batch } from './backend.ts'
import { buildCli, type Cli, type Ran } from './cli.ts'
import { receipt } from './device.ts'

const Database = createRequire(new URL('../../packages/server/package.json', import.meta.url))('libsql')
const HERE = 'http://localhost:3000'
const now = () => Math.floor(Date.now() / 1000)

let cli: Cli
beforeAll(async () => {
  cli = await buildCli()
})
afterAll(() => cli.remove())

/** A backend that has received these, and stopped again. */
async function keep(data: string, ...batches: string[][]): Promise<void> {
  const server = await cli.serve(['--port', '0', '--data', data, '--issuer', 'http://localhost/consent'])
  for (const receipts of batches) {
    const response = await fetch(`${server.url}/receipts`, { method: 'POST', body: batch(receipts) })
    expect(response.status).toBe(200)
  }
  await server.kill('SIGTERM')
}

const fresh = (count: number, aud = HERE) =>
  Promise.all(Array.from({ length: count }, () => receipt({ aud, iat: now() })))

async function chainOf(key: CryptoKeyPair, count: number): Promise<string[]> {
  const made: string[] = []
  for (let seq = 1; seq <= count; seq++) {
    const prev = seq > 1 ? { prev: await receiptIdentity(made.at(-1)!) } : {}
    const dec = { analytics: seq === 1 ? 'given' : 'renewed', marketing: 'refused' } as const
    made.push(await receipt({ aud: HERE, iat: now(), evt: seq === 1 ? 'given' : 'renewed', dec, seq, ...prev }, key))
  }
  return made
}

function claimsOf(jws: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString())
}

function open(data: string): { exec(sql: string): void; prepare(sql: string): Statement; close(): void } {
  return new Database(join(cli.folder, data, 'placet.db'))
}
type Statement = { all(...values: unknown[]): unknown[]; run(...values: unknown[]): unknown }

const lines = ({ out }: Ran) => out.trim().split('\n')

async function statements(data: string): Promise<{ statement: string; proof: string }[]> {
  const { out, code, err } = await cli.run(['export', '--data', data, '--statements'])
  expect([code, err]).toEqual([0, ''])
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

test('an erasure is a signed statement in the log, without a word about whose receipt it was', async () => {
  const [first, second, ...rest] = await chainOf(await createKey(), 4)
  await keep('stated', [first!, second!, ...rest])
  const id = await receiptIdentity(first!)
  const since = join(cli.folder, 'since.txt')
  expect(await cli.run(['audit', '--data', 'stated', '--save', since])).toMatchObject({ code: 0 })
  expect(await cli.run(['erase', '--data', 'stated', '--yes', '--', id])).toMatchObject({ code: 0, err: '' })

  const [stated, ...others] = await statements('stated')
  expect(others).toEqual([])
  const jwks = JSON.parse((await cli.run(['keys', 'jwks', '--data', 'stated'])).out) as JSONWebKeySet
  const { payload, protectedHeader } = await compactVerify(stated!.statement, createLocalJWKSet(jwks))
  expect(protectedHeader).toEqual({ alg: 'ES256', typ: 'placet-erasure+jwt', kid: expect.any(String) })
  const claims = JSON.parse(new TextDecoder().decode(payload))
  expect(claims).toEqual({
    iss: 'http://localhost/consent',
    iat: expect.any(Number),
    jti: expect.any(String),
    aud: HERE,
    reason: 'erasure',
    count: 1,
    places: [[0, 0]],
    log: 'localhost/consent/log/http:localhost:3000',
    idx: 4,
  })
  // Neither the receipt, nor its device, its number or what follows it.
  for (const word of [id, claimsOf(first!).sub, claimsOf(first!).jti])
    expect(stated!.statement + JSON.stringify(claims)).not.toContain(word)
  expect(stated!.proof).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 4\n/)

  const audited = await cli.run(['audit', '--data', 'stated', '--since', since])
  expect(audited).toMatchObject({ code: 0 })
  expect(lines(audited)[0]).toBe(`✓ ${HERE}: 5 places in the log, 3 kept, 1 erased, 1 statement`)
})

test('nothing that is kept says when a receipt was erased, but for the statement', async () => {
  const [one, ...rest] = await fresh(3)
  await keep('timeless', [one!, ...rest])
  const id = await receiptIdentity(one!)
  expect(await cli.run(['erase', '--data', 'timeless', '--yes', '--', id])).toMatchObject({ code: 0 })
  const db = open('timeless')
  expect(Object.keys(db.prepare('select * from erasure').all()[0] as object).sort()).toEqual(['idx', 'leaf', 'site'])
  db.close()
  const again = await cli.run(['erase', '--data', 'timeless', '--yes', '--', id])
  expect(again).toMatchObject({ code: 2, err: expect.stringContaining('was erased. There is nothing left to do.') })
  expect(again.err).not.toMatch(/\d{4}-\d\d/)
})

test('an audit finds what was emptied without a statement, and a statement that was bent or taken away', async () => {
  const receipts = await fresh(6)
  await keep('unstated', receipts)
  const id = await receiptIdentity(receipts[2]!)
  expect(await cli.run(['erase', '--data', 'unstated', '--yes', '--', id])).toMatchObject({ code: 0 })
  await keep('unstated', await fresh(2))
  const errors = async () => {
    const { out } = await cli.run(['audit', '--data', 'unstated', '--json'])
    const { findings } = JSON.parse(out) as { findings: { code: string; severity: string; index?: number }[] }
    return findings.filter(({ severity }) => severity === 'error').map(({ code, index }) => `${code} ${index}`)
  }
  const bent = async (change: (db: ReturnType<typeof open>) => void) => {
    const file = join(cli.folder, 'unstated', 'placet.db')
    let db = open('unstated')
    db.exec('pragma wal_checkpoint(truncate)')
    db.close()
    const before = await readFile(file)
    db = open('unstated')
    change(db)
    db.exec('pragma wal_checkpoint(truncate)')
    db.close()
    const found = await errors()
    await writeFile(file, before)
    return found
  }
  expect(await errors()).toEqual([])

  // As the operator's hands would do it, with the right leaf.
  const empty = (index: number) => (db: ReturnType<typeof open>) => {
    const [{ receipt: jws, site }] = db.prepare('select receipt, site from receipt where idx = ?').all(index) as [
      { receipt: string; site: string },
    ]
    const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
    const identity = sha256(Buffer.from(jws.slice(0, jws.lastIndexOf('.'))))
    const leaf = sha256(Buffer.of(0), identity).toString('base64url')
    db.prepare('delete from receipt where idx = ?').run(index)
    db.prepare('insert into erasure (site, leaf, idx) values (?, ?, ?)').run(site, leaf, index)
  }
  expect(await bent(empty(4))).toEqual(['erasure-unstated 4'])
  expect(await bent(empty(7))).toEqual(['erasure-unstated 7'])
  expect(await bent((db) => db.exec('delete from statement'))).toEqual(['receipt-missing 6'])
  const statement = (db: ReturnType<typeof open>, change: (jws: string) => string) => {
    const [{ statement: jws }] = db.prepare('select statement from statement').all() as [{ statement: string }]
    db.prepare('update statement set statement = ?').run(change(jws))
  }
  // Its signature, its content.
  const signature = (jws: string) => `${jws.slice(0, -4)}${jws.at(-4) === 'A' ? 'B' : 'A'}${jws.slice(-3)}`
  expect(await bent((db) => statement(db, signature))).toEqual(['statement-invalid 6', 'erasure-unstated 2'])
  const places = (jws: string) => {
    const [header, , tail] = jws.split('.')
    const claims = { ...claimsOf(jws), count: 2, places: [[1, 2]] }
    return `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${tail}`
  }
  expect(await bent((db) => statement(db, places))).toEqual([
    'statement-invalid 6',
    'erasure-unstated 2',
    'statement-altered 6',
  ])
  expect(await errors()).toEqual([])
})

test('a device is erased whole, by its thumbprint, and nobody else', async () => {
  const chain = await chainOf(await createKey(), 3)
  const others = await fresh(3)
  await keep('device', [chain[0]!, others[0]!, chain[1]!, others[1]!], [chain[2]!, others[2]!])
  const sub = claimsOf(chain[0]!).sub as string
  const asked = await cli.run(['erase', '--data', 'device', '--sub', sub])
  expect(asked).toMatchObject({
    code: 2,
    out: `${HERE}: 3 receipts.\nNothing was erased. Add --yes to erase. An erasure cannot be undone.\n`,
  })
  expect(await cli.run(['erase', '--data', 'device', '--sub', sub.split(':').at(-1)!, '--yes'])).toMatchObject({
    code: 0,
  })
  const { out } = await cli.run(['export', '--data', 'device'])
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { receipt: string }).receipt),
  ).toEqual(others)
  const [only] = await statements('device')
  expect(claimsOf(only!.statement)).toMatchObject({
    count: 3,
    places: [
      [0, 0],
      [2, 2],
      [4, 4],
    ],
  })
  expect(await cli.run(['audit', '--data', 'device'])).toMatchObject({ code: 0 })
  expect(await cli.run(['erase', '--data', 'device', '--sub', sub, '--yes'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('No such receipt is kept here.'),
  })
})

test('a site is erased up to a time: killed in the middle, it goes on when it is run again', async () => {
  const old = await fresh(600)
  const batches = Array.from({ length: 12 }, (_, at) => old.slice(at * 50, at * 50 + 50))
  await keep('bulk', ...batches, await fresh(2, 'http://localhost:4000'))
  const between = new Date(Date.now() + 1).toISOString()
  await keep('bulk', await fresh(2))

  const args = ['erase', '--data', 'bulk', '--site', HERE, '--before', between, '--yes']
  const killed = spawn(process.execPath, [join(cli.folder, 'dist', 'placet.mjs'), ...args], { cwd: cli.folder })
  killed.stderr.once('data', () => killed.kill('SIGKILL'))
  await new Promise((resolve) => {
    killed.stderr.resume()
    killed.once('exit', resolve)
  })
  const left = (await cli.run(['export', '--data', 'bulk', '--site', HERE])).out.trim().split('\n').length
  expect([2, 90, 346]).toContain(left)
  expect(await cli.run(['audit', '--data', 'bulk'])).toMatchObject({ code: 0 })

  // Where it was killed too late there is nothing left to do.
  expect((await cli.run(args)).code).toBe(left === 2 ? 2 : 0)
  const counts = (await statements('bulk')).map(({ statement }) => claimsOf(statement).count as number)
  expect(counts).toEqual([256, 256, 88])
  const { code, out } = await cli.run(['audit', '--data', 'bulk'])
  expect([code, out.split('\n')[0]]).toEqual([0, `✓ ${HERE}: 605 places in the log, 2 kept, 600 erased, 3 statements`])
})

test('keys that did not sign the log erase nothing', async () => {
  const [one, ...rest] = await fresh(2)
  await keep('foreign', [one!, ...rest])
  await cli.run(['keys', 'create', '--data', 'elsewhere'])
  const store = ['--store', join(cli.folder, 'foreign', 'placet.db')]
  const erase = (data: string) =>
    receiptIdentity(one!).then((id) => cli.run(['erase', '--data', data, ...store, '--yes', '--', id]))
  expect(await erase('elsewhere')).toMatchObject({
    code: 2,
    err: expect.stringContaining('was signed by none of the keys that are given'),
  })
  expect(await erase('nowhere')).toMatchObject({ code: 2, err: expect.stringContaining('keys.json cannot be read') })
  expect(lines(await cli.run(['export', '--data', 'foreign']))).toHaveLength(2)
})

test('a log whose last key was revoked is erased from with the key after it', async () => {
  const [one, ...rest] = await fresh(2)
  await keep('revoked', [one!, ...rest])
  const key = (await cli.run(['keys', 'list', '--data', 'revoked'])).out.split('\n').find((row) => /Ed25519/.test(row))!
  const revoked = await cli.run([
    'keys',
    'revoke',
    key.split(/\s+/)[0]!,
    '--data',
    'revoked',
    '--reason',
    'compromised',
  ])
  expect(revoked.code).toBe(0)
  const erased = await cli.run(['erase', '--data', 'revoked', '--yes', '--', await receiptIdentity(one!)])
  expect([erased.code, erased.err]).toEqual([0, ''])
  expect(lines(await cli.run(['export', '--data', 'revoked']))).toHaveLength(1)
})

test.each([[[]], [['--site', HERE]], [['--before', '2026-01-01']], [['--sub', 'x', '--', 'A'.repeat(43)]]])(
  'what does not say which receipts erases none: %j',
  async (args) => {
    expect(await cli.run(['erase', '--data', 'nowhere', '--yes', ...args])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Give an identity; or --sub; or --site with --before.'),
    })
  },
)

test('a store that went back behind its mark is told in a sentence, and nothing of it is erased', async () => {
  const [one, two] = await fresh(2)
  await keep('back', [one!])
  const before = await readFile(join(cli.folder, 'back/placet.db'))
  await keep('back', [two!])
  await writeFile(join(cli.folder, 'back/placet.db'), before)
  const ran = await cli.run(['erase', '--data', 'back', '--yes', '--', await receiptIdentity(one!)])
  const said = `placet: The log of ${HERE}, of size 1 now, had come to size 2. See docs/operations.md.\n`
  expect([ran.code, ran.err]).toEqual([2, said])
  expect(lines(await cli.run(['export', '--data', 'back']))).toHaveLength(1)
})
