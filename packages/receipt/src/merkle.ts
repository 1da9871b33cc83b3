// The log is a Merkle tree as of RFC 9162 §2.1: what is hashed for a leaf and a node, and what its two kinds of proof show.
// A receipt's leaf is SHA-256(0x00 ‖ identity), the identity being the 32 bytes of SHA-256(signing input).
import { type Hash, webCrypto } from './primitives.ts'

/** What is hashed for a receipt's leaf: 0x00 ‖ its identity (§2.1.1). */
export function leafInput(id: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + id.length)
  bytes.set(id, 1)
  return bytes
}

/** What is hashed for a node: 0x01 ‖ left ‖ right (§2.1.1). */
export function nodeInput(left: Uint8Array, right: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + left.length + right.length)
  bytes[0] = 1
  bytes.set(left, 1)
  bytes.set(right, 1 + left.length)
  return bytes
}

/** A leaf's place in a tree of `size` leaves, and the hashes beside its way up. Leaf and hashes have 32 bytes. */
export type Inclusion = { leaf: Uint8Array; index: number; size: number; path: readonly Uint8Array[] }

/** The root that an inclusion proof leads to (§2.1.3.2); `undefined` where such a tree has no such path. */
export async function rootFromInclusion(
  { leaf, index, size, path }: Inclusion,
  hash: Hash = webCrypto.sha256,
): Promise<Uint8Array | undefined> {
  if (!isCount(index) || !isCount(size) || index >= size) return undefined
  let at: Pair = [index, size - 1]
  let root = leaf
  for (const beside of path) {
    if (at[1] === 0) return undefined
    const right = isRight(at)
    root = await hash(right ? nodeInput(beside, root) : nodeInput(root, beside))
    at = above(right ? climb(at) : at)
  }
  return at[1] === 0 ? root : undefined
}

/** A tree by its number of leaves and its root of 32 bytes. */
export type Tree = { size: number; root: Uint8Array }

/** Whether the first tree is the beginning of the second (§2.1.4.2). Every tree begins with the empty one. */
export async function consistencyHolds(
  { first, second, path }: { first: Tree; second: Tree; path: readonly Uint8Array[] },
  hash: Hash = webCrypto.sha256,
): Promise<boolean> {
  if (!isCount(first.size) || !isCount(second.size) || first.size > second.size) return false
  if (first.size === second.size) return path.length === 0 && isSame(first.root, second.root)
  if (first.size === 0) return path.length === 0 && isSame(first.root, await hash(new Uint8Array()))
  const [start, ...rest] = isPowerOfTwo(first.size) ? [first.root, ...path] : path
  if (!start) return false
  let at: Pair = [first.size - 1, second.size - 1]
  while (at[0] % 2 === 1) at = above(at)
  let [one, other] = [start, start]
  for (const beside of rest) {
    if (at[1] === 0) return false
    const right = isRight(at)
    if (right) one = await hash(nodeInput(beside, one))
    other = await hash(right ? nodeInput(beside, other) : nodeInput(other, beside))
    at = above(right ? climb(at) : at)
  }
  return at[1] === 0 && isSame(one, first.root) && isSame(other, second.root)
}

/** Whether two hashes are one. They are public: no secret leaks by how long it takes. */
export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}

// fn and sn of the RFC: a node's number in its row, and the number of the last one there. Counts go over 2^32, so they are
// halved by division.
type Pair = [node: number, last: number]

const isRight = ([node, last]: Pair): boolean => node % 2 === 1 || node === last
const above = ([node, last]: Pair): Pair => [Math.floor(node / 2), Math.floor(last / 2)]
// The last node of a row without a neighbour goes up unhashed.
const climb = (at: Pair): Pair => (at[0] % 2 === 1 || at[0] === 0 ? at : climb(above(at)))
const isPowerOfTwo = (size: number): boolean => size === 1 || (size % 2 === 0 && isPowerOfTwo(size / 2))
const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0
