// `placet` from end to end, in real processes: serve, export, verify.
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createKey, receiptIdentity } from '@placet/receipt'
import type { Result } from '@placet/server'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { batch } from './backend.ts'
import { buildCli, type Cli } from './cli.ts'
import { flipBit, receipt } from './device.ts'

const HERE = 'http://localhost:3000'
const CONFIG = {
  version: '2026-11',
  controller: { name: 'Shop', contact: 'privacy@shop.example' },
  languages: ['en', 'de'],
  purposes: [
    {
      id: 'analytics',
      name: { en: 'Counting', de: 'Zählen' },
      data: ['pages'],
      reason: 'To see what works.',
      benefit: 'A better shop.',
      basis: 'consent',
      recipients: [],
      retention: 'P1Y',
    },
  ],
}

let cli: Cli
beforeAll(async () => {
  cli = await buildCli()
})
afterAll(() => cli.remove())

const fresh = () => receipt({ aud: HERE, iat: Math.floor(Date.now() / 1000) })

async function post(url: string, receipts: string[]): Promise<Result[]> {
  const headers = { 'content-type': 'text/plain;charset=UTF-8', origin: HERE }
  const response = await fetch(`${url}/receipts`, { method: 'POST', body: batch(receipts), headers })
  return ((await response.json()) as { results: Result[] }).results
}

test('a backend starts in an empty folder, survives a restart, and an auditor verifies its export', async () => {
  const config = join(cli.folder, 'config.json')
  await writeFile(config, JSON.stringify(CONFIG))
  const first = await cli.serve(['--port', '0', '--config', config])
  const [one, two] = [await fresh(), await fresh()]
  const results = await post(first.url, [one, two])
  expect(results.map(({ status }) => status)).toEqual([201, 201])
  await jwtVerify(results[0]!.countersignature!, createRemoteJWKSet(new URL(`${first.url}/.well-known/jwks.json`)), {
    issuer: first.url,
  })
  const keys = await readFile(join(cli.folder, '.placet/keys.json'), 'utf8')
  expect((await stat(join(cli.folder, '.placet/keys.json'))).mode & 0o777).toBe(0o600)
  expect(await first.kill('SIGTERM')).toBe(0)
  expect(first.out()).toContain('Stopped')
  expect(first.out()).toContain('"receipts":{"accepted":2,"duplicate":0,"refused":0}')
  expect(first.out()).not.toContain(results[0]!.id)

  const second = await cli.serve()
  // The proof is against a newer checkpoint; all else is what it was.
  expect(await post(second.url, [one])).toEqual([{ ...results[0], status: 200, proof: expect.any(String) }])
  expect(await readFile(join(cli.folder, '.placet/keys.json'), 'utf8')).toBe(keys)
  const exported = await cli.run(['export'])
  expect(exported.code).toBe(0)
  const bundles = exported.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(bundles.map((bundle) => bundle.receipt)).toEqual([one, two])
  expect(await second.kill('SIGINT')).toBe(0)

  const verified = await cli.run(['verify', '-'], exported.out)
  expect(verified).toMatchObject({ code: 0, err: '' })
  expect(verified.out).toMatch(/^✓ valid · logged · given · http:\/\/localhost:3000 · \d{4}-\d\d-\d\dT[\d:]{8}Z$/m)
  expect(verified.out).toContain('2 of 2 receipts valid')
})

test('what was acknowledged is there after the process was killed', async () => {
  const data = ['--data', 'killed']
  const server = await cli.serve(['--port', '0', ...data])
  const receipts = await Promise.all(Array.from({ length: 60 }, fresh))
  const acknowledged: Result[] = []
  const sending = receipts.map(async (each) => acknowledged.push(...(await post(server.url, [each]).catch(() => []))))
  await sending[0]
  await server.kill('SIGKILL')
  await Promise.all(sending)
  const { out } = await cli.run(['export', ...data])
  const kept = new Set(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).countersignature),
  )
  expect(acknowledged.length).toBeGreaterThan(0)
  expect(acknowledged.filter(({ countersignature }) => !kept.has(countersignature))).toEqual([])
})

