// `placet keys` as an operator uses it: real processes, a real folder.
import { execFile } from 'node:child_process'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createLocalJWKSet, type JSONWebKeySet } from 'jose'
import { generateKeys, type KeySet } from '../../packages/server/src/keys/keyring.ts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildCli, type Cli, type Ran } from './cli.ts'

let cli: Cli
let file: string
beforeAll(async () => {
  cli = await buildCli()
  file = join(cli.folder, '.placet/keys.json')
})
afterAll(() => cli.remove())
beforeEach(() => rm(join(cli.folder, '.placet'), { recursive: true, force: true }))

const keys = (...args: string[]) => cli.run(['keys', ...args])
const kept = async () => (JSON.parse(await readFile(file, 'utf8')) as KeySet).keys
const rows = ({ out }: Ran) =>
  out
    .trim()
    .split('\n')
    .map((line) => line.split(/ {2,}/))

test('create makes both keys, prints their public halves only, and never a second time', async () => {
  const made = await keys('create')
  expect(made).toMatchObject({ code: 0, err: expect.stringContaining('Back it up') })
  const jwks = JSON.parse(made.out) as JSONWebKeySet
  expect(jwks.keys.map(({ alg }) => alg)).toEqual(['ES256', 'Ed25519'])
  expect(() => createLocalJWKSet(jwks)).not.toThrow()
  for (const { d } of await kept()) expect(made.out + made.err).not.toContain(d)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const text = await readFile(file, 'utf8')
  expect(await keys('create')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('is there already') })
  expect(await readFile(file, 'utf8')).toBe(text)
  expect(JSON.parse((await keys('jwks')).out)).toEqual(jwks)
})

test('list says of each key from when until when it signs, and what it does now', async () => {
  await keys('create')
  const [es, ed] = await kept()
  expect(rows(await keys('list'))).toEqual([
    ['kid', 'alg', 'from', 'until', 'state'],
    [es!.kid, 'ES256', '-', '-', 'signing'],
    [ed!.kid, 'Ed25519', '-', '-', 'signing'],
  ])
})

test('rotate replaces the countersigning key now; the old one ends within a minute and stays in the JWKS', async () => {
  await keys('create')
  const before = await kept()
  const done = await keys('rotate')
  const [old, log, made] = await kept()
  expect(done).toMatchObject({ code: 0, out: expect.stringContaining(`New ES256 key ${made!.kid}`) })
  expect([old!.kid, log]).toEqual([before[0]!.kid, before[1]])
  expect(old!.exp! - made!.nbf!).toBe(60)
  const { keys: told } = JSON.parse((await keys('jwks')).out) as JSONWebKeySet
  expect(told.map(({ kid }) => kid)).toEqual([old!.kid, log!.kid, made!.kid])
  expect(told.filter((key) => 'd' in key)).toEqual([])
})

test('rotate --at announces a key; for the log both sign for --overlap days', async () => {
  await keys('create')
  await keys('rotate', '--alg', 'Ed25519', '--at', '2199-01-01', '--overlap', '1.5')
  const list = rows(await keys('list'))
  expect(list[2]!.slice(1)).toEqual(['Ed25519', '-', '2199-01-02T12:00:00Z', 'signing'])
  expect(list[3]!.slice(1)).toEqual(['Ed25519', '2199-01-01T00:00:00Z', '-', 'waiting'])
})

test('revoke ends a key for good, deletes its private half, and makes a new one where none is left', async () => {
  await keys('create')
  const [es, ed] = await kept()
  const done = await keys('revoke', es!.kid, '--reason', 'compromised', '--at', '2026-01-31T08:00+01:00')
  const after = await kept()
  expect(done.out).toContain(`New ES256 key ${after[2]!.kid}`)
  expect(rows(await keys('list'))[1]!.at(-1)).toBe('revoked since 2026-01-31T07:00:00Z, compromised')
  expect(after[0]).not.toHaveProperty('d')
  expect(after[1]).toEqual(ed)
  expect(JSON.parse((await keys('jwks')).out).keys[0].revoked).toEqual({
    revoked_at: Date.UTC(2026, 0, 31, 7) / 1000,
    reason: 'compromised',
  })
})

test('forget deletes private halves of keys that have ended, and nothing else', async () => {
  await keys('create')
  const [es, ed] = await kept()
  const [old] = generateKeys().keys
  await writeFile(file, JSON.stringify({ keys: [{ ...old, exp: 1_700_000_000 }, es, ed] }))
  expect(rows(await keys('list'))[1]).toEqual([
    ...[old!.kid, 'ES256', '-', '2023-11-14T22:13:20Z'],
    'retired, private half not yet deleted',
  ])
  expect(rows(await keys('forget'))[1]!.at(-1)).toBe('retired')
  const { d: _, ...half } = old!
  expect(await kept()).toEqual([{ ...half, exp: 1_700_000_000 }, es, ed])
})

