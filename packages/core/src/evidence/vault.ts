// What the vault stores, by key. `decision`: the newest. `head`: the end of the stored key's chain. `key`: that key.
// `pause`: the time until which nothing is sent. `receipt:<position>:<id>`: each receipt until its retention ends.
// `notice:<hash>`: the notices of these receipts.
import type { EventName, Outcome } from '@placet/receipt'
import type { DecisionRecord } from '../cookie.ts'
import { DAY, dayAfter } from '../policy.ts'
import type { Change, KeyValueStore } from './key-value-store.ts'

/**
 * A decision in the vault, with its time (ms since 1970). `dec`: the outcomes signed last. They differ from the answers until the
 * refusals of a tied decision are signed, too.
 */
export type RecordedDecision = DecisionRecord & { at: number; dec: Record<string, Outcome> }
/** The newest receipt of a key's chain. */
export type Head = { sub: string; seq: number; id: string }

/** A receipt, and the answer of the backend. */
export type KeptReceipt = {
  /** Identity: SHA-256 of the signing input. */
  id: string
  /** Number of the decision in this browser. */
  seq: number
  /** Position in the order of signing, unique in this browser. */
  position: number
  /** Milliseconds since 1970, by this device's clock. */
  at: number
  event: EventName
  dec: Record<string, Outcome>
  /** The receipt itself, a compact JWS. */
  receipt: string
  /** Hash of the notice that was shown. */
  notice: string
  /** `local`: there is no backend. `pending`: no answer yet. `rejected`: see `problem`. */
  status: 'local' | 'pending' | 'acknowledged' | 'countersigned' | 'rejected'
  countersignature?: string | undefined
  /** Position in the backend's log, and its proof (C2SP tlog-proof). */
  index?: number | undefined
  proof?: string | undefined
  problem?: string | undefined
  /**
   * True if another page signed it, because the page of the click seemed to be gone. If that page has claimed it since:
   * the time of the click, in milliseconds since 1970.
   */
  late?: true | number | undefined
  /** The config and backend that refused it. It is sent again only to others. */
  refusedBy?: string | undefined
}

export type Vault = {
  latest(): Promise<RecordedDecision | undefined>
  head(): Promise<Head | undefined>
  key(): Promise<CryptoKeyPair | undefined>
  /** Stores or deletes the key. False if the vault is in memory. */
  keepKey(key: CryptoKeyPair | undefined): Promise<boolean>
  /** How long nothing may be sent, in ms, a day at most; 0 if sending is allowed. It applies to all tabs. */
  remainingPause(): Promise<number>
  pause(ms: number): Promise<unknown>
  /** A key that could not be stored, and the end of its chain. Both are lost with the page. */
  memory: { key?: CryptoKeyPair | undefined; head?: Head | undefined }
  receipts(): Promise<KeptReceipt[]>
  notice(hash: string): Promise<unknown>
  /** Writes decision, receipt and chain end in one transaction, or nothing. False if the chain has moved meanwhile. */
  commit(update: VaultUpdate): Promise<boolean>
  /** Changes a receipt. Resolves with false, and writes nothing, if another tab has changed or deleted it meanwhile. */
  amend(was: KeptReceipt, change: Partial<KeptReceipt>): Promise<KeptReceipt | false>
  forget(): Promise<boolean>
}

export type VaultUpdate = {
  latest: RecordedDecision
  kept?: KeptReceipt | undefined
  notice?: unknown
  /** The end of the stored key's chain, before and now. */
  head?: { before: Head | undefined; now: Head } | undefined
  /** The new end of the chain of a key in memory. */
  memoryHead?: Head | undefined
}

/**
 * @param retention how long receipts stay, as an ISO 8601 duration
 * @param now milliseconds since 1970
 * @param onReceipt called with each receipt that is stored or changed
 */
export function openVault(
  store: KeyValueStore,
  retention: string,
  now: () => number,
  onReceipt: (kept: KeptReceipt) => void,
): Vault {
  const receipts = () => store.list<KeptReceipt>('receipt:')
  const memory: Vault['memory'] = {}
  return {
    memory,
    latest: () => store.get('decision'),
    head: () => store.get('head'),
    key: () => store.get('key'),
    keepKey: async (key) => store.persistent && store.write([['key', key]]),
    async remainingPause() {
      const ms = ((await store.get<number>('pause')) ?? 0) - now()
      // More than a day means that the clock was set back.
      return ms > DAY ? 0 : Math.max(0, ms)
    },
    pause: (ms) => store.write([['pause', now() + ms]]),
    receipts,
    notice: (hash) => store.get(`notice:${hash}`),
    async commit({ latest, kept, notice, head, memoryHead }) {
      const changes: Change[] = [['decision', latest], ...outdated(await receipts(), retention, now())]
      if (kept) changes.push([keyOf(kept), kept], [`notice:${kept.notice}`, notice])
      if (head) changes.push(['head', head.now])
      const isUnchanged = (value: unknown): boolean => (value as Head | undefined)?.id === head?.before?.id
      const done = await store.write(changes, head && { key: 'head', isUnchanged })
      if (done && memoryHead) memory.head = memoryHead
      if (done && kept) onReceipt(kept)
      return done
    },
    async amend(was, change) {
      const now = { ...was, ...change }
      const isUnchanged = (value: unknown): boolean => isSameState(value as KeptReceipt | undefined, was)
      const done = await store.write([[keyOf(was), now]], { key: keyOf(was), isUnchanged })
      if (done) onReceipt(now)
      return done && now
    },
    async forget() {
      memory.key = memory.head = undefined
      return store.write(deletions(['decision', 'head', 'key', 'pause', ...keysOf(await receipts())]))
    },
  }
}

/** Compares the members that another tab may change. */
function isSameState(one: KeptReceipt | undefined, other: KeptReceipt): boolean {
  return one?.status === other.status && one.late === other.late && one.refusedBy === other.refusedBy
}

// All positions have the same number of digits, so the order of keys is the order of signing.
function keyOf({ position, id }: KeptReceipt): string {
  return `receipt:${1e9 + position}:${id}`
}

// The keys of receipts and of their notices.
function keysOf(kept: KeptReceipt[]): string[] {
  return kept.flatMap((each) => [keyOf(each), `notice:${each.notice}`])
}

function deletions(keys: string[]): Change[] {
  return keys.map((each) => [each, undefined])
}

function outdated(kept: KeptReceipt[], retention: string, now: number): Change[] {
  const needed = keysOf(
    kept.filter(({ at, status }) => status === 'pending' || dayAfter(at / DAY, retention) >= now / DAY),
  )
  return deletions(keysOf(kept).filter((each) => !needed.includes(each)))
}
