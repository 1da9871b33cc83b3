// Bodies that never end hold connections; there are so many of them and no more.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer } from '@placet/server'
import { expect, test } from 'vitest'

test('of thirty stalled bodies as many are held as there may be connections; the rest is turned away', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'placet-connections-'))
  const server = await startServer({ port: 0, dataDir, limits: { connections: 10 }, patience: 100 })
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

async function healthOf(url: string): Promise<number> {
  try {
    return (await fetch(`${url}/health`)).status
  } catch {
    return 0
  }
}
