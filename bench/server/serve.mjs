// A server in a process of its own: ours as `placet serve` runs it, the least that could take its place, or the bare adapter
// that answers everything the same.
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { startServer } from '@placet/server'
import { fillExpired } from './expired.mjs'
import { startLeast } from './least.mjs'
import { answer, cpu } from './processes.mjs'
import { HASH, NOTICE, readReceipts, receiptsFile, SITE } from './receipts.mjs'

const ours = createRequire(import.meta.resolve('@placet/server'))
let close = async () => {}
let commits = 0

answer(
  {
    async placet({ dataDir, store, slow = 0, ...more }) {
      slowCommits(slow)
      const notices = { [HASH]: NOTICE }
      const options = { port: 0, dataDir, store, sites: [SITE], notices, log, metrics: 'retention' in more, ...more }
      const server = await startServer(options)
      close = () => server.close()
      return server.url
    },
    async expired({ dataDir, count }) {
      const [receipt] = readReceipts(await receiptsFile())
      return fillExpired({ dataDir, receipt, count })
    },
    async least({ dataDir }) {
      mkdirSync(dataDir, { recursive: true })
      const server = await startLeast(join(dataDir, 'placet.db'))
      close = async () => server.close()
      return server.url
    },
    async bare() {
      const { serve } = await import(ours.resolve('@hono/node-server'))
      const { RESPONSE_ALREADY_SENT } = await import(ours.resolve('@hono/node-server/utils/response'))
      const fetch = async (_, { incoming, outgoing }) => {
        const text = JSON.stringify({ length: await lengthOf(incoming) })
        outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length }).end(text)
        return RESPONSE_ALREADY_SENT
      }
      return new Promise((resolve) => {
        const server = serve({ fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }, ({ port }) => {
          close = async () => server.close()
          resolve(`http://127.0.0.1:${port}`)
        })
      })
    },
    used: () => ({ cpu: cpu(), rss: process.memoryUsage.rss(), commits }),
  },
  () => close(),
)

function lengthOf(incoming) {
  return new Promise((resolve, reject) => {
    let length = 0
    incoming.on('data', (chunk) => (length += chunk.length))
    incoming.on('end', () => resolve(length))
    incoming.on('error', reject)
  })
}

// As the command does it; where it goes is the child's stdout, which nobody reads.
function log(entry) {
  process.stdout.write(`${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`)
}

// A slower disk: every commit of the embedded store takes that much longer, in milliseconds, as its fsync does.
function slowCommits(ms) {
  if (ms === 0) return
  const { prototype } = ours('libsql/promise')
  const { exec } = prototype
  prototype.exec = async function (sql) {
    if (/^commit/i.test(sql)) {
      commits++
      await new Promise((resolve) => setTimeout(resolve, ms))
    }
    return exec.call(this, sql)
  }
}
