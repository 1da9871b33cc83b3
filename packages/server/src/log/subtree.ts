// A tile with the nodes that lie over its hashes: 256 of the lowest height, the one on top when it is full.
import { HASH, nodeHash } from './hash.ts'

/** Hashes in a full tile (C2SP tlog-tiles). */
export const TILE = 256
/** Heights of nodes in a tile; the one above belongs to the next level's. */
export const HEIGHT = 8

/** Height of the nodes that are stored behind a full tile's hashes: with them a proof takes 22 hashes, not 254. */
const HALF = 4
/** Bytes of what is stored of a full tile. */
export const FULL: number = (TILE + (TILE >> HALF)) * HASH

/**
 * `heights[h]` holds `width >> h` nodes in a row. `lacks` marks those that are not computed yet, at `(TILE >> h) + index`;
 * there are some only in a tile that was read as a whole.
 */
export type Subtree = { width: number; heights: Uint8Array[]; lacks?: Uint8Array }

export function createSubtree(): Subtree {
  return { width: 0, heights: [] }
}

/** Adds the next hash of the lowest height, and every node that is complete with it. */
export function push(subtree: Subtree, hash: Uint8Array): void {
  let index = subtree.width++
  let node = hash
  for (let height = 0; ; height++) {
    rowOf(subtree, height).set(node, index * HASH)
    if (index % 2 === 0) return
    node = nodeHash(nodeOf(subtree, height, index - 1), node)
    index >>= 1
    if (height + 1 === HEIGHT) {
      rowOf(subtree, HEIGHT).set(node)
      return
    }
  }
}

/** Adds what a stored tile has more than this one, as far as a tile of `width` goes. */
export function extend(subtree: Subtree, tile: Uint8Array, width: number): void {
  if (subtree.width === 0 && width === TILE && tile.length === FULL) fill(subtree, tile)
  for (let at = subtree.width; at < width; at++) push(subtree, tile.subarray(at * HASH, (at + 1) * HASH))
}

function fill(subtree: Subtree, tile: Uint8Array): void {
  subtree.width = TILE
  subtree.heights[0] = tile.subarray(0, TILE * HASH)
  subtree.heights[HALF] = tile.subarray(TILE * HASH)
  subtree.lacks = LACKS.slice()
}

// Of a full tile as it is stored: its hashes are there, and the nodes of one height, and no others.
const LACKS = Uint8Array.from({ length: 2 * TILE }, (_, place) => {
  const isHash = place >= TILE
  const isStored = place >= TILE >> HALF && place < TILE >> (HALF - 1)
  return place > 0 && !isHash && !isStored ? 1 : 0
})

export function nodeOf(subtree: Subtree, height: number, index: number): Uint8Array {
  const { lacks } = subtree
  const node = rowOf(subtree, height).subarray(index * HASH, (index + 1) * HASH)
  const place = (TILE >> height) + index
  if (lacks?.[place]) {
    node.set(nodeHash(nodeOf(subtree, height - 1, 2 * index), nodeOf(subtree, height - 1, 2 * index + 1)))
    lacks[place] = 0
  }
  return node
}

/** The tile as it is stored. A copy: the subtree goes on growing. */
export function tileOf(subtree: Subtree): Uint8Array {
  const { width } = subtree
  const hashes = rowOf(subtree, 0).slice(0, width * HASH)
  return width === TILE ? Buffer.concat([hashes, rowOf(subtree, HALF)]) : hashes
}

function rowOf({ heights }: Subtree, height: number): Uint8Array {
  return (heights[height] ??= new Uint8Array((TILE >> height) * HASH))
}
