// Computes roots and proofs of a Merkle tree (RFC 9162 §2.1) from nodes in memory.
import { EMPTY_ROOT, nodeHash } from './hash.ts'
import type { View } from './nodes.ts'

/** The tree hash over the first `size` leaves (§2.1.1). The edge of that size must be loaded. */
export function rootOf(nodes: View, size: number): Uint8Array {
  return size === 0 ? EMPTY_ROOT : rangeHash(nodes, 0, size)
}

/** Hashes from the leaf's sibling up (§2.1.3.1). `memo` shares hashes of the right edge among proofs of one size. */
export function inclusionPath(nodes: View, index: number, size: number, memo?: Memo): Uint8Array[] {
  const path: Uint8Array[] = []
  let [from, to] = [0, size]
  while (to - from > 1) {
    const middle = from + split(to - from)
    if (index < middle) {
      path.push(rangeHash(nodes, middle, to, memo))
      to = middle
    } else {
      path.push(rangeHash(nodes, from, middle, memo))
      from = middle
    }
  }
  return path.reverse()
}

/** Hashes of ranges that end at the edge, by their beginning. */
export type Memo = Map<number, Uint8Array>

// Every range begins at a multiple of its width, rounded up to a power of two.
function rangeHash(nodes: View, from: number, to: number, memo?: Memo): Uint8Array {
  const width = to - from
  const height = Math.log2(width)
  if (Number.isInteger(height)) return nodes.at(height, from / width)
  const known = memo?.get(from)
  if (known) return known
  const middle = from + split(width)
  const hash = nodeHash(rangeHash(nodes, from, middle, memo), rangeHash(nodes, middle, to, memo))
  memo?.set(from, hash)
  return hash
}

// The largest power of two smaller than n.
function split(n: number): number {
  let k = 2 ** Math.floor(Math.log2(n))
  if (k === n) k /= 2
  return k
}
