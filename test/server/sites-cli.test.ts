// Sites without a restart: `placet sites` and a changed --config, as an operator uses them beside a running server.
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createKey, noticeHash, verify } from '@placet/receipt'
import { loadRecordText, makeNotice } from '@placet/core/config'
import type { Result } from '@placet/server'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { batch } from './backend.ts'
import { buildCli, type Cli, type Serving } from './cli.ts'
import { DECISION, receipt } from './device.ts'

const SHOP = 'https://shop.example'
const ALPHA = 'https://alpha.example'

let cli: Cli
let data: string
let server: Serving | undefined
beforeAll(async () => {
  cli = await buildCli()
})
afterAll(() => cli.remove())
beforeEach(async () => {
  data = join(cli.folder, '.placet')
  await rm(data, { recursive: true, force: true })
})
afterEach(async () => {
  await server?.kill('SIGTERM')
  server = undefined
})

const sites = (...args: string[]) => cli.run(['sites', ...args])
const serve = async (...args: string[]) => (server = await cli.serve(['--port', '0', ...args]))

async function send(
  aud: string,
  more: object = {},
): Promise<[status: number, result: Result | undefined, jws: string]> {
  const now = Math.floor(Date.now() / 1000)
  const jws = await receipt({ aud, iat: now, ...more }, await createKey())
  const headers = { 'content-type': 'text/plain' }
  const answer = await fetch(`${server!.url}/receipts`, { method: 'POST', headers, body: batch([jws], now) })
  const { results } = (await answer.json()) as { results?: Result[] }
  return [results?.[0]!.status ?? answer.status, results?.[0], jws]
}

/** Asks until the answer is the one: a running server looks at its files twice a second. */
async function becomes<Value>(expected: Value, ask: () => Promise<Value>): Promise<void> {
  const end = Date.now() + 20_000
  let seen = await ask()
  while (JSON.stringify(seen) !== JSON.stringify(expected) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    seen = await ask()
  }
  expect(seen).toEqual(expected)
}

/** Whole at once: a look at a file that is half written would be one more complaint. */
async function put(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text)
  await rename(`${file}.new`, file)
}

const status = (aud: string) => async () => (await send(aud))[0]
const issuerOf = (result: Result) => JSON.parse(atob(result.countersignature!.split('.')[1]!)).iss as string

test('a site is added beside a running server, and removed: its log can still be read', async () => {
  await serve()
  expect((await send(SHOP))[0]).toBe(403)
  expect(await sites('add', SHOP)).toMatchObject({ code: 0 })
  await becomes(201, status(SHOP))
  expect((await stat(join(data, 'sites.json'))).mode & 0o777).toBe(0o600)
  expect(await sites('remove', SHOP)).toMatchObject({ code: 0 })
  await becomes(403, status(SHOP))
  expect((await fetch(`${server!.url}/log/shop.example/checkpoint`)).status).toBe(200)
  // A removed site is not forgotten: no list is not the same as an empty one, which takes loopback origins.
  expect((await send('http://localhost:3000'))[0]).toBe(403)
  expect((await sites('list')).out).toMatch(/https:\/\/shop\.example\s+closed/)
  expect(await sites('add', SHOP)).toMatchObject({ code: 0 })
  await becomes(201, status(SHOP))
})

test('what was added is there after a restart, beside the sites of --config', async () => {
  const config = join(cli.folder, 'both.json')
  await writeFile(config, JSON.stringify({ sites: [SHOP] }))
  await sites('add', ALPHA)
  await serve('--config', config)
  expect([(await send(SHOP))[0], (await send(ALPHA))[0]]).toEqual([201, 201])
  expect(server!.out()).toContain(`Sites: ${SHOP}, ${ALPHA}`)
  // Also one that the file names.
  expect(await sites('remove', SHOP, '--config', config)).toMatchObject({ code: 0 })
  await becomes(403, status(SHOP))
  expect((await send(ALPHA))[0]).toBe(201)
})

test('a tenant has its own issuer and keys, which are served there, also after it was removed', async () => {
  await serve('--issuer', 'https://host.example/consent')
  const issuer = `${ALPHA}/consent`
  const added = await sites('add', ALPHA, '--issuer', issuer, '--keys', join(data, 'alpha/keys.json'))
  expect(added).toMatchObject({ code: 0 })
  await becomes(201, status(ALPHA))
  const [, result, jws] = await send(ALPHA)
  expect(issuerOf(result!)).toBe(issuer)
  const jwks = async () => (await cli.run(['keys', 'jwks', '--data', join(data, 'alpha')])).out.replace(/\s/g, '')
  const own = await jwks()
  // As a proxy passes it on, which keeps the name of the host.
  const served = async () => askAs(`${server!.url}/consent/.well-known/jwks.json`, 'alpha.example')
  expect(await served()).toBe(own)
  const evidence = { receipt: jws, countersignature: result!.countersignature!, proof: result!.proof! }
  expect((await verify(evidence, { keys: JSON.parse(own) })).level).toBe('logged')
  await sites('remove', ALPHA)
  await becomes(403, status(ALPHA))
  expect(await served()).toBe(own)
  await server!.kill('SIGTERM')
  await serve('--issuer', 'https://host.example/consent')
  expect([(await send(ALPHA))[0], await served()]).toEqual([403, own])
})

