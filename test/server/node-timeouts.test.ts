// Whoever sends slowly holds a connection for a bounded time: one bound for the headers, one for the whole request.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningServer, type ServerOptions, startServer } from '@placet/server'
import { afterEach, beforeEach, expect, test } from 'vitest'

const LONG = 60_000
const SHORT = 200

let dataDir: string
let server: RunningServer
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'placet-timeouts-'))
})
afterEach(async () => {
  await server.close()
  await rm(dataDir, { recursive: true })
})

/** What comes back on a connection that sends this and then nothing, once it is closed. */
async function stall(sent: string, timeouts: ServerOptions['timeouts']): Promise<string> {
  server = await startServer({ port: 0, dataDir, timeouts })
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  let heard = ''
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
  socket.write(sent)
  await once(socket, 'close')
  return heard.split('\r\n')[0]!
}

const UNENDED = 'POST /receipts HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 50000\r\n\r\n{'

test.each([
  ['headers that never end', 'POST /receipts HTTP/1.1\r\nHost: x\r\n', { headers: SHORT, request: LONG }],
  ['no header at all', 'P', { headers: SHORT, request: LONG }],
])(
  '%s are answered 408 when the time for headers is over, long before the time for a request',
  async (_, sent, timeouts) => {
    expect(await stall(sent, timeouts)).toBe('HTTP/1.1 408 Request Timeout')
  },
)

test('a body that never ends is given up when the time for a request is over', async () => {
  expect(await stall(UNENDED, { headers: SHORT, request: 2 * SHORT })).toBe('HTTP/1.1 408 Request Timeout')
})

test('a body may take longer than headers may', async () => {
  server = await startServer({ port: 0, dataDir, timeouts: { headers: SHORT, request: LONG } })
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  let heard = ''
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
  const body = '{"v":1,"receipts":[]}'
  socket.write(
    `POST /receipts HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  // Another connection, opened later, is over its time for headers: this one, which is older, has outlived it as well.
  const slow = connect(Number(new URL(server.url).port), '127.0.0.1')
  slow.resume().write('GET /')
  await once(slow, 'close')
  socket.write(body)
  while (!heard.includes('"results":[]')) await once(socket, 'data')
  expect(heard).toMatch(/^HTTP\/1\.1 200 /)
  socket.destroy()
})
