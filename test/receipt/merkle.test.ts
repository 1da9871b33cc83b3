// Proofs of a Merkle tree, against RFC 9162's definitions written down naively (log-sample.ts).
import { createHash } from 'node:crypto'
import { consistencyHolds, leafInput, nodeInput, rootFromInclusion } from '@placet/receipt'
import { describe, expect, test } from 'vitest'
import { oracle } from './log-sample.ts'

const hash = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest())
const SIZES = 300
const entries = Array.from({ length: SIZES }, (_, index) => hash(Buffer.from(`receipt ${index}`)))
const leaves = entries.map((entry) => hash(leafInput(entry)))
const log = oracle(entries)
const roots = Array.from({ length: SIZES + 1 }, (_, size) => log.root(size))
// A few numbers below n, always the same ones, and both ends.
const some = (n: number) => [...new Set([0, n - 1, ...[1, 2, 3].map((turn) => (turn * 7919 + n * 31) % n)])]
const all = (n: number) => Array.from({ length: n }, (_, index) => index)

test('a leaf and a node are hashed as the RFC says, so that neither passes for the other', () => {
  expect(Buffer.from(leafInput(Uint8Array.of(7, 8))).toString('hex')).toBe('000708')
  expect(Buffer.from(nodeInput(Uint8Array.of(1), Uint8Array.of(2))).toString('hex')).toBe('010102')
})

test('every place in trees of 1 to 70 leaves, and some in trees up to 300, is proven; at another place it is not', async () => {
  let proofs = 0
  for (let size = 1; size <= SIZES; size++) {
    for (const index of size <= 70 ? all(size) : some(size)) {
      const path = log.inclusion(index, size)
      const place = { leaf: leaves[index]!, index, size, path }
      expect(await rootFromInclusion(place, hash), `${index} of ${size}`).toEqual(roots[size])
      const aside = await rootFromInclusion({ ...place, index: index ^ 1 }, hash)
      if (size > 1) expect(aside, `${index} of ${size}`).not.toEqual(roots[size])
      proofs += 1
    }
  }
  expect(proofs).toBeGreaterThan(3000)
})

test('a path that is longer, shorter or in another order leads elsewhere or nowhere', async () => {
  for (const size of [1, 2, 3, 7, 8, 9, 64, 65, 300]) {
    for (const index of some(size)) {
      const path = log.inclusion(index, size)
      const place = { leaf: leaves[index]!, index, size }
      expect(await rootFromInclusion({ ...place, path: [...path, roots[1]!] }, hash)).toBeUndefined()
      if (path.length === 0) continue
      expect(await rootFromInclusion({ ...place, path: path.slice(1) }, hash)).toBeUndefined()
      expect(await rootFromInclusion({ ...place, path: path.slice(0, -1) }, hash)).toBeUndefined()
      if (path.length > 1)
        expect(await rootFromInclusion({ ...place, path: [...path].reverse() }, hash)).not.toEqual(roots[size])
    }
  }
})

test('a place outside of the tree, or one that is no number of a leaf, has no root', async () => {
  const [leaf] = leaves
  for (const [index, size] of [
    [1, 1],
    [0, 0],
    [-1, 2],
    [0.5, 2],
    [NaN, 2],
    [0, 1.5],
    [0, 2 ** 53],
    [0, Infinity],
  ] as const) {
    expect(await rootFromInclusion({ leaf: leaf!, index, size, path: [] }, hash), `${index} of ${size}`).toBeUndefined()
  }
})

test('numbers over 2^32 keep all their bits', async () => {
  const [leaf] = leaves
  for (const bits of [31, 32, 33, 40, 52]) {
    const path = Array.from({ length: bits }, (_, at) => leaves[at]!)
    const expected = path.reduce((root, beside) => hash(nodeInput(beside, root)), leaf!)
    const place = { leaf: leaf!, index: 2 ** bits - 1, size: 2 ** bits, path }
    expect(await rootFromInclusion(place, hash)).toEqual(expected)
    // The leaf after 2^bits others is alone in its row, up to the top.
    const [left] = path
    const last = { leaf: leaf!, index: 2 ** bits, size: 2 ** bits + 1, path: [left!] }
    expect(await rootFromInclusion(last, hash)).toEqual(hash(nodeInput(left!, leaf!)))
    const second = { size: 2 ** bits + 1, root: hash(nodeInput(left!, leaf!)) }
    expect(await consistencyHolds({ first: { size: 2 ** bits, root: left! }, second, path: [leaf!] }, hash)).toBe(true)
    expect(await consistencyHolds({ first: { size: 2 ** bits + 1, root: left! }, second, path: [leaf!] }, hash)).toBe(
      false,
    )
  }
})

