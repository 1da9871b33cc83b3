// The least that anybody can do for a receipt: a thread verifies its signature, a row is committed in a group, an answer is
// signed. No rules, no log, no proofs: what is slow here is slow for any server on this machine.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { createServer } from 'node:http'
import { Worker } from 'node:worker_threads'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { additionOf } from './addition.mjs'
import { SITE } from './receipts.mjs'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** Listens on loopback; resolves with its URL and how to end it. */
export async function startLeast(file) {
  const store = await openLibsqlStore(file)
  const worker = new Worker(new URL('least-thread.mjs', import.meta.url))
  let size = 0
  let verdicts = () => {}
  worker.on('message', (said) => verdicts(said))

  const isSigned = inGroups((receipts) => {
    worker.postMessage(receipts)
    return new Promise((resolve) => (verdicts = resolve))
  })
  const keep = inGroups(async (receipts) => {
    const texts = receipts.map((receipt) => ({ receipt, countersignature: countersigned() }))
    const addition = additionOf(SITE, size, texts)
    size += receipts.length
    await store.turn(SITE, async () => addition)
    return texts.map(({ countersignature }) => ({ status: 201, countersignature, proof: `\n\nleast\n${size}\n` }))
  })

  const server = createServer(async (incoming, outgoing) => {
    const chunks = []
    for await (const chunk of incoming) chunks.push(chunk)
    const { receipts } = JSON.parse(Buffer.concat(chunks).toString())
    const results = await Promise.all(receipts.map(async (each) => (await isSigned(each)) && keep(each)))
    const text = JSON.stringify({ v: 1, results })
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text)
  })
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() }
}

// What comes while a group is under way is the next group.
function inGroups(work) {
  let queue = []
  let running = false
  async function run() {
    running = true
    while (queue.length > 0) {
      await new Promise(setImmediate)
      const group = queue.splice(0)
      const done = await work(group.map(({ item }) => item))
      group.forEach(({ resolve }, at) => resolve(done[at]))
    }
    running = false
  }
  return (item) =>
    new Promise((resolve) => {
      queue.push({ item, resolve })
      if (!running) void run()
    })
}

function countersigned() {
  const input = randomBytes(200).toString('base64url')
  return `${input}.${sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}
