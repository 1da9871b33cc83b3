// A body that comes in crumbs holds about what one in a piece does: its size is what is bounded.
import { connect, type Socket } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { startServer } from '@placet/server'
import { expect, test } from 'vitest'
import { backend, request } from './backend.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
/** Bytes in use, when nothing is left to collect. */
const used = () => {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const CRUMBS = 50_000
const BODIES = 5
/** The bodies are a quarter of a megabyte together, sockets and requests a few; kept chunk by chunk they were fifty. */
const MOST = 20_000_000

test('of a server, by chunks of one byte', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'placet-crumbs-'))
  const server = await startServer({ port: 0, dataDir })
  const crumbs = '1\r\nx\r\n'.repeat(CRUMBS)
  const head = 'POST /receipts HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n'
  const sockets: Socket[] = []
  const before = used()
  for (let at = 0; at < BODIES; at++) {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1').resume()
    socket.on('error', () => undefined)
    sockets.push(socket)
    await new Promise((resolve) => socket.write(head + crumbs, resolve))
    // Written is not read: an answer on another connection comes after what had arrived before.
    for (let turn = 0; turn < 20; turn++) await (await fetch(`${server.url}/health`)).text()
  }
  const held = used() - before
  for (const socket of sockets) socket.destroy()
  await server.close()
  await rm(dataDir, { recursive: true })
  expect(held).toBeLessThan(MOST)
})

test('of a handler, by chunks of one byte', async () => {
  const { handle } = await backend()
  const ends: (() => void)[] = []
  const before = used()
  const answers = Array.from({ length: BODIES }, () => {
    let sent = 0
    return handle(
      request(
        new ReadableStream(
          {
            pull(controller) {
              if (sent++ < CRUMBS) controller.enqueue(new Uint8Array([120]))
              else return new Promise<void>((resolve) => ends.push(() => (controller.close(), resolve())))
            },
          },
          { highWaterMark: 0 },
        ),
      ),
    )
  })
  while (ends.length < BODIES) await new Promise(setImmediate)
  const held = used() - before
  for (const end of ends) end()
  await Promise.all(answers)
  expect(held).toBeLessThan(MOST)
})
