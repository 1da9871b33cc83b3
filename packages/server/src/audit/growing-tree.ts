// A Merkle tree (RFC 9162 §2.1) built leaf by leaf. It keeps only its right edge: a few kilobytes, whatever its size.
import { EMPTY_ROOT, nodeHash } from '../log/hash.ts'
import { createSubtree, HEIGHT, nodeOf, push, type Subtree, TILE, tileOf } from '../log/subtree.ts'
import type { Tile } from '../store.ts'

export type GrowingTree = {
  size(): number
  /** Adds the next leaf. Returns the tiles that it completed, from the leaves up. */
  grow(leaf: Uint8Array): readonly Tile[]
  /** The tiles that are not full yet. */
  edge(): Tile[]
  /** The tree hash over all leaves added so far. */
  root(): Uint8Array
}

export function createGrowingTree(): GrowingTree {
  const levels: Subtree[] = []
  let size = 0
  return {
    size: () => size,
    grow(leaf) {
      const full: Tile[] = []
      let hash = leaf
      for (let level = 0; ; level++) {
        const subtree = (levels[level] ??= createSubtree())
        push(subtree, hash)
        if (subtree.width < TILE) break
        full.push({ level, n: Math.floor(size / TILE ** (level + 1)), hashes: tileOf(subtree) })
        hash = nodeOf(subtree, HEIGHT, 0).slice()
        subtree.width = 0
      }
      size++
      return full.length > 0 ? full : NONE
    },
    edge: () =>
      levels.flatMap((subtree, level) => {
        const n = Math.floor(size / TILE ** (level + 1))
        return subtree.width > 0 ? [{ level, n, hashes: tileOf(subtree) }] : []
      }),
    root() {
      const peaks = levels.flatMap(peaksOf)
      return peaks.length === 0 ? EMPTY_ROOT : peaks.reduce((root, peak) => nodeHash(peak, root)).slice()
    },
  }
}

const NONE: readonly Tile[] = []

// The largest complete nodes of a subtree, smallest first: one for each bit of its width.
function peaksOf(subtree: Subtree): Uint8Array[] {
  return Array.from({ length: HEIGHT }, (_, height) => height)
    .filter((height) => (subtree.width >> height) % 2 === 1)
    .map((height) => nodeOf(subtree, height, (subtree.width >> height) - 1))
}
