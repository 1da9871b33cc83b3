// A shop with a log, kept in memory, and hands that alter what is kept: the operator's, or a thief's.
import { createKey, type KeySet, receiptIdentity } from '@placet/receipt'
import {
  createHandler,
  type Erasure,
  generateKeys,
  type Head,
  type StoredReceipt,
  keyringFrom,
  type Store,
} from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { auditStore, type AuditFinding, type AuditOptions } from '../../packages/server/src/audit/audit.ts'
import { nodePrimitives as primitives } from '../../packages/server/src/verify/primitives.ts'
import { batch, request } from './backend.ts'
import { NOON, receipt, SITE } from './device.ts'

export const ISSUER = `${SITE}/consent`

export type Log = {
  store: Store
  keys: KeySet
  /** Receipts in, what the backend says out: identities and proofs in order. */
  send(receipts: string[]): Promise<{ id: string; proof: string; countersignature: string }[]>
}

/** Each call is another backend with the same keys, if they are given. */
export function openLog(set = generateKeys(), store: Store = createMemoryStore()): Log {
  const keys = keyringFrom(set)
  const handle = createHandler({ store, keys, issuer: ISSUER, sites: [SITE, 'https://other.example'], now: () => NOON })
  return {
    store,
    keys: keys.jwks() as KeySet,
    async send(receipts) {
      const response = await handle(request(batch(receipts)))
      return ((await response.json()) as { results: { id: string; proof: string; countersignature: string }[] }).results
    },
  }
}

/** So many devices, each with one receipt. */
export function receipts(count: number): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, () => receipt()))
}

/** A device's chain: its claims one after another, `seq` and `prev` filled in. */
export async function chain(...claims: Parameters<typeof receipt>[0][]): Promise<string[]> {
  const key = await createKey()
  const made: string[] = []
  for (const each of claims) {
    const prev = made.length > 0 ? { prev: await receiptIdentity(made.at(-1)!) } : {}
    made.push(await receipt({ seq: made.length + 1, ...prev, ...each }, key))
  }
  return made
}

/** The store as an auditor would find it after these changes; `undefined` takes a row away. */
export type Hands = {
  row?: (row: StoredReceipt) => StoredReceipt | undefined
  tile?: (hashes: Uint8Array, level: number, n: number) => Uint8Array | undefined
  head?: (head: Head) => Head | undefined
  erasure?: (erased: Erasure) => Erasure | undefined
  notice?: (hash: string) => unknown
}

export function tampered(store: Store, { row, tile, head, erasure, notice }: Hands): Store {
  async function* rows(from: AsyncIterable<StoredReceipt>): AsyncIterable<StoredReceipt> {
    const all: StoredReceipt[] = []
    for await (const each of from) all.push(...[(row ? row(each) : each) ?? []].flat())
    yield* all.sort((one, other) => (one.index ?? -1) - (other.index ?? -1))
  }
  return {
    ...store,
    all: () => rows(store.all()),
    receipts: (site, from) => rows(store.receipts(site, from)),
    async head(site) {
      const found = await store.head(site)
      return found && head ? head(found) : found
    },
    async tiles(site, places) {
      const tiles = await store.tiles(site, places)
      return tiles.map((hashes, at) => (hashes && tile ? tile(hashes, places[at]!.level, places[at]!.n) : hashes))
    },
    async *erasures(site) {
      for await (const each of store.erasures(site)) yield* [(erasure ? erasure(each) : each) ?? []].flat()
    },
    notice: async (hash) => (notice ? notice(hash) : store.notice(hash)),
  }
}

export async function audit(store: Store, keys: KeySet, options: Partial<AuditOptions> = {}) {
  const findings: AuditFinding[] = []
  const report = await auditStore(store, {
    keys,
    now: () => NOON,
    primitives,
    onFinding: (found) => findings.push(found),
    ...options,
  })
  return { findings, report, errors: findings.filter(({ severity }) => severity === 'error') }
}

/** Codes and places of the errors, which is what an auditor acts on. */
export const named = (errors: readonly AuditFinding[]): string[] =>
  errors.map(({ code, index }) => (index === undefined ? code : `${code} ${index}`))

export function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes)
  copy[bit >> 3]! ^= 1 << (bit & 7)
  return copy
}

/** The text with one character replaced by another that may stand there. */
export function respell(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
}
