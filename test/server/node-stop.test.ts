// Stopping a backend, as an operator does it: nobody is cut off, nothing that was acknowledged is lost.
import { once } from 'node:events'
import { Agent, type IncomingMessage, request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Result } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { finish } from '../../packages/server/src/node/graceful-stop.ts'
import { batch } from './backend.ts'
import { buildCli, type Cli } from './cli.ts'
import { receipt } from './device.ts'

const HERE = 'http://localhost:3000'
const fresh = () => receipt({ aud: HERE, iat: Math.floor(Date.now() / 1000) })

let cli: Cli
beforeAll(async () => {
  cli = await buildCli()
})
afterAll(() => cli.remove())

test('what has begun is answered whole, and what has not is refused', async () => {
  const data = ['--data', 'graceful']
  const server = await cli.serve(['--port', '0', ...data])
  const port = Number(new URL(server.url).port)
  const body = batch([await fresh()])

  const idle = await open(port, 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n')
  await idle.hears('{"status":"ok"}')
  const early = await open(port, '')
  const asking = await open(port, 'GET /ready HTTP/1.1\r\nHo')
  const sending = await open(
    port,
    `POST /receipts HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`,
  )
  // Now the backend has this request, and by then what came before it.
  await sending.hears('100 Continue')

  const exit = server.kill('SIGTERM')
  await server.says('Stopping')
  await Promise.all([idle.closed, early.closed])
  await expect(open(port, '')).rejects.toThrow('ECONNREFUSED')
  asking.socket.write('st: x\r\n\r\n')
  await asking.closed
  expect(asking.heard()).toMatch(/^HTTP\/1\.1 503 .*connection: close.*"code":"stopping"/is)
  sending.socket.write(body)
  await sending.closed
  expect(sending.heard()).toMatch(/HTTP\/1\.1 200 .*connection: close/is)
  const [result] = (JSON.parse(sending.heard().split('\r\n\r\n').at(-1)!) as { results: Result[] }).results
  expect(result!.status).toBe(201)
  expect(await exit).toBe(0)
  expect(server.out()).toContain('Stopped; everything acknowledged is kept.')

  const again = await cli.serve(['--port', '0', ...data])
  const [kept] = ((await (await post(again.url, body)).json()) as { results: Result[] }).results
  expect([kept!.status, kept!.countersignature]).toEqual([200, result!.countersignature])
  expect(await again.kill('SIGTERM')).toBe(0)
})

test('under load, who had asked before is answered, and what was acknowledged is kept', async () => {
  const data = ['--data', 'loaded']
  const server = await cli.serve(['--port', '0', ...data])
  const waiting = await Promise.all(Array.from({ length: 400 }, fresh))
  // So that at any moment most of the senders wait for an answer.
  const work = Array<string>(5).fill(await fresh())
  const acknowledged: Result[] = []
  const sent = new Set<string>()
  let due: Set<string> | undefined
  let exit: Promise<number | null> | undefined
  const agent = new Agent({ keepAlive: true })

  async function sender(): Promise<void> {
    for (let jws = waiting.pop(); jws !== undefined; jws = waiting.pop()) {
      const sending = send(server.url, batch([jws, ...work]), agent, () => sent.add(jws!))
      const answer = await sending.catch((error: NodeJS.ErrnoException) => error.code)
      sent.delete(jws)
      if (typeof answer === 'string' || answer === undefined) {
        // Cut off in the middle would be ERR_STREAM_PREMATURE_CLOSE or broken JSON.
        expect(['ECONNREFUSED', 'ECONNRESET']).toContain(answer)
        return
      }
      due?.delete(jws)
      acknowledged.push(answer[0]!)
      if (acknowledged.length !== 100) continue
      due = new Set(sent)
      exit = server.kill('SIGTERM')
    }
  }
  // The first makes what the others send again.
  await send(server.url, batch(work), agent)
  await Promise.all(Array.from({ length: 16 }, sender))
  expect(await exit).toBe(0)
  expect([waiting.length > 0, due!.size]).toEqual([true, 0])

  // Every request that the backend had taken up was answered, and the answer arrived.
  const statuses = server.lines().map(({ status }) => status)
  expect(statuses).toEqual(Array(acknowledged.length + 1).fill(200))
  const again = await cli.serve(['--port', '0', ...data])
  for (const { id, countersignature, index, read } of acknowledged) {
    const headers = { authorization: `Bearer ${read}` }
    const kept = (await (await fetch(`${again.url}/receipts/${id}`, { headers })).json()) as Result
    expect(kept.countersignature, `receipt ${index}`).toBe(countersignature)
  }
  const [next] = await send(again.url, batch([await fresh()]), agent)
  expect(next!.index).toBe(acknowledged.length + 1)
  agent.destroy()
  await again.kill('SIGTERM')
})

test('who waits too long is cut off, and a second signal waits for nobody', async () => {
  const server = await cli.serve(['--port', '0', '--data', 'impatient'])
  const sending = await open(
    Number(new URL(server.url).port),
    'POST /receipts HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n',
  )
  await sending.hears('100 Continue')
  const exit = server.kill('SIGTERM')
  await server.says('Stopping')
  void server.kill('SIGINT')
  // No exit code: it was ended by the signal.
  expect(await exit).toBe(null)
  await sending.closed
})

test('a store that does not finish is told, not waited for', async () => {
  const never = () => new Promise<never>(() => {})
  const store = createMemoryStore()
  const sequencer = { add: never, waiting: () => 0, change: async () => {}, drain: async () => {} }
  await expect(finish({ sequencer: { ...sequencer, drain: never }, store }, 10)).rejects.toMatchObject({
    code: 'stop-late',
  })
  await expect(finish({ sequencer, store: { ...store, close: never } }, 10)).rejects.toMatchObject({
    code: 'stop-late',
  })
  await finish({ sequencer, store }, 60_000)
})

type Wire = { socket: Socket; heard(): string; hears(text: string): Promise<void>; closed: Promise<unknown> }

/** A connection, with what is written to it first. */
async function open(port: number, first: string): Promise<Wire> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let heard = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk))
  // A reset is one way to be closed.
  socket.on('error', () => undefined)
  socket.write(first)
  const hears = async (text: string) => {
    while (!heard.includes(text)) await once(socket, 'data')
  }
  return { socket, heard: () => heard, hears, closed: new Promise((done) => socket.once('close', done)) }
}

function post(url: string, body: string): Promise<Response> {
  return fetch(`${url}/receipts`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } })
}

/** Over an agent of its own, and `written` hears when all of it has gone out. */
async function send(url: string, body: string, agent: Agent, written?: () => void): Promise<Result[]> {
  const headers = { 'content-type': 'text/plain' }
  const response = await new Promise<IncomingMessage>((done, fail) => {
    const sending = httpRequest(`${url}/receipts`, { method: 'POST', agent, headers }, done)
    sending.on('error', fail).end(body, written)
  })
  return (JSON.parse(await text(response)) as { results: Result[] }).results
}
