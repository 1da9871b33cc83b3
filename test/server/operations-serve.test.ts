// `placet serve` as an operator runs it: what may be told how, what it says, and to whom.
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createKey } from '@placet/receipt'
import type { Result } from '@placet/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { batch } from './backend.ts'
import { buildCli, type Cli } from './cli.ts'
import { receipt } from './device.ts'

const SHOP = 'https://shop.example'
const fresh = (key?: CryptoKeyPair) => receipt({ iat: Math.floor(Date.now() / 1000) }, key)

let cli: Cli
beforeAll(async () => {
  cli = await buildCli()
})
afterAll(() => cli.remove())

async function configured(name: string, content: object): Promise<string> {
  const file = join(cli.folder, name)
  await writeFile(file, JSON.stringify(content))
  return file
}

function post(url: string, ...receipts: string[]): Promise<Response> {
  const headers = { origin: SHOP, 'content-type': 'text/plain' }
  return fetch(`${url}/receipts?secret=1`, { method: 'POST', body: batch(receipts), headers })
}

async function issuerOf(answer: Response): Promise<string> {
  const [result] = ((await answer.json()) as { results: Result[] }).results
  return JSON.parse(atob(result!.countersignature!.split('.')[1]!)).iss
}

test('everything may come from the environment, as containers are told it', async () => {
  const server = await cli.serve([], {
    PLACET_CONFIG: await configured('env.json', { sites: [SHOP] }),
    PLACET_PORT: '0',
    PLACET_DATA: 'from-env',
    PLACET_STORE: 'from-env/another.db',
    PLACET_ISSUER: `${SHOP}/env`,
    PLACET_METRICS: 'on',
    PLACET_LOG: 'none',
  })
  expect(await issuerOf(await post(server.url, await fresh()))).toBe(`${SHOP}/env`)
  expect(await (await fetch(`${server.url}/metrics`)).text()).toContain(`placet_log_size{site="${SHOP}"} 1`)
  expect(await server.kill('SIGTERM')).toBe(0)
  expect(server.lines()).toEqual([])
  const files = await readdir(join(cli.folder, 'from-env'))
  expect(files.filter((name) => /\.(db|json)$/.test(name)).sort()).toEqual(['another.db', 'keys.json', 'marks.db'])
})

test('an option wins over the environment, and that over the file', async () => {
  const config = await configured('issuer.json', { sites: [SHOP], issuer: `${SHOP}/file` })
  const args = ['--port', '0', '--data', 'wins', '--config', config]
  const issuerWith = async (more: string[], env: NodeJS.ProcessEnv) => {
    const server = await cli.serve([...args, ...more], env)
    const issuer = await issuerOf(await post(server.url, await fresh()))
    await server.kill('SIGTERM')
    return issuer
  }
  expect(await issuerWith([], {})).toBe(`${SHOP}/file`)
  expect(await issuerWith([], { PLACET_ISSUER: `${SHOP}/env` })).toBe(`${SHOP}/env`)
  expect(await issuerWith(['--issuer', `${SHOP}/option`], { PLACET_ISSUER: `${SHOP}/env` })).toBe(`${SHOP}/option`)
})

test('limits come from the file, and metrics are off unless somebody switches them on', async () => {
  const config = await configured('limits.json', { sites: [SHOP], limits: { perKey: 1 } })
  const server = await cli.serve(['--port', '0', '--data', 'limited', '--config', config])
  const key = await createKey()
  expect((await post(server.url, await fresh(key))).status).toBe(200)
  const refused = await post(server.url, await fresh(key))
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([429, true])
  expect((await fetch(`${server.url}/metrics`)).status).toBe(404)
  await server.kill('SIGTERM')
})

