// The tree that an audit grows, against a naive reading of RFC 9162, and tiles over tiles.
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { createGrowingTree } from '../../packages/server/src/audit/growing-tree.ts'
import { createTileCheck } from '../../packages/server/src/audit/tiles.ts'
import { audit, flip, named, openLog, receipts, respell, tampered } from './audit-shop.ts'
import * as oracle from './merkle-oracle.ts'

const leaves = Array.from({ length: 66_000 }, (_, index) =>
  oracle.leaf(createHash('sha256').update(`receipt ${index}`).digest()),
)

test('its root is RFC 9162’s at every size to 300, and beyond a tile of tiles', () => {
  const tree = createGrowingTree()
  for (let size = 0; size <= leaves.length; size++) {
    if (size <= 300 || size === 65_535 || size === 65_536 || size === 65_537 || size === leaves.length) {
      expect(hex(tree.root()), `size ${size}`).toBe(hex(oracle.root(leaves.slice(0, size))))
    }
    if (size < leaves.length) tree.grow(leaves[size]!)
  }
})

test('every hash of every tile is compared, on every level; one that is wrong names its tile', async () => {
  const kept = new Map<string, Uint8Array>()
  const tree = createGrowingTree()
  const made = leaves.flatMap((leaf) => [...tree.grow(leaf)])
  for (const { level, n, hashes } of [...made, ...tree.edge()]) kept.set(`${level}/${n}`, hashes)
  expect([...kept.keys()].filter((name) => !name.startsWith('0/'))).toEqual(['1/0', '1/1', '2/0'])

  const look = async (wrong: string, slot: number) => {
    const check = createTileCheck('site', {
      tiles: async (_, places) =>
        places.map(({ level, n }) => {
          const hashes = kept.get(`${level}/${n}`)
          return hashes && `${level}/${n}` === wrong ? flip(hashes, slot * 256 + 5) : hashes
        }),
    })
    for (const tile of [...made, ...tree.edge()]) await check.compare(tile)
    return [...check.broken.map(({ level, n }) => `${level}/${n}`), ...check.differing]
  }
  expect(await look('none', 0)).toEqual([])
  for (const [wrong, slot] of [
    ['1/0', 0],
    ['1/0', 255],
    ['1/1', 0],
    ['2/0', 0],
  ] as const) {
    expect(await look(wrong, slot)).toEqual([wrong])
  }
  // What stands behind the hashes of a full tile, too.
  expect(await look('0/3', 256)).toEqual(['0/3'])
  expect(await look('1/0', 271)).toEqual(['1/0'])
  // A wrong leaf is told once, not again by the hashes over it.
  expect(await look('0/3', 7)).toEqual([3 * 256 + 7])
  expect(await look('0/257', 200)).toEqual([257 * 256 + 200])
})

test('a full tile has 256 hashes, and the 16 nodes behind them or, from before they were kept, none', async () => {
  const tree = createGrowingTree()
  const [tile] = leaves.slice(0, 256).flatMap((leaf) => [...tree.grow(leaf)])
  const brokenAt = async (bytes: number) => {
    const kept = new Uint8Array(300 * 32)
    kept.set(tile!.hashes)
    const check = createTileCheck('site', { tiles: async () => [kept.slice(0, bytes)] })
    await check.compare(tile!)
    return check.broken.length > 0
  }
  const whole = [255 * 32, 256 * 32, 256 * 32 + 1, 271 * 32, 272 * 32, 273 * 32]
  expect(await Promise.all(whole.map(brokenAt))).toEqual([true, false, true, true, false, true])
})

test('a real log of more than one tile: a bit of each byte of the tile on top is found', async () => {
  const log = openLog()
  const all = await receipts(530)
  for (let at = 0; at < all.length; at += 50) await log.send(all.slice(at, at + 50))
  expect((await audit(log.store, log.keys, { treeOnly: true })).errors).toEqual([])
  // What lies over an altered receipt is not accused with it.
  const altered = tampered(log.store, {
    row: (row) => (row.index === 5 ? { ...row, receipt: respell(row.receipt, 200) } : row),
  })
  expect(named((await audit(altered, log.keys, { treeOnly: true })).errors)).toEqual(['receipt-altered 5'])
  for (let bit = 0; bit < 2 * 256; bit += 8) {
    const store = tampered(log.store, { tile: (hashes, level) => (level === 1 ? flip(hashes, bit) : hashes) })
    expect(named((await audit(store, log.keys, { treeOnly: true })).errors), `bit ${bit}`).toEqual(['tile-altered'])
  }
})

const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex')
