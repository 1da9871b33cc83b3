// The tree of RFC 9162 §2.1, written once more as its text has it: slow, recursive, and from other hands than the one under test.
import { createHash } from 'node:crypto'

export function leaf(data: Uint8Array): Uint8Array {
  return createHash('sha256').update(Uint8Array.of(0)).update(data).digest()
}

/** MTH(D[n]) over leaf hashes. */
export function root(leaves: Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return createHash('sha256').digest()
  if (leaves.length === 1) return leaves[0]!
  const k = cut(leaves.length)
  return node(root(leaves.slice(0, k)), root(leaves.slice(k)))
}

/** PATH(m, D[n]). */
export function path(m: number, leaves: Uint8Array[]): Uint8Array[] {
  if (leaves.length === 1) return []
  const k = cut(leaves.length)
  return m < k
    ? [...path(m, leaves.slice(0, k)), root(leaves.slice(k))]
    : [...path(m - k, leaves.slice(k)), root(leaves.slice(0, k))]
}

/** PROOF(m, D[n]). */
export function proof(m: number, leaves: Uint8Array[]): Uint8Array[] {
  return subproof(m, leaves, true)
}

function subproof(m: number, leaves: Uint8Array[], whole: boolean): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [root(leaves)]
  const k = cut(leaves.length)
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), root(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), root(leaves.slice(0, k))]
}

function cut(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

function node(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest()
}
