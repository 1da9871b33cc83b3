// One client that sends nothing but bad receipts, over many connections: everybody else is answered all the same.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Result, type RunningServer, startServer } from '@placet/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { batch } from './backend.ts'
import { flipBit, receipt } from './device.ts'

const HERE = 'http://localhost:3000'
const CONNECTIONS = 300
let dataDir: string
let server: RunningServer
let agent: Agent
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'placet-flood-'))
  server = await startServer({ port: 0, dataDir, limits: { perKey: false } })
  agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
})
afterEach(async () => {
  agent.destroy()
  await server.close()
  await rm(dataDir, { recursive: true })
})

const sound = () => receipt({ aud: HERE, iat: Math.floor(Date.now() / 1000) })

test.each<[string, (bad: string) => string[]]>([
  ['the same bad receipt fifty times in each batch', (bad) => Array.from({ length: 50 }, () => bad)],
  [
    'fifty forged signatures in each batch',
    (bad) => Array.from({ length: 50 }, () => bad.replace(/[^.]+$/, randomBytes(64).toString('base64url'))),
  ],
])(
  '%s, over 300 connections at once: of twelve honest requests all are kept',
  async (_, fill) => {
    const body = batch(fill(flipBit(await sound(), 2)))
    const honest = await Promise.all(Array.from({ length: 12 }, sound))
    const flood = Array.from({ length: CONNECTIONS }, () => begin(body, agent))
    // At its worst: all have asked.
    await Promise.all(flood.map(({ sent }) => sent))
    const statuses = await Promise.all(honest.map((jws) => begin(batch([jws]), false).status))
    expect(statuses).toEqual(Array.from({ length: 12 }, () => 201))
    // It was refused, receipt by receipt, and nobody was cut off.
    const refused = new Set(await Promise.all(flood.map(({ status }) => status)))
    expect([...refused]).toEqual([422])
  },
  60_000,
)

/** `sent` when the request is on its way; `status` of the first result, or of the whole request where it was refused. */
function begin(body: string, connection: Agent | false): { sent: Promise<unknown>; status: Promise<number> } {
  const headers = { origin: HERE, 'content-type': 'text/plain;charset=UTF-8' }
  const asking = request(`${server.url}/receipts`, { method: 'POST', headers, agent: connection })
  const status = once(asking, 'response').then(async ([answer]) => {
    let text = ''
    for await (const chunk of answer) text += chunk
    return answer.statusCode === 200
      ? (JSON.parse(text) as { results: Result[] }).results[0]!.status
      : answer.statusCode
  })
  const sent = once(asking, 'finish')
  asking.end(body)
  return { sent, status }
}
