// What nobody can do without: a P-256 verification with a key never seen before, a signature, rows on the disk.
import { createPublicKey, generateKeyPairSync, randomBytes, randomUUID, sign, verify } from 'node:crypto'
import { additionOf } from './addition.mjs'
import { answer, cpu } from './processes.mjs'
import { readReceipts } from './receipts.mjs'

let jobs = []
let at = 0
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const as = { dsaEncoding: 'ieee-p1363' }
const stores = new Map()

answer(
  {
    load({ file }) {
      jobs = readReceipts(file).map((receipt) => {
        const [head, body, tail] = receipt.split('.')
        const { jwk } = JSON.parse(Buffer.from(head, 'base64url').toString())
        return { jwk, input: Buffer.from(`${head}.${body}`), signature: Buffer.from(tail, 'base64url') }
      })
    },
    verify: ({ seconds }) =>
      timed(seconds, 50, ({ jwk, input, signature }) => {
        const key = createPublicKey({ key: jwk, format: 'jwk' })
        if (!verify('sha256', input, { key, ...as }, signature)) throw new Error('a receipt does not verify')
      }),
    sign: ({ seconds }) => timed(seconds, 50, ({ input }) => void sign('sha256', input, { key: privateKey, ...as })),

    /** Rows of 1 kB through the store's own turn, `group` at a time; nothing asked, no tiles. */
    async insert({ place, group, seconds }) {
      const store = stores.get(place) ?? (await openStore(place))
      stores.set(place, store)
      const site = `https://${randomUUID()}.example`
      let size = 0
      const add = async () => {
        const addition = additionOf(site, size, Array.from({ length: group }, textsOf))
        size += group
        await store.turn(site, async () => addition)
      }
      await add()
      const before = { cpu: cpu(), time: performance.now(), size }
      while (performance.now() - before.time < seconds * 1000) await add()
      const count = size - before.size
      return { wall: ((performance.now() - before.time) / count) * 1000, cpu: (cpu() - before.cpu) / count }
    },
  },
  async () => {
    for (const store of stores.values()) await store.close()
  },
)

async function openStore(place) {
  if (place.startsWith('postgres')) return (await import('@placet/server/stores/postgres')).openPostgresStore(place)
  return (await import('@placet/server/stores/libsql')).openLibsqlStore(place)
}

// Microseconds for each, by the clock and of CPU.
function timed(seconds, some, work) {
  for (let count = 0; count < some; count++) work(next())
  const before = { cpu: cpu(), time: performance.now() }
  let count = 0
  while (performance.now() - before.time < seconds * 1000) {
    for (let each = 0; each < some; each++) work(next())
    count += some
  }
  return { wall: ((performance.now() - before.time) / count) * 1000, cpu: (cpu() - before.cpu) / count }
}

function next() {
  return jobs[at++ % jobs.length]
}

function textsOf() {
  const text = randomBytes(375).toString('base64url')
  return { receipt: text, countersignature: text }
}
