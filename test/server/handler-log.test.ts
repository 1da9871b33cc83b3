// A site's log as anybody may read it (C2SP tlog-tiles): checkpoint, tiles, and what is not there.
import { createHash } from 'node:crypto'
import { parseCheckpoint, verify } from '@placet/receipt'
import { beforeAll, expect, test } from 'vitest'
import { backend, problemOf } from './backend.ts'
import { bearer, receipt } from './device.ts'

const SIZE = 300
const LOG = '/log/shop.example'
let under: Awaited<ReturnType<typeof backend>>
let ids: string[]
let sent: string[]

beforeAll(async () => {
  under = await backend()
  sent = await Promise.all(Array.from({ length: SIZE }, () => receipt()))
  ids = []
  for (let at = 0; at < SIZE; at += 50) ids.push(...(await under.post(sent.slice(at, at + 50))).map(({ id }) => id!))
})

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const leaves = () => ids.map((id) => sha256(Buffer.of(0), Buffer.from(id, 'base64url')))

/** RFC 9162 §2.1.1, word for word. */
function treeHash(hashes: Uint8Array[]): Uint8Array {
  if (hashes.length === 1) return hashes[0]!
  let k = 1
  while (k * 2 < hashes.length) k *= 2
  return sha256(Buffer.of(1), treeHash(hashes.slice(0, k)), treeHash(hashes.slice(k)))
}

async function tile(path: string): Promise<Buffer> {
  const response = await under.get(`${LOG}/tile/${path}`)
  expect([response.status, response.headers.get('content-type')], path).toEqual([200, 'application/octet-stream'])
  expect(response.headers.get('cache-control'), path).toBe('public, max-age=31536000, immutable')
  return Buffer.from(await response.arrayBuffer())
}

test('the checkpoint names the log, its size and its root, and is asked for again soon', async () => {
  const response = await under.get(`${LOG}/checkpoint`)
  expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('public, max-age=2')
  const { origin, size, root } = parseCheckpoint(await response.text())!
  expect([origin, size]).toEqual(['shop.example/consent/log/shop.example', SIZE])
  expect(Buffer.from(root)).toEqual(treeHash(leaves()))
})

test('tiles hold the leaves in order, and over each full one its hash on the next level', async () => {
  const all = leaves()
  expect(await tile('0/000')).toEqual(Buffer.concat(all.slice(0, 256)))
  expect(await tile('0/001.p/44')).toEqual(Buffer.concat(all.slice(256)))
  expect(await tile('1/000.p/1')).toEqual(treeHash(all.slice(0, 256)))
})

test('who holds an older checkpoint gets the tiles as they were then', async () => {
  const all = leaves()
  expect(await tile('0/000.p/17')).toEqual(Buffer.concat(all.slice(0, 17)))
  expect(await tile('0/001.p/1')).toEqual(all[256])
})

test.each([
  ['a tile that is not full', '0/001'],
  ['more than the log has', '0/001.p/45'],
  ['the tile after the last', '0/002.p/1'],
  ['a level that is not full', '1/000'],
  ['a level above the top', '2/000.p/1'],
  ['a tile far away', '0/x999/x999/x999/x999/999'],
])('%s is not there', async (_, path) => {
  expect(await problemOf(await under.get(`${LOG}/tile/${path}`))).toEqual([404, 'not-found'])
})

test.each([
  '0/0',
  '0/00',
  '0/0000',
  '00/000',
  '0/x000/000',
  '0/000.p/0',
  '0/000.p/256',
  '0/000.p/017',
  '0/000.p/',
  '0/000.p',
  '0/000/',
  '64/000',
  '0/-01',
  'x/000',
  '0//000',
])('another spelling of a tile, %s, is not found: a cache would keep it twice', async (path) => {
  expect(await problemOf(await under.get(`${LOG}/tile/${path}`))).toEqual([404, 'not-found'])
})

test.each(['SHOP.example', 'shop.example:443', 'https:shop.example', 'other.example', 'http:shop.example', '%00'])(
  'there is no log called %s',
  async (name) => {
    for (const path of ['checkpoint', 'tile/0/000']) {
      expect(await problemOf(await under.get(`/log/${name}/${path}`)), path).toEqual([404, 'not-found'])
    }
  },
)

test('a proof against the newest checkpoint is given for each receipt, whenever it came', async () => {
  const checkpoint = await (await under.get(`${LOG}/checkpoint`)).text()
  for (const at of [0, 1, 255, 256, 299]) {
    const response = await under.get(`/receipts/${ids[at]}/proof`, { headers: bearer(sent[at]!) })
    expect(response.headers.get('cache-control')).toBe('no-store')
    const proof = await response.text()
    expect(proof.endsWith(checkpoint)).toBe(true)
    const verdict = await verify({ receipt: sent[at]!, proof }, { keys: under.keys.jwks() })
    expect(
      verdict.findings.filter(({ severity }) => severity !== 'note'),
      String(at),
    ).toEqual([])
  }
  expect(await problemOf(await under.get(`/receipts/${'x'.repeat(43)}/proof`, { headers: bearer('x') }))).toEqual([
    404,
    'not-found',
  ])
})

test('a log is there for any page to read, and before its first receipt it is not there at all', async () => {
  const headers = { origin: 'https://auditor.example' }
  for (const path of ['checkpoint', 'tile/0/000']) {
    const response = await under.get(`${LOG}/${path}`, { headers })
    expect(response.headers.get('access-control-allow-origin'), path).toBe('*')
  }
  const empty = await backend()
  expect(await problemOf(await empty.get(`${LOG}/checkpoint`))).toEqual([404, 'not-found'])
  expect(await problemOf(await empty.get(`${LOG}/tile/0/000.p/1`))).toEqual([404, 'not-found'])
})
