// A log as RFC 9162 §2.1 defines it, written down naively and without our code: the oracle. And a backend that has one.
import { createHash } from 'node:crypto'
import {
  formatCheckpointText,
  formatNote,
  formatProof,
  fromBase64url,
  noteKeyId,
  receiptIdentity,
} from '@placet/receipt'
import { jwks } from './sample.ts'

const sha256 = (...parts: Uint8Array[]) => new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest())
// The largest power of two smaller than n.
const split = (n: number): number => {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** The definitions of §2.1, each hash kept so that many sizes cost little. */
export function oracle(entries: readonly Uint8Array[]) {
  const kept = new Map<string, Uint8Array>()

  // §2.1.1, of the entries from..to.
  function treeHash(from: number, to: number): Uint8Array {
    const name = `${from}..${to}`
    const hash = kept.get(name) ?? hashed(from, to)
    kept.set(name, hash)
    return hash
  }

  function hashed(from: number, to: number): Uint8Array {
    if (to === from) return sha256()
    if (to - from === 1) return sha256(Buffer.of(0), entries[from]!)
    const k = from + split(to - from)
    return sha256(Buffer.of(1), treeHash(from, k), treeHash(k, to))
  }

  // §2.1.3.1
  function path(m: number, from: number, to: number): Uint8Array[] {
    if (to - from === 1) return []
    const k = from + split(to - from)
    return m < k ? [...path(m, from, k), treeHash(k, to)] : [...path(m, k, to), treeHash(from, k)]
  }

  // §2.1.4.1
  function subproof(m: number, from: number, to: number, whole: boolean): Uint8Array[] {
    if (m === to) return whole ? [] : [treeHash(from, to)]
    const k = from + split(to - from)
    return m <= k
      ? [...subproof(m, from, k, whole), treeHash(k, to)]
      : [...subproof(m, k, to, false), treeHash(from, k)]
  }

  return {
    root: (size: number) => treeHash(0, size),
    inclusion: (index: number, size: number) => path(index, 0, size),
    consistency: (first: number, size: number) => subproof(first, 0, size, true),
  }
}

export type LogKey = { publicKey: Uint8Array; sign: (text: Uint8Array) => Promise<Uint8Array>; entry: LogEntry }
type LogEntry = { kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string; use: 'sig'; alg: 'Ed25519' }

export async function createLogKey(): Promise<LogKey> {
  const pair = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const x = Buffer.from(publicKey).toString('base64url')
  const sign = async (text: Uint8Array) =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, Buffer.from(text)))
  return {
    publicKey,
    sign,
    entry: { kty: 'OKP', crv: 'Ed25519', x, kid: `log-${x.slice(0, 4)}`, use: 'sig', alg: 'Ed25519' },
  }
}

export const ORIGIN = 'consent.shop.example/log/shop.example'
export const logKey: LogKey = await createLogKey()
/** The backend's JWKS: what countersigns, and what signs checkpoints. */
export const allKeys = { keys: [...jwks.keys, logKey.entry] }

export async function noteOf(text: string, keys: readonly LogKey[], name: string = ORIGIN): Promise<string> {
  const signatures = keys.map(async ({ publicKey, sign }) => ({
    name,
    keyId: await noteKeyId(name, publicKey),
    signature: await sign(Buffer.from(text)),
  }))
  return formatNote({ text, signatures: await Promise.all(signatures) })
}

export type Bend = {
  origin?: string
  /** Claimed in place of the true ones. */
  index?: number
  size?: number
  root?: Uint8Array
  path?: Uint8Array[]
  keys?: readonly LogKey[]
}

/** The proof that a receipt stands at `at` among `of` in our log; bent where the test wants it. */
export async function proofOf(receipt: string, at = 4, of = 7, bend: Bend = {}): Promise<string> {
  const identity = fromBase64url(await receiptIdentity(receipt))!
  const entries = Array.from({ length: of }, (_, index) => (index === at ? identity : sha256(Buffer.of(index))))
  const log = oracle(entries)
  const { origin = ORIGIN, index = at, size = of, root = log.root(of), keys = [logKey] } = bend
  const checkpoint = await noteOf(formatCheckpointText({ origin, size, root }), keys, origin)
  return formatProof({ index, path: bend.path ?? log.inclusion(at, of), checkpoint })
}
