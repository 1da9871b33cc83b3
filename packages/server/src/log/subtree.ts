// A tile with the nodes above its hashes: up to 256 nodes at the lowest height, and one at the top when the tile is full.
import { HASH, nodeHash } from './hash.ts'

/** Hashes in a full tile (C2SP tlog-tiles). */
export const TILE = 256
/** Heights of nodes in a tile. The node above them is a hash of the next level's tile. */
export const HEIGHT = 8

/** Height of the nodes stored after a full tile's hashes. With them a proof takes 22 hash computations, not 254. */
const HALF = 4
/** Size of a stored full tile in bytes. */
export const FULL: number = (TILE + (TILE >> HALF)) * HASH

/**
 * `heights[h]` holds `width >> h` nodes in a row. `lacks` marks nodes that are not computed yet, at `(TILE >> h) + index`. Only a
 * full tile that was read from the store has such nodes.
 */
export type Subtree = { width: number; heights: Uint8Array[]; lacks?: Uint8Array }

export function createSubtree(): Subtree {
  return { width: 0, heights: [] }
}

/** Adds the next hash of the lowest height, and every node that it completes. */
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

/** Adds the hashes that a stored tile has beyond this one, up to `width`. */
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

// A stored full tile has its hashes and the nodes of one height. All other nodes are lacking.
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

/** The tile in its stored form. It is a copy, because the subtree may grow. */
export function tileOf(subtree: Subtree): Uint8Array {
  const { width } = subtree
  const hashes = rowOf(subtree, 0).slice(0, width * HASH)
  return width === TILE ? Buffer.concat([hashes, rowOf(subtree, HALF)]) : hashes
}

function rowOf({ heights }: Subtree, height: number): Uint8Array {
  return (heights[height] ??= new Uint8Array((TILE >> height) * HASH))
}
