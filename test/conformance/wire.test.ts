// The connections of the conformance kit. A backend may close an idle one at any time (RFC 9112, 9.3.1), also while the next
// request is on its way.
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { makeWire, type Wire } from '../../packages/conformance/src/wire.ts'

type Reply = (socket: Socket) => unknown

const answer: Reply = (socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')
const close: Reply = (socket) => socket.destroy()
const reset: Reply = (socket) => socket.resetAndDestroy()
const beginAndReset: Reply = (socket) => socket.write('HTTP/1.1 200 OK\r\nConte', () => socket.resetAndDestroy())
const sayNothing: Reply = () => undefined

let server: Server
let wire: Wire
afterEach(async () => {
  wire.close()
  await new Promise((done) => server.close(done))
})

/** A backend that replies to one request after the other. `came` has the number of the connection of each request. */
async function listen(replies: Reply[], timeout = 10_000): Promise<{ came: number[] }> {
  const came: number[] = []
  let connections = 0
  server = createServer((socket) => {
    const connection = ++connections
    socket.on('error', () => undefined)
    socket.on('data', () => {
      came.push(connection)
      replies[came.length - 1]?.(socket)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  wire = makeWire(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'http://localhost', timeout)
  return { came }
}

test.each([
  ['closed', close],
  ['reset', reset],
])('a request on a connection that was idle and is %s is sent again on a new one', async (_, end) => {
  const { came } = await listen([answer, end, answer])
  await wire.get('/health')
  const { status, json } = await wire.postBatch([])
  expect([status, json, came]).toEqual([200, {}, [1, 1, 2]])
})

test('a new connection that is reset is reported', async () => {
  const { came } = await listen([reset, answer])
  await expect(wire.get('/health')).rejects.toThrow('no answer: ECONNRESET')
  expect(came).toEqual([1])
})

test('a request is sent again once: a second reset is reported', async () => {
  const { came } = await listen([answer, reset, reset, answer])
  await wire.get('/health')
  await expect(wire.get('/health')).rejects.toThrow('no answer: ECONNRESET')
  expect(came).toEqual([1, 1, 2])
})

test('the second try takes no other idle connection, which may be closed as well', async () => {
  let first: Socket
  const answerBoth: Reply = (second) => [first, second].map(answer)
  const { came } = await listen([(socket) => (first = socket), answerBoth, reset, answer])
  await Promise.all([wire.get('/health'), wire.get('/health')])
  expect((await wire.get('/health')).status).toBe(200)
  expect([came.length, came.at(-1)]).toEqual([4, 3])
})

test('an answer that breaks off is reported', async () => {
  const { came } = await listen([answer, beginAndReset, answer])
  await wire.get('/health')
  await expect(wire.get('/health')).rejects.toThrow('no answer: ECONNRESET')
  expect(came).toEqual([1, 1])
})

test('a request that is not answered in time is reported, and not sent again', async () => {
  const { came } = await listen([answer, sayNothing, answer], 200)
  await wire.get('/health')
  await expect(wire.get('/health')).rejects.toThrow('no answer: 0.2 seconds have passed')
  await new Promise((done) => setTimeout(done, 100))
  expect(came).toEqual([1, 1])
})