async function askAs(url: string, host: string): Promise<string> {
  const { request } = await import('node:http')
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk))
      response.on('end', () => resolve(text.replace(/\s/g, '')))
    })
      .on('error', reject)
      .end()
  })
}

const CONFIG = {
  version: '1',
  controller: { name: 'Kiln Nine', contact: 'privacy@shop.example' },
  purposes: [
    {
      id: 'analytics',
      name: 'Analytics',
      data: ['pages'],
      reason: 'To improve the shop.',
      benefit: 'A better shop.',
      basis: 'consent' as const,
      recipients: [],
      retention: 'P1Y',
    },
  ],
}

test.each(['json', 'mjs'])('a changed --config (%s) is read again: its sites and its notices', async (ending) => {
  const file = join(cli.folder, `changes.${ending}`)
  const write = (value: object) =>
    writeFile(file, ending === 'json' ? JSON.stringify(value) : `export default ${JSON.stringify(value)}`)
  await write({ sites: [SHOP], config: CONFIG })
  await serve('--config', file)
  const next = { ...CONFIG, version: '2' }
  const hash = await noticeHash(makeNotice(next, 'en', await loadRecordText('en')))
  const ntc = { ...DECISION.ntc, hash }
  expect((await send(SHOP, { ntc }))[1]!.flags).toEqual(['notice-unknown'])
  expect((await send(ALPHA))[0]).toBe(403)
  await write({ sites: [SHOP, { origin: ALPHA, issuer: `${ALPHA}/consent` }], config: next })
  await becomes(201, status(ALPHA))
  const [, result] = await send(ALPHA, { ntc })
  expect([result!.flags, issuerOf(result!)]).toEqual([undefined, `${ALPHA}/consent`])
  await write({ sites: [ALPHA], config: next })
  await becomes(403, status(SHOP))
})

test('a faulty file is told once, and the sites from before stay', async () => {
  const file = join(cli.folder, 'faulty.json')
  await put(file, JSON.stringify({ sites: [SHOP] }))
  await serve('--config', file)
  await put(file, JSON.stringify({ sites: ['https://shop.example/'] }))
  await server!.says('which is no origin')
  await put(file, '{ "sites": [')
  await server!.says('cannot be read')
  await put(file, JSON.stringify({ sites: [SHOP], config: { ...CONFIG, version: 5 } }))
  await server!.says('version: 5')
  expect((await send(SHOP))[0]).toBe(201)
  await rm(file)
  await server!.says('ENOENT')
  await put(file, JSON.stringify({ sites: [ALPHA] }))
  await becomes(201, status(ALPHA))
  const told = server!
    .out()
    .split('\n')
    .filter((line) => /no origin|cannot be read|version: 5|ENOENT/.test(line))
  expect(told).toHaveLength(4)
  expect(server!.out()).not.toMatch(/\n\s+at /)
})

test('what needs a restart says so', async () => {
  const file = join(cli.folder, 'restart.json')
  await writeFile(file, JSON.stringify({ sites: [SHOP], limits: { perKey: 5 } }))
  await serve('--config', file)
  await writeFile(file, JSON.stringify({ sites: [SHOP], limits: { perKey: 6 }, issuer: `${SHOP}/new` }))
  await server!.says('issuer, limits')
  expect(issuerOf((await send(SHOP))[1]!)).toBe(server!.url)
})

test('a tenant’s keys that are lost are not replaced by a server: it does not start', async () => {
  const keys = join(data, 'alpha/keys.json')
  await sites('add', ALPHA, '--keys', keys)
  await rm(keys)
  const { code, err } = await cli.run(['serve', '--port', '0'])
  expect([code, err]).toEqual([2, expect.stringMatching(/alpha\/keys\.json cannot be read \(ENOENT\)/)])
  await expect(stat(keys)).rejects.toThrow('ENOENT')
})

test('a mistake is told in a sentence, and changes nothing', async () => {
  await sites('add', SHOP)
  const before = await readFile(join(data, 'sites.json'), 'utf8')
  for (const [args, says] of [
    [['add', `${SHOP}/`], /no origin\. Write the origin: https:\/\/shop\.example/],
    [['add', ALPHA, '--issuer', 'alpha'], /no http URL/],
    [['add', SHOP, '--issuer', `${SHOP}/consent`], /is there already, with another issuer or keys/],
    [['remove', ALPHA], /is not among the sites/],
  ] as const) {
    const { code, err } = await sites(...args)
    expect([code, says.test(err), /\n\s+at /.test(err), err]).toEqual([2, true, false, err])
  }
  expect(await sites('add', SHOP)).toMatchObject({ code: 0, out: expect.stringContaining('is there already') })
  expect(await readFile(join(data, 'sites.json'), 'utf8')).toBe(before)
})

test('a file of sites that is none is told at the start', async () => {
  await mkdir(data, { recursive: true })
  await writeFile(join(data, 'sites.json'), '{ "sites": [5] }')
  const { code, err } = await cli.run(['serve', '--port', '0'])
  expect([code, err]).toEqual([2, expect.stringMatching(/sites\.json has sites that is no list of origins/)])
})
