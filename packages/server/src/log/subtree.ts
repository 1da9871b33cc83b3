// A tile with the nodes that lie over its hashes: 256 of the lowest height, the one on top when it is full.
import { HASH, nodeHash } from './hash.ts'

/** Hashes in a full tile (C2SP tlog-tiles). */
export const TILE = 256
/** Heights of nodes in a tile; the one above belongs to the next level's. */
export const HEIGHT = 8

/** `heights[h]` holds `width >> h` nodes in a row. */
export type Subtree = { width: number; heights: Uint8Array[] }

export function createSubtree(): Subtree {
  const heights = Array.from({ length: HEIGHT + 1 }, (_, height) => new Uint8Array((TILE >> height) * HASH))
  return { width: 0, heights }
}

/** Adds the next hash of the lowest height, and every node that is complete with it. */
export function push(subtree: Subtree, hash: Uint8Array): void {
  let index = subtree.width++
  let node = hash
  for (let height = 0; ; height++) {
    subtree.heights[height]!.set(node, index * HASH)
    if (index % 2 === 0) return
    node = nodeHash(nodeOf(subtree, height, index - 1), node)
    index >>= 1
    if (height + 1 === HEIGHT) {
      subtree.heights[HEIGHT]!.set(node)
      return
    }
  }
}

/** Adds what a stored tile has more than this one. */
export function extend(subtree: Subtree, tile: Uint8Array): void {
  for (let at = subtree.width * HASH; at < tile.length; at += HASH) push(subtree, tile.subarray(at, at + HASH))
}

export function nodeOf({ heights }: Subtree, height: number, index: number): Uint8Array {
  return heights[height]!.subarray(index * HASH, (index + 1) * HASH)
}

/** The tile as it is stored and served. A copy: the subtree goes on growing. */
export function tileOf({ width, heights }: Subtree): Uint8Array {
  return heights[0]!.slice(0, width * HASH)
}
