// A backend in its own process or in yours: real sockets, a real disk.
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { receiptIdentity, verify } from '@placet/receipt'
import { type Result, type RunningServer, type ServerOptions, startServer } from '@placet/server'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { batch, problemOf } from './backend.ts'
import { bearer, receipt, twin } from './device.ts'

const HERE = 'http://localhost:3000'
const fresh = () => receipt({ aud: HERE, iat: Math.floor(Date.now() / 1000) })

let dataDir: string
let running: RunningServer[]
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'placet-node-'))
  running = []
})
afterEach(async () => {
  for (const server of running) await server.close()
  await rm(dataDir, { recursive: true })
})

async function start(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await startServer({ port: 0, dataDir, ...options })
  running.push(server)
  return server
}

async function stop(server: RunningServer): Promise<void> {
  running = running.filter((each) => each !== server)
  await server.close()
}

async function post(url: string, receipts: string[]): Promise<Result[]> {
  const headers = { origin: HERE, 'content-type': 'text/plain;charset=UTF-8' }
  const response = await fetch(`${url}/receipts`, { method: 'POST', body: batch(receipts, Date.now() / 1000), headers })
  return ((await response.json()) as { results: Result[] }).results
}

test('zero configuration: a receipt goes over the wire, and jose verifies what comes back through the JWKS', async () => {
  const { url } = await start()
  const jws = await fresh()
  const [result] = await post(url, [jws])
  expect(result).toMatchObject({ id: await receiptIdentity(jws), status: 201 })
  const keys = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`))
  const { payload } = await jwtVerify(result!.countersignature!, keys, { issuer: url, typ: 'consent-countersig+jwt' })
  expect(payload).toMatchObject({ rcp: result!.id, res: 'accepted' })
  const bundle = await (await fetch(`${url}/receipts/${result!.id}`, { headers: bearer(jws) })).json()
  const jwks = await (await fetch(`${url}/.well-known/jwks.json`)).json()
  expect(await verify(bundle, { keys: jwks })).toMatchObject({ valid: true, level: 'logged', findings: [] })
})

test('a hundred identical requests at once, half of them under the other signature, leave one receipt on disk', async () => {
  const { url } = await start()
  const jws = await fresh()
  const results = (
    await Promise.all(Array.from({ length: 100 }, (_, index) => post(url, [index % 2 ? jws : twin(jws)])))
  ).flat()
  expect(results.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(results.filter(({ status }) => status === 200)).toHaveLength(99)
  expect(new Set(results.map(({ countersignature }) => countersignature)).size).toBe(1)
})

test('a restart keeps every receipt, its countersignature and the key', async () => {
  const first = await start()
  const jws = await fresh()
  const [before] = await post(first.url, [jws])
  const jwks = await (await fetch(`${first.url}/.well-known/jwks.json`)).json()
  await stop(first)
  const second = await start()
  expect(await post(second.url, [jws])).toEqual([{ ...before, status: 200 }])
  expect(await (await fetch(`${second.url}/.well-known/jwks.json`)).json()).toEqual(jwks)
})

test('two backends that start at once on one folder agree on one key', async () => {
  const servers = await Promise.all(Array.from({ length: 8 }, () => start()))
  const kids = await Promise.all(
    servers.map(
      async ({ url }) =>
        ((await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] }).keys[0]!.kid,
    ),
  )
  expect(new Set(kids).size).toBe(1)
})

test('a receipt sent to two backends on one folder is kept once', async () => {
  const [one, two] = [await start(), await start()]
  const jws = await fresh()
  const results = (
    await Promise.all(Array.from({ length: 20 }, (_, index) => post((index % 2 ? one : two).url, [jws])))
  ).flat()
  expect(results.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(new Set(results.map(({ countersignature }) => countersignature)).size).toBe(1)
})

test('a body without end is answered and cut off', async () => {
  const { url } = await start()
  const sending = httpRequest(`${url}/receipts`, { method: 'POST', headers: { 'content-type': 'text/plain' } })
  const answered = new Promise((done) => sending.on('response', (response) => done(response.resume().statusCode)))
  const closed = new Promise((done) => sending.on('close', done))
  sending.on('error', () => undefined)
  const timer = setInterval(() => sending.destroyed || sending.write('x'.repeat(1000)), 1)
  expect(await answered).toBe(413)
  await closed
  clearInterval(timer)
})

test('garbage on the socket hurts nobody else', async () => {
  const { url } = await start()
  const { port } = new URL(url)
  for (const garbage of [
    'GET / HTTP/1.1\r\nHost: [\r\n\r\n',
    'GET http://x:y/ HTTP/1.1\r\nHost: a b\r\n\r\n',
    'POST /receipts HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx',
    '\u0000\u0001',
  ]) {
    await new Promise((done) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.end(garbage))
      socket.on('close', done).on('error', done).resume()
    })
  }
  expect((await fetch(`${url}/health`)).status).toBe(200)
  expect(await problemOf(await fetch(`${url}/%ff/receipts/%zz`))).toEqual([404, 'not-found'])
})

test('an address that is taken, a bad key file and a bad site are told in a sentence, and leave nothing open', async () => {
  const { url } = await start()
  await expect(start({ port: Number(new URL(url).port) })).rejects.toThrow(
    /cannot be listened on \(EADDRINUSE\)\. Stop who/,
  )
  await expect(start({ sites: ['shop'] })).rejects.toThrow('no origin')
  await writeFile(join(dataDir, 'keys.json'), '{"keys":[{"kty":"RSA"}]}')
  await expect(start()).rejects.toThrow('no P-256 and no Ed25519 JWK')
})

test('the main entry point loads where there is no database and no library: workers have node:crypto', async () => {
  const source = resolve(import.meta.dirname, '../../packages/server/src')
  const seen = new Set<string>()
  const outside = new Set<string>()
  async function walk(file: string): Promise<void> {
    if (seen.has(file)) return
    seen.add(file)
    const code = await readFile(join(source, file), 'utf8')
    for (const [, from] of code.matchAll(/^(?:import|export) (?!type )[^;]*? from '([^']+)'$/gm)) {
      if (from!.startsWith('.')) await walk(join(file, '..', from!))
      else outside.add(from!)
    }
  }
  await walk('index.ts')
  expect([...outside].sort()).toEqual(['@placet/core/config', '@placet/receipt', 'node:crypto'])
  expect(seen.size).toBeGreaterThan(10)
})

test('a path ends where a proxy sees it end: nothing that it keeps inside can be asked for behind a #', async () => {
  const { url } = await start({ metrics: true })
  const ask = (target: string) =>
    new Promise<string>((done) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1')
      let text = ''
      socket.on('data', (chunk) => (text += chunk)).on('close', () => done(text.slice(9, 12)))
      socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    })
  expect(await ask('/x/metrics')).toBe('200')
  expect(await ask('/x#/metrics')).toBe('404')
  expect(await ask('/x?/metrics')).toBe('404')
  expect(await ask('/health#/metrics')).toBe('200')
})

test('HEAD tells what GET would, on every route: who may read it, and how long it is good for', async () => {
  const server = await start()
  const jws = await fresh()
  const [kept] = await post(server.url, [jws])
  const routes = ['.well-known/jwks.json', 'log/localhost%3A3000/checkpoint', `receipts/${kept!.id}`, 'nothing']
  for (const route of routes) {
    const [got, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) =>
        fetch(`${server.url}/${route}`, { method, headers: { origin: HERE, ...bearer(jws) } }),
      ),
    )
    const told = ({ status, headers }: Response) => [
      status,
      ...['access-control-allow-origin', 'access-control-expose-headers', 'vary', 'cache-control', 'content-type'].map(
        (name) => headers.get(name),
      ),
    ]
    expect(told(head!), route).toEqual(told(got!))
    expect(await head!.text()).toBe('')
  }
})

test('what is nested deeper than anybody reads is refused like any other item, and nobody else notices', async () => {
  const server = await start()
  const depth = 5000
  const body = `{"v":1,"receipts":[${'['.repeat(depth)}${']'.repeat(depth)},${JSON.stringify(await fresh())}]}`
  const response = await fetch(`${server.url}/receipts`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/plain' },
  })
  const { results } = (await response.json()) as { results: Result[] }
  expect(results.map(({ status }) => status)).toEqual([422, 201])
})

test('an idle connection is kept longer than browsers and load balancers keep theirs, so that none meets a reset', async () => {
  const { url } = await start()
  const { headers } = await fetch(`${url}/health`)
  const [, seconds] = /^timeout=(\d+)$/.exec(headers.get('keep-alive') ?? '') ?? []
  expect(Number(seconds)).toBeGreaterThan(60)
})

test.runIf(process.env.PLACET_LONG)(
  'a connection that was idle for a minute is answered',
  async () => {
    const { url } = await start()
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    const ask = async () => {
      socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n')
      return String((await once(socket, 'data'))[0])
    }
    expect(await ask()).toContain('200 OK')
    await new Promise((done) => setTimeout(done, 65_000))
    expect(await ask()).toContain('200 OK')
    socket.destroy()
  },
  80_000,
)