test('stdout is one JSON object a request, and nothing of what was in it', async () => {
  const config = await configured('log.json', { sites: [SHOP] })
  const server = await cli.serve(['--port', '0', '--data', 'logged', '--config', config])
  const jws = await fresh()
  const [result] = ((await (await post(server.url, jws, 'x')).json()) as { results: Result[] }).results
  await fetch(`${server.url}/receipts/${result!.id}?who=me`, { headers: { authorization: `Bearer ${result!.read}` } })
  await fetch(`${server.url}/private/path`, { headers: { 'x-forwarded-for': '203.0.113.7' } })
  await server.kill('SIGTERM')
  const [at, ms] = [expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), expect.any(Number)]
  const receipts = { accepted: 1, duplicate: 0, refused: 1 }
  expect(server.lines()).toEqual([
    { at, method: 'POST', route: '/receipts', status: 200, ms, receipts },
    { at, method: 'GET', route: '/receipts/:id', status: 200, ms },
    { at, method: 'GET', route: '*', status: 404, ms, problem: 'not-found' },
  ])
  const [header, claims, signature] = jws.split('.')
  for (const part of [
    result!.id!,
    header!,
    claims!,
    signature!,
    'secret',
    'who',
    'private',
    '203.0.113',
    '127.0.0.1:',
  ]) {
    expect(
      server
        .lines()
        .map((line) => JSON.stringify(line))
        .join('\n'),
      part,
    ).not.toContain(part)
  }
})

test('who lets others in without naming sites or issuer is warned', async () => {
  const server = await cli.serve(['--port', '0', '--data', 'first'])
  expect(server.out()).not.toContain('!')
  // The port is taken: nothing in this test listens beyond this machine.
  const { port } = new URL(server.url)
  const open = ['serve', '--data', 'second', '--host', '0.0.0.0', '--port', port]
  const { code, err } = await cli.run(open)
  expect(err).toMatch(/no sites are named: receipts of all sites except loopback are refused/)
  expect(err).toMatch(/No issuer is named/)
  expect([code, /cannot be listened on \(EADDRINUSE\)/.test(err)]).toEqual([2, true])
  const config = await configured('full.json', { sites: [SHOP], issuer: `${SHOP}/consent` })
  expect((await cli.run([...open, '--config', config])).err).not.toContain('!')
  await server.kill('SIGTERM')
})

test.each<[string, object, RegExp]>([
  ['a misspelt member', { site: [SHOP] }, /wrong\.json has site\. Give a Placet config/],
  ['a list in place of an object', [SHOP], /holds no object/],
  ['limits that are a list', { sites: [SHOP], limits: [100] }, /has limits that is no object/],
  ['sites that are no list', { sites: SHOP }, /has sites that is no list of origins/],
  ['a store that is none', { store: 5 }, /has store that is no URL/],
  ['limits that are none', { limits: 'many' }, /has limits that is no object/],
  ['a misspelt limit', { limits: { perkey: 5 } }, /limits has perkey: 5\. There are bytes/],
])('%s in the file is told in a sentence, exit code 2', async (_, content, says) => {
  const config = await configured('wrong.json', content)
  const { code, err, out } = await cli.run(['serve', '--port', '0', '--data', 'wrong', '--config', config])
  expect(err).toMatch(says)
  expect([code, out, /\n\s+at /.test(err)]).toEqual([2, '', false])
})

test('a switch that is neither on nor off is refused: "false" must not switch it on', async () => {
  const { code, err } = await cli.run(['serve', '--metrics', 'false'])
  expect([code, /Allowed choices are on, off/.test(err)]).toEqual([2, true])
})

test('help says every option with its environment variable, shows examples, and how to stop', async () => {
  const { code, out } = await cli.run(['serve', '--help'])
  expect(code).toBe(0)
  for (const name of ['CONFIG', 'PORT', 'HOST', 'DATA', 'STORE', 'ISSUER', 'METRICS', 'LOG', 'KEYS']) {
    expect(out).toContain(`PLACET_${name}`)
  }
  expect(out).toMatch(/Examples:[^]*placet serve --config placet\.json/)
  expect(out).toContain('SIGTERM')
})
