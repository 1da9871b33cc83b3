// What this browser keeps, by key. `decision`: the newest. `head`: the end of the stored key's chain. `key`: that key.
// `pause`: until when nothing is sent. `receipt:<position>:<id>`: each receipt until its retention ends.
// `notice:<hash>`: the notices that receipts name.
import type { EventName, Outcome } from '@placet/receipt'
import type { DecisionRecord } from '../cookie.ts'
import { DAY, dayAfter } from '../policy.ts'
import type { Change, KeyValueStore } from './key-value-store.ts'

/** A decision as the vault holds it: with the moment of the click (ms since 1970), and what its receipt says. */
export type RecordedDecision = DecisionRecord & { at: number; dec: Record<string, Outcome> }
/** The newest receipt of a key's chain. */
export type Head = { sub: string; seq: number; id: string }

/** One receipt and what the backend said of it. */
export type KeptReceipt = {
  /** Its identity: SHA-256 of the signing input. */
  id: string
  /** Number of the decision in this browser. */
  seq: number
  /** Its place in the order of signing. No two receipts in this browser have the same. */
  position: number
  /** Milliseconds since 1970, this device's clock. */
  at: number
  event: EventName
  dec: Record<string, Outcome>
  /** The receipt itself, a compact JWS. */
  receipt: string
  /** Hash of the notice that was shown. */
  notice: string
  /** `local`: there is no backend. `pending`: not answered yet. `rejected`: see `problem`. */
  status: 'local' | 'pending' | 'acknowledged' | 'countersigned' | 'rejected'
  countersignature?: string | undefined
  /** Where it stands in the backend's log, and the proof that it does (C2SP tlog-proof). */
  index?: number | undefined
  proof?: string | undefined
  problem?: string | undefined
  /**
   * True if another page signed it, because the page of the click seemed to be gone. If that page was alive and claimed it:
   * the moment of the click, milliseconds since 1970.
   */
  late?: true | number | undefined
  /** The config and backend that refused it. Only others are asked again. */
  refusedBy?: string | undefined
}

export type Vault = {
  latest(): Promise<RecordedDecision | undefined>
  head(): Promise<Head | undefined>
  key(): Promise<CryptoKeyPair | undefined>
  /** False where nothing outlives the page. */
  keepKey(key: CryptoKeyPair | undefined): Promise<boolean>
  /** For how many more ms nothing may be sent, a day at most; 0 if it may. What the backend tells one tab holds for all. */
  remainingPause(): Promise<number>
  pause(ms: number): Promise<unknown>
  /** A key that could not be stored, and the end of its chain. They live as long as the page. */
  memory: { key?: CryptoKeyPair | undefined; head?: Head | undefined }
  receipts(): Promise<KeptReceipt[]>
  notice(hash: string): Promise<unknown>
  /** Decision, receipt and chain end in one transaction: both or neither. False when the chain has moved meanwhile. */
  commit(update: VaultUpdate): Promise<boolean>
  /** The changed receipt; false, and nothing is written, if another tab has changed or forgotten it meanwhile. */
  amend(was: KeptReceipt, change: Partial<KeptReceipt>): Promise<KeptReceipt | false>
  forget(): Promise<boolean>
}

export type VaultUpdate = {
  latest: RecordedDecision
  kept?: KeptReceipt | undefined
  notice?: unknown
  /** Where the stored key's chain was, and where it is now. */
  head?: { before: Head | undefined; now: Head } | undefined
  /** Where the chain of a key in memory is now. */
  memoryHead?: Head | undefined
}

/**
 * @param retention how long receipts stay, as an ISO 8601 duration
 * @param now milliseconds since 1970
 * @param onReceipt hears of each receipt as it is kept, and whenever it is changed
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

/** Compares the members that tabs change. */
function isSameState(one: KeptReceipt | undefined, other: KeptReceipt): boolean {
  return one?.status === other.status && one.late === other.late && one.refusedBy === other.refusedBy
}

// All keys have one length, so that the order of keys is the order of signing.
function keyOf({ position, id }: KeptReceipt): string {
  return `receipt:${1e9 + position}:${id}`
}

// Each with the notice it names.
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
