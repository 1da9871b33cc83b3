// Bodies that never end hold connections; there are so many of them and no more.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '@placet/server'
import { expect, test } from 'vitest'

test('of thirty stalled bodies as many are held as there may be connections; the rest is turned away', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'placet-connections-'))
  const server = await startServer({ port: 0, dataDir, limits: { connections: 10 } })
  const sockets = Array.from({ length: 30 }, () => connect(Number(new URL(server.url).port), '127.0.0.1'))
  for (const socket of sockets) socket.on('error', () => undefined)
  const closed = () => sockets.filter((socket) => socket.closed).length
  for (const socket of sockets) {
    socket
      .resume()
      .write('POST /receipts HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 50000\r\n\r\n{')
  }
  while (closed() < 20) await new Promise(setImmediate)
  expect(closed()).toBe(20)
  // One that leaves makes room for another.
  const leaving = sockets.find((socket) => !socket.destroyed)!
  leaving.destroy()
  await once(leaving, 'close')
  let status = 0
  while (status !== 200) status = await healthOf(server.url)
  for (const socket of sockets) socket.destroy()
  await server.close()
  await rm(dataDir, { recursive: true })
})

test('connections that are open, and those turned away, stand in the metrics', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'placet-connections-'))
  const server = await startServer({ port: 0, dataDir, metrics: true, limits: { connections: 5 } })
  const port = Number(new URL(server.url).port)
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  expect(await connectionsIn(port, agent)).toEqual({ open: 1, dropped: 0 })
  const sockets = Array.from({ length: 7 }, () => connect(port, '127.0.0.1'))
  for (const socket of sockets) socket.on('error', () => undefined).resume()
  const closed = () => sockets.filter((socket) => socket.closed)
  while (closed().length < 3) await new Promise(setImmediate)
  expect(await connectionsIn(port, agent)).toEqual({ open: 5, dropped: 3 })
  for (const socket of sockets) socket.destroy()
  while ((await connectionsIn(port, agent)).open > 1) await new Promise(setImmediate)
  expect(await connectionsIn(port, agent)).toEqual({ open: 1, dropped: 3 })
  agent.destroy()
  await server.close()
  await rm(dataDir, { recursive: true })
})

/** Asked by one connection that stays open, so that asking adds none. */
async function connectionsIn(port: number, agent: Agent): Promise<{ open: number; dropped: number }> {
  const [answer] = (await once(get({ port, agent, path: '/metrics' }), 'response')) as [IncomingMessage]
  const text = (await answer.setEncoding('utf8').toArray()).join('')
  const sample = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1])
  return { open: sample('placet_connections'), dropped: sample('placet_connections_dropped_total') }
}

async function healthOf(url: string): Promise<number> {
  try {
    return (await fetch(`${url}/health`)).status
  } catch {
    return 0
  }
}