test('notices are registered by the config, served, and exported next to their receipts', async () => {
  const config = join(cli.folder, 'sites.mjs')
  await writeFile(
    config,
    `export default ${JSON.stringify({ sites: ['https://shop.example'], issuer: 'https://shop.example/consent', config: CONFIG })}`,
  )
  const { loadRecordText, makeNotice } = await import('@placet/core/config')
  const { noticeHash } = await import('@placet/receipt')
  const notice = makeNotice(CONFIG as never, 'de', await loadRecordText('de'))
  const hash = await noticeHash(notice)
  const data = ['--data', 'noticed']
  const server = await cli.serve(['--port', '0', '--config', config, ...data])
  expect(await (await fetch(`${server.url}/notices/${hash}`)).json()).toEqual(notice)
  const iat = Math.floor(Date.now() / 1000)
  const jws = await receipt({ iat, ntc: { uri: `${server.url}/notices/${hash}`, ver: '2026-11', lang: 'de', hash } })
  const response = await fetch(`${server.url}/receipts`, {
    method: 'POST',
    body: batch([jws], iat),
    headers: { origin: 'https://shop.example' },
  })
  const [result] = ((await response.json()) as { results: Result[] }).results
  expect(result).toMatchObject({ id: await receiptIdentity(jws), status: 201, countersignature: expect.any(String) })
  expect(result).not.toHaveProperty('flags')
  expect(JSON.parse(atob(result!.countersignature!.split('.')[1]!)).iss).toBe('https://shop.example/consent')
  await server.kill('SIGTERM')
  const { out } = await cli.run(['export', ...data])
  expect(JSON.parse(out).notice).toEqual(notice)
  const wrong = JSON.stringify({ ...JSON.parse(out), notice: { ...notice, version: '2026-12' } })
  expect(await cli.run(['verify', '-', ...data], wrong)).toMatchObject({
    code: 1,
    out: expect.stringContaining('✗ not valid · notice-mismatch'),
  })
})

test('verify reads a receipt, a bundle, a list and lines alike', async () => {
  const jws = await fresh()
  const bundle = JSON.stringify({ receipt: jws })
  for (const text of [
    jws,
    `${jws}\n`,
    bundle,
    JSON.stringify({ receipt: jws }, null, 2),
    `[${bundle}]`,
    JSON.stringify([jws, jws]),
    `${bundle}\n\n${bundle}\n`,
    `${jws}\n${jws}`,
  ]) {
    const { code, out } = await cli.run(['verify', '-', '--data', 'none'], text)
    expect([code, out.split('\n')[0]], text).toEqual([
      0,
      expect.stringMatching(/^✓ valid · signed · given · http:\/\/localhost:3000 · /),
    ])
  }
})

test('one bit flipped anywhere is found, named, and exit code 1', async () => {
  const server = await cli.serve(['--port', '0', '--data', 'bits'])
  const jws = await fresh()
  const [result] = await post(server.url, [jws])
  const countersignature = result!.countersignature!
  const keys = `${server.url}/.well-known/jwks.json`
  const check = (evidence: object) => cli.run(['verify', '-', '--keys', keys], JSON.stringify(evidence))
  expect(await check({ receipt: jws, countersignature })).toMatchObject({
    code: 0,
    out: expect.stringContaining('countersigned'),
  })
  for (const part of [0, 1, 2] as const) {
    expect(await check({ receipt: flipBit(jws, part), countersignature })).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^✗ not valid · [a-z-]+/),
    })
    expect(await check({ receipt: jws, countersignature: flipBit(countersignature, part) })).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^✗ not valid · countersignature-[a-z]+/),
    })
  }
  await server.kill('SIGTERM')
})

test('verify looks at the chains over everything it is given, and a forgery accuses nobody', async () => {
  const key = await createKey()
  const first = await receipt({ seq: 1 }, key)
  const second = await receipt({ seq: 2, prev: await receiptIdentity(first) }, key)
  const fork = await receipt({ seq: 2, prev: await receiptIdentity(first), evt: 'withdrawn' }, key)
  const check = (...receipts: string[]) => cli.run(['verify', '-', '--data', 'none'], receipts.join('\n'))
  expect(await check(second, first)).toMatchObject({ code: 0 })
  expect(await check(first, second, fork)).toMatchObject({
    code: 1,
    out: expect.stringContaining('✗ chain · chain-fork'),
  })
  const forged = await check(first, second, flipBit(fork, 2))
  expect(forged).toMatchObject({ code: 1, out: expect.stringContaining('✗ not valid · signature-invalid') })
  expect(forged.out).not.toContain('chain-fork')
})

