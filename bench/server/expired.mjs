// A data folder as it is after years: keys, and a store full of receipts that a purge will erase.
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKeys, keyringFrom } from '@placet/server'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { expiryOf } from '../../packages/server/dist/retention/expiry.js'
import { signCheckpoint } from '../../packages/server/dist/log/checkpoint.js'
import { leafHash } from '../../packages/server/dist/log/hash.js'
import { logOrigin } from '../../packages/server/dist/log/name.js'
import { createNodes, edgePlaces } from '../../packages/server/dist/log/nodes.js'
import { rootOf } from '../../packages/server/dist/log/tree.js'
import { SITE } from './receipts.mjs'

const GROUP = 1024
const YEARS_AGO = Date.now() - 5 * 365 * 86_400_000

/** @param receipt what they all say, but for their numbers; `count` of them. Resolves with the issuer of that log. */
export async function fillExpired({ dataDir, receipt, count }) {
  const [header, payload, signature] = receipt.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url'))
  const issuer = `${SITE}/consent`
  const set = generateKeys()
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(join(dataDir, 'keys.json'), JSON.stringify(set), { mode: 0o600 })
  const keys = keyringFrom(set)
  const store = openLibsqlStore(join(dataDir, 'placet.db'))
  const nodes = createNodes()
  const origin = logOrigin(issuer, SITE)
  const { kid } = keys.countersigner(Date.now())
  const by = Buffer.from(JSON.stringify({ alg: 'ES256', kid })).toString('base64url')
  for (let size = 0; size < count;) {
    const rows = Array.from({ length: Math.min(GROUP, count - size) }, (_, at) => rowOf(size + at))
    await store.turn(SITE, async (turn) => {
      await nodes.load(edgePlaces(size), size, turn.tiles)
      for (const { id, index } of rows) nodes.append(leafHash(Buffer.from(id, 'base64url')), index)
      const head = { site: SITE, origin, size: size + rows.length }
      const root = rootOf(nodes, head.size)
      const note = await signCheckpoint({ ...head, root }, keys.logSigners(Date.now()))
      return { rows, tiles: nodes.touched(), head: { ...head, root, note } }
    })
    size += rows.length
  }
  await store.close()
  return issuer

  // Nobody verifies them again.
  function rowOf(index) {
    const jti = randomUUID()
    const input = `${header}.${Buffer.from(JSON.stringify({ ...claims, jti })).toString('base64url')}`
    const id = createHash('sha256').update(input).digest('base64url')
    const texts = { receipt: `${input}.${signature}`, countersignature: `${by}.${payload}.${signature}` }
    const row = { site: SITE, jti, id, sub: claims.sub, ...texts, received: YEARS_AGO, index }
    return { ...row, expires: expiryOf(row) }
  }
}