describe('consistency', () => {
  const tree = (size: number) => ({ size, root: roots[size]! })

  test('of every two trees up to 70 leaves, and of some up to 300, the smaller begins the larger', async () => {
    let proofs = 0
    for (let size = 1; size <= SIZES; size++) {
      for (const first of [...(size <= 70 ? all(size) : some(size)), size]) {
        const path = first === 0 ? [] : log.consistency(first, size)
        expect(
          await consistencyHolds({ first: tree(first), second: tree(size), path }, hash),
          `${first}, ${size}`,
        ).toBe(true)
        proofs += 1
      }
    }
    expect(proofs).toBeGreaterThan(3500)
  })

  test('one other leaf in the past is found, whatever the sizes', async () => {
    for (const size of [2, 3, 5, 8, 13, 64, 65, 100]) {
      for (const first of all(size).slice(1)) {
        const rewritten = entries.slice(0, size).map((entry, index) => (index === first - 1 ? hash(entry) : entry))
        const other = oracle(rewritten)
        const second = { size, root: other.root(size) }
        const path = other.consistency(first, size)
        expect(await consistencyHolds({ first: tree(first), second, path }, hash), `${first}, ${size}`).toBe(false)
      }
    }
  })

  test('a path that is longer, shorter or changed in one hash is refused', async () => {
    for (const [first, size] of [
      [1, 2],
      [2, 3],
      [3, 7],
      [4, 7],
      [6, 8],
      [64, 65],
      [65, 300],
      [128, 300],
    ] as const) {
      const path = log.consistency(first, size)
      const holds = (other: Uint8Array[]) =>
        consistencyHolds({ first: tree(first), second: tree(size), path: other }, hash)
      expect(await holds(path)).toBe(true)
      expect(await holds([...path, roots[1]!])).toBe(false)
      expect(await holds(path.slice(0, -1))).toBe(false)
      expect(await holds(path.slice(1))).toBe(false)
      expect(await holds([])).toBe(false)
      for (const at of path.keys())
        expect(await holds(path.map((each, index) => (index === at ? hash(each) : each)))).toBe(false)
    }
  })

  test('a tree that shrinks, or another one of the same size, is refused; the empty one begins all', async () => {
    const holds = (first: object, second: object, path: Uint8Array[] = []) =>
      consistencyHolds({ first: first as never, second: second as never, path }, hash)
    expect(await holds(tree(5), tree(4))).toBe(false)
    expect(await holds(tree(5), { size: 5, root: roots[4] })).toBe(false)
    expect(await holds(tree(5), tree(5), [roots[1]!])).toBe(false)
    expect(await holds(tree(0), tree(5))).toBe(true)
    expect(await holds(tree(0), tree(0))).toBe(true)
    // Roots that a log could make up, so that only the sizes betray it.
    const over = hash(nodeInput(roots[3]!, leaves[3]!))
    expect(await holds(tree(3), { size: 2, root: over }, [roots[3]!, leaves[3]!])).toBe(false)
    expect(await holds(tree(2), tree(3), [leaves[2]!])).toBe(true)
    expect(await holds(tree(2), { size: 5, root: roots[3] }, [leaves[2]!])).toBe(false)
    expect(await holds({ size: 0, root: roots[1] }, tree(5))).toBe(false)
    expect(await holds(tree(0), tree(5), [roots[1]!])).toBe(false)
    expect(await holds({ size: -1, root: roots[0] }, tree(5))).toBe(false)
    expect(await holds({ size: 1.5, root: roots[1] }, tree(5))).toBe(false)
  })
})

test('WebCrypto hashes where nobody else is named', async () => {
  const path = log.inclusion(3, 7)
  expect(await rootFromInclusion({ leaf: leaves[3]!, index: 3, size: 7, path })).toEqual(roots[7])
  const consistent = { first: { size: 3, root: roots[3]! }, second: { size: 7, root: roots[7]! } }
  expect(await consistencyHolds({ ...consistent, path: log.consistency(3, 7) })).toBe(true)
})