test('what cannot be meant is told in a sentence, and changes nothing', async () => {
  await keys('create')
  const text = await readFile(file, 'utf8')
  const { kid } = (await kept())[0]!
  for (const [args, told] of [
    [['rotate', '--at', '2020-01-01'], 'in the past'],
    [['rotate', '--at', 'tomorrow'], 'Write a time as'],
    [['rotate', '--at', '2027-02-30T08:00'], 'Write a time as'],
    [['rotate', '--alg', 'RS256'], 'ES256, Ed25519'],
    [['rotate', '--overlap', '-1'], 'Write a number of days'],
    [['revoke', kid, '--reason', 'superseded', '--at', '2199-01-01'], 'in the future'],
    [['revoke', kid, '--reason', 'boredom'], 'compromised, superseded, unspecified'],
    [['revoke', kid], "required option '--reason <reason>' not specified"],
    [['revoke', 'nobody', '--reason', 'superseded'], 'There is no key nobody'],
    [['revoke', '--reason', 'superseded'], "missing required argument 'kid'"],
    [['rotate', '--data', 'nowhere'], 'placet keys create'],
    [['list', '--data', 'nowhere'], 'placet keys create'],
    [['burn'], "unknown command 'burn'"],
    [[], 'Usage: placet keys'],
  ] as const) {
    const { code, err } = await keys(...args)
    expect([args, code, err]).toEqual([args, 2, expect.stringContaining(told)])
  }
  expect(await readFile(file, 'utf8')).toBe(text)
})

test('keys from PLACET_KEYS are shown; a command that would change a file nobody reads says so', async () => {
  const set = generateKeys()
  const run = (...args: string[]) => withEnv({ PLACET_KEYS: JSON.stringify(set) }, ['keys', ...args])
  expect(
    rows(await run('list'))
      .slice(1)
      .map(([kid]) => kid),
  ).toEqual(set.keys.map(({ kid }) => kid))
  expect((JSON.parse((await run('jwks')).out) as KeySet).keys.map(({ kid }) => kid)).toEqual(
    set.keys.map(({ kid }) => kid),
  )
  for (const args of [['create'], ['rotate'], ['revoke', set.keys[0]!.kid, '--reason', 'superseded'], ['forget']]) {
    expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining('PLACET_KEYS') })
  }
  await expect(stat(file)).rejects.toThrow('ENOENT')
  const wrong = await withEnv({ PLACET_KEYS: '{"keys":[{"d":"hunter2"' }, ['keys', 'list'])
  expect(wrong).toMatchObject({ code: 2, out: '', err: expect.stringContaining('PLACET_KEYS') })
  expect(wrong.err).not.toContain('hunter2')
})

test('a backend that runs takes over a rotated key without a restart', async () => {
  const server = await cli.serve()
  const told = async () => (await (await fetch(`${server.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet
  const kids = async () => (await told()).keys.map(({ kid }) => kid)
  const before = await kids()
  expect(before.length).toBe(2)
  await keys('rotate')
  const after = (await kept()).map(({ kid }) => kid)
  expect(after.slice(0, 2)).toEqual(before)
  await expect.poll(kids, { timeout: 30_000 }).toEqual(after)
  expect(await server.kill('SIGTERM')).toBe(0)
})

test('help can be followed: every command, both algorithms, and what becomes of old keys', async () => {
  const { code, out } = await keys('--help')
  expect(code).toBe(0)
  for (const name of [
    'create',
    'list',
    'rotate',
    'revoke',
    'forget',
    'jwks',
    'ES256',
    'Ed25519',
    'PLACET_KEYS',
    'never deleted',
  ]) {
    expect(out).toContain(name)
  }
  expect((await keys('rotate', '--help')).out).toContain('2027-01-31T00:00Z')
})

test('help says what each reason does to the signatures of each kind of key, and promises nothing else', async () => {
  const { out } = await keys('revoke', '--help')
  const said = out.replaceAll(/\s+/g, ' ')
  expect(said).toMatch(/compromised The key was stolen.* ES256: .*only if the log proves.* Ed25519: no checkpoint/)
  expect(said).toMatch(/superseded The key was not stolen.* ES256: .*dated after it do not.* Ed25519: every checkpoint/)
  expect(said).toMatch(/unspecified .*the same effect as superseded/)
  expect((await keys('--help')).out).not.toContain('Nothing that a revoked key signs')
})

test('a key that was revoked as compromised cannot be called harmless afterwards; a harmless one can turn out stolen', async () => {
  await keys('create')
  const { kid } = (await kept())[0]!
  await keys('revoke', kid, '--reason', 'superseded')
  expect(await keys('revoke', kid, '--reason', 'compromised')).toMatchObject({ code: 0 })
  const text = await readFile(file, 'utf8')
  for (const reason of ['superseded', 'unspecified']) {
    const told = { code: 2, err: expect.stringContaining('revoked as compromised') }
    expect(await keys('revoke', kid, '--reason', reason)).toMatchObject(told)
  }
  expect(await readFile(file, 'utf8')).toBe(text)
  expect(await keys('revoke', kid, '--reason', 'compromised', '--at', '2026-01-31')).toMatchObject({ code: 0 })
  expect((await kept())[0]!.revoked).toEqual({ revoked_at: Date.UTC(2026, 0, 31) / 1000, reason: 'compromised' })
})

function withEnv(env: Record<string, string>, args: string[]): Promise<Ran> {
  const bin = join(cli.folder, 'dist/placet.mjs')
  return new Promise((done) => {
    execFile(
      process.execPath,
      [bin, ...args],
      { cwd: cli.folder, env: { ...process.env, ...env } },
      (error, out, err) => done({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    )
  })
}