test('verify speaks JSON for programs', async () => {
  const { out, code } = await cli.run(['verify', '-', '--json', '--data', 'none'], await fresh())
  expect(JSON.parse(out)).toMatchObject({ valid: true, chains: [], verdicts: [{ valid: true, level: 'signed' }] })
  expect(code).toBe(0)
})

test('what a sender wrote does not steer the terminal, nor an impossible time stop the report', async () => {
  const jws = await receipt({ iat: Number.MAX_SAFE_INTEGER, '\u001b[2J\nforged': 1 } as never)
  const { out, code } = await cli.run(['verify', '-', '--data', 'none'], jws)
  expect(code).toBe(0)
  expect(out).not.toContain('\u001b')
  expect(out.split('\n')[0]).toContain('9007199254740991 s')
})

test('keys create makes keys once, and serve countersigns with it', async () => {
  const made = await cli.run(['keys', 'create', '--data', 'keyed'])
  expect(made.code).toBe(0)
  const jwks = JSON.parse(made.out)
  expect(JSON.stringify(jwks)).not.toContain('"d"')
  expect(await cli.run(['keys', 'create', '--data', 'keyed'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('is there already'),
  })
  const server = await cli.serve(['--port', '0', '--data', 'keyed'])
  expect(await (await fetch(`${server.url}/.well-known/jwks.json`)).json()).toEqual(jwks)
  await server.kill('SIGTERM')
})

test.each<[string, string[], RegExp]>([
  ['no file', ['verify', 'nowhere.jws'], /nowhere\.jws cannot be read\. Give a file/],
  ['an empty file', ['verify', '-'], /empty/],
  ['keys that are none', ['verify', 'full.jws', '--keys', 'config-bad.json'], /gives no JWKS\. It is at/],
  ['no store', ['export', '--data', 'nothing-here'], /placet\.db is not there\. Name the data folder/],
  ['an unknown command', ['frobnicate'], /unknown command/],
  ['an unknown option', ['serve', '--prot', '1'], /unknown option.*--prot/],
  ['a port that is none', ['serve', '--port', '99999'], /0 to 65535/],
  ['a config that is not there', ['serve', '--config', 'no.json'], /no\.json cannot be read/],
  ['a config with mistakes', ['serve', '--config', 'config-bad.json'], /purposes/],
  [
    'sites that are no origins',
    ['serve', '--config', 'sites-bad.json', '--port', '0'],
    /Write the origin: https:\/\/shop\.example/,
  ],
  ['a key file that is none', ['serve', '--data', 'key-bad'], /keys\.json.*Restore it/],
  ['a key file nobody may read', ['verify', 'full.jws', '--data', 'key-bad'], /gives no JWKS/],
])('%s is told in a sentence with the next step, exit code 2', async (_, args, says) => {
  const put = (name: string, text: string) => writeFile(join(cli.folder, name), text)
  await put('full.jws', await fresh())
  await put('config-bad.json', JSON.stringify({ version: 1, purposes: [{ id: 'X' }] }))
  await put('sites-bad.json', JSON.stringify({ sites: ['https://shop.example/'] }))
  await mkdir(join(cli.folder, 'key-bad'), { recursive: true })
  await put('key-bad/keys.json', '{}')
  await chmod(join(cli.folder, 'key-bad/keys.json'), 0o600)
  const { code, err, out } = await cli.run(args)
  expect(err).toMatch(says)
  expect([code, out]).toEqual([2, ''])
  expect(err).not.toMatch(/\n\s+at /)
})

test('help is no mistake', async () => {
  const { code, out } = await cli.run(['--help'])
  expect([code, out]).toEqual([0, expect.stringContaining('verify')])
})
