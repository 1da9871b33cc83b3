// A store with very many receipts in a process of its own: fills it, looks things up in it, audits its tree.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { createHandler, generateKeys, keyringFrom } from '@placet/server'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { auditStore } from '../../packages/server/dist/audit/audit.js'
import { signCheckpoint } from '../../packages/server/dist/log/checkpoint.js'
import { leafHash } from '../../packages/server/dist/log/hash.js'
import { createNodes, edgePlaces } from '../../packages/server/dist/log/nodes.js'
import { rootOf } from '../../packages/server/dist/log/tree.js'
import { answer, cpu } from './processes.mjs'
import { SITE } from './receipts.mjs'

const ISSUER = `${SITE}/consent`
const GROUP = 2048
const keys = keyringFrom(generateKeys())
const nodes = createNodes()
/** Some of what was filled in, each as likely as any other. */
const sample = []
let store
let handle
let size = 0

answer(
  {
    open({ file }) {
      store = openLibsqlStore(file)
      handle = createHandler({ store, keys, issuer: ISSUER, sites: [SITE] })
    },

    /** Rows straight through the store's turn, with the log's own nodes; texts as long as real ones, and random. */
    async fill({ to }) {
      while (size < to) {
        const rows = Array.from({ length: Math.min(GROUP, to - size) }, (_, each) => rowOf(size + each))
        await store.turn(SITE, async (turn) => {
          await nodes.load(edgePlaces(size), size, turn.tiles)
          for (const { id, index } of rows) nodes.append(leafHash(Buffer.from(id, 'base64url')), index)
          const head = { site: SITE, origin: 'shop.example/consent/log/shop.example', size: size + rows.length }
          const root = rootOf(nodes, head.size)
          const note = await signCheckpoint({ ...head, root }, keys.logSigners(Date.now()))
          return { rows, tiles: nodes.touched(), head: { ...head, root, note } }
        })
        size += rows.length
      }
    },

    /** Microseconds of CPU for one proof through the handler. */
    async lookUp({ count }) {
      const proof = ({ id, headers }) => handle(new Request(`${ISSUER}/receipts/${id}/proof`, { headers }))
      for (let warm = 0; warm < 500; warm++) await proof(any())
      return { proof: await each(count, async () => (await proof(any())).text()) }
    },

    /** Receipts a second, of the tree alone. */
    async audit() {
      const faults = []
      const started = { cpu: cpu(), time: performance.now() }
      const tell = (finding) => faults.push(finding)
      await auditStore(store, { keys: keys.jwks(), since: [], treeOnly: true, tell, progress: () => {} })
      if (faults.length > 0) throw new Error(`the audit found ${JSON.stringify(faults.slice(0, 3))}`)
      const seconds = (performance.now() - started.time) / 1000
      return { perSecond: size / seconds, cpu: (cpu() - started.cpu) / size }
    },
  },
  () => store?.close(),
)

async function each(count, work) {
  const before = cpu()
  for (let done = 0; done < count; done++) await work()
  return (cpu() - before) / count
}

function any() {
  return sample[Math.floor(Math.random() * sample.length)]
}

function rowOf(index) {
  const text = randomBytes(700).toString('base64url')
  const receipt = `${text.slice(0, 850)}.${text.slice(0, 86)}`
  const id = createHash('sha256').update(receipt.slice(0, 850)).digest('base64url')
  const sub = `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${text.slice(0, 43)}`
  const at = sample.length < 20_000 ? sample.length : Math.floor(Math.random() * (index + 1))
  const read = createHash('sha256').update(`placet-read:${receipt}`).digest('base64url')
  if (at < 20_000) sample[at] = { id, sub, headers: { authorization: `Bearer ${read}` } }
  return {
    site: SITE,
    jti: randomUUID(),
    id,
    sub,
    receipt,
    countersignature: text.slice(100, 800),
    received: Date.now(),
    index,
  }
}
