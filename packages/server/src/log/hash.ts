// The log's two hashes (RFC 9162 §2.1.1), synchronous, because a tree of a million leaves has two million of them.
import { hash } from 'node:crypto'
import { leafInput, nodeInput } from '@placet/receipt'

/** Size of a hash in bytes. */
export const HASH = 32

export function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer')
}

/** The leaf hash of a receipt's identity (32 bytes). */
export function leafHash(identity: Uint8Array): Uint8Array {
  return sha256(leafInput(identity))
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(nodeInput(left, right))
}

/** The tree hash of no leaves (RFC 9162 §2.1.1). */
export const EMPTY_ROOT: Uint8Array = sha256(new Uint8Array())
