// The log's tree over its tiles, against a naive reading of RFC 9162.
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { TilePlace } from '@placet/server'
import { createNodes, edgePlaces, type Nodes, pathPlaces, widthOf } from '../../packages/server/src/log/nodes.ts'
import { inclusionPath, rootOf } from '../../packages/server/src/log/tree.ts'
import * as oracle from './merkle-oracle.ts'

const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex')
const leaves = Array.from({ length: 66_000 }, (_, index) =>
  oracle.leaf(createHash('sha256').update(`receipt ${index}`).digest()),
)

/** A log that grew leaf by leaf, and the tiles a store would have of it. */
function grow(size: number): { nodes: Nodes; tiles: Map<string, Uint8Array> } {
  const nodes = createNodes()
  const tiles = new Map<string, Uint8Array>()
  for (let index = 0; index < size; index++) {
    nodes.append(leaves[index]!, index)
    if (index % 1000 === 999 || index === size - 1) {
      for (const { level, n, hashes } of nodes.touched()) tiles.set(`${level}/${n}`, hashes)
    }
  }
  return { nodes, tiles }
}

const reading = (tiles: Map<string, Uint8Array>) => async (places: readonly TilePlace[]) =>
  places.map(({ level, n }) => tiles.get(`${level}/${n}`))

describe('at every size from 1 to 300', () => {
  const { nodes } = grow(300)

  test('the root is that of RFC 9162', () => {
    for (let size = 0; size <= 300; size++) {
      expect(hex(rootOf(nodes, size))).toBe(hex(oracle.root(leaves.slice(0, size))))
    }
  })

  test('the inclusion path of every leaf is that of RFC 9162', () => {
    for (let size = 1; size <= 300; size += size < 70 ? 1 : 23) {
      const memo = new Map<number, Uint8Array>()
      for (let index = 0; index < size; index++) {
        const expected = oracle.path(index, leaves.slice(0, size)).map(hex)
        expect(inclusionPath(nodes, index, size, memo).map(hex)).toEqual(expected)
        expect(inclusionPath(nodes, index, size).map(hex)).toEqual(expected)
      }
    }
  })
})

describe('over many tiles', () => {
  const size = leaves.length
  const { tiles } = grow(size)

  test('a tree opened from the store has the root of the one that grew, and grows on', async () => {
    const nodes = createNodes()
    await nodes.load(edgePlaces(size - 1), size - 1, reading(tiles))
    expect(hex(rootOf(nodes, size - 1))).toBe(hex(oracle.root(leaves.slice(0, -1))))
    nodes.append(leaves.at(-1)!, size - 1)
    expect(hex(rootOf(nodes, size))).toBe(hex(oracle.root(leaves)))
  })

  test('a proof reads only the tiles on its way and at the edge', async () => {
    for (const index of [0, 256, 65_535, size - 1]) {
      const nodes = createNodes()
      const places = pathPlaces(index, size)
      expect(places.length).toBeLessThanOrEqual(6)
      await nodes.load(places, size, reading(tiles))
      expect(inclusionPath(nodes, index, size).map(hex)).toEqual(oracle.path(index, leaves).map(hex))
    }
  })

  test('every proof through a full tile is the same with the nodes that are stored behind it and without', async () => {
    const plain = new Map([...tiles].map(([name, hashes]) => [name, hashes.subarray(0, 256 * 32)]))
    expect(tiles.get('0/3')).toHaveLength(272 * 32)
    for (let index = 768; index < 1024; index++) {
      const paths = [tiles, plain].map(async (some) => {
        const nodes = createNodes()
        return inclusionPath(await nodes.load(pathPlaces(index, size), size, reading(some)), index, size).map(hex)
      })
      const [one, other] = await Promise.all(paths)
      expect(one).toEqual(other)
      if (index % 16 === 5) expect(one).toEqual(oracle.path(index, leaves).map(hex))
    }
  })

  test('tiles that another process has widened are read on from where they were known', async () => {
    const early = grow(600)
    await early.nodes.load(edgePlaces(1300), 1300, reading(tiles))
    expect(hex(rootOf(early.nodes, 1300))).toBe(hex(oracle.root(leaves.slice(0, 1300))))
  })

  test('a tile is as wide as C2SP says: 273 full ones and one of 112 in a tree of 70,000', () => {
    expect(widthOf({ level: 0, n: 272 }, 70_000)).toBe(256)
    expect(widthOf({ level: 0, n: 273 }, 70_000)).toBe(112)
    expect(widthOf({ level: 1, n: 1 }, 70_000)).toBe(17)
    expect(widthOf({ level: 2, n: 0 }, 70_000)).toBe(1)
    expect(widthOf({ level: 0, n: 274 }, 70_000)).toBe(0)
    expect(edgePlaces(256)).toEqual([{ level: 1, n: 0 }])
  })

  test('a tile that is too narrow for its head is no tree', async () => {
    const nodes = createNodes()
    const short = new Map(tiles).set('0/257', tiles.get('0/257')!.subarray(0, 32))
    await expect(nodes.load(edgePlaces(size), size, reading(short))).rejects.toThrow(/too narrow/)
  })

  test('what was loaded for a proof is held until it is made, however little room there is for others', async () => {
    const nodes = createNodes({ subtrees: new Map(), most: 1 })
    const view = await nodes.load(pathPlaces(300, size), size, reading(tiles))
    await nodes.load(pathPlaces(40_000, size), size, reading(tiles))
    expect(inclusionPath(view, 300, size).map(hex)).toEqual(oracle.path(300, leaves).map(hex))
    expect(() => inclusionPath(nodes, 300, size)).toThrow('not at hand')
  })
})
