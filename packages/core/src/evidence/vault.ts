// What this browser keeps. `decision`: the newest. `head`: the end of the stored key's chain. `key`: that key.
// `pause`: until when nothing is sent. `receipt:<position>:<id>`: each receipt until its retention ends.
// `notice:<hash>`: the notices they name.
import type { EventName, Outcome } from '@placet/receipt'
import type { Remembered } from '../cookie.ts'
import { DAY, dayAfter } from '../policy.ts'
import type { Change, Shelf } from './shelf.ts'

/** The newest decision as it was recorded. */
export type Latest = Omit<Remembered, 'pending'> & { at: number; dec: Record<string, Outcome> }
/** The newest receipt of a key's chain. */
export type Head = { sub: string; seq: number; id: string }

/** One receipt and what the backend said of it. */
export type KeptReceipt = {
  /** Its identity: SHA-256 of the signing input. */
  id: string
  /** Number of the decision in this browser. */
  seq: number
  /** Its place among those kept here, which is the order they were signed in: no two have the same. */
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
   * Signed on a later page, because the one of the click was left too early. If that page was alive after all and claimed
   * it, as one decision's receipt: when the click was, milliseconds since 1970.
   */
  late?: true | number | undefined
  /** What refused it: only another config or backend is asked again. */
  refusedBy?: string | undefined
}

export type Vault = {
  latest(): Promise<Latest | undefined>
  head(): Promise<Head | undefined>
  key(): Promise<CryptoKeyPair | undefined>
  /** False where nothing outlives the page. */
  keepKey(key: CryptoKeyPair | undefined): Promise<boolean>
  /** For how many more milliseconds nothing is sent, if over 0: the backend said so to one tab, and meant all. A day at most. */
  rest(): Promise<number>
  pause(ms: number): Promise<unknown>
  /** A key that could not be kept, and the end of its chain: they live as long as the page. */
  memory: { key?: CryptoKeyPair | undefined; head?: Head | undefined }
  receipts(): Promise<KeptReceipt[]>
  notice(hash: string): Promise<unknown>
  /** Decision, receipt and chain end in one transaction: both or neither. False when the chain has moved meanwhile. */
  commit(entry: Commit): Promise<boolean>
  /** The receipt as it is now; false, and nothing is written, when it was forgotten or amended by another tab meanwhile. */
  amend(was: KeptReceipt, change: Partial<KeptReceipt>): Promise<KeptReceipt | false>
  forget(): Promise<boolean>
}

export type Commit = {
  latest: Latest
  kept?: KeptReceipt | undefined
  notice?: unknown
  /** Where the chain was, and where it is now; only for the stored key. */
  head?: { before: Head | undefined; now: Head } | undefined
  /** Runs once it is kept. */
  committed?(): unknown
}

/** `tell` hears of every receipt, as it is kept and whenever it is amended. */
export function openVault(
  shelf: Shelf,
  retention: string,
  now: () => number,
  tell: (name: 'receipt', kept: KeptReceipt) => void,
): Vault {
  const receipts = () => shelf.list<KeptReceipt>('receipt:')
  const memory: Vault['memory'] = {}
  return {
    memory,
    latest: () => shelf.get('decision'),
    head: () => shelf.get('head'),
    key: () => shelf.get('key'),
    keepKey: async (key) => shelf.lasts && shelf.write([['key', key]]),
    async rest() {
      // Not a number where nobody said so.
      const ms = (await shelf.get<number>('pause'))! - now()
      // The clock was set back.
      return ms > DAY ? 0 : ms
    },
    pause: (ms) => shelf.write([['pause', now() + ms]]),
    receipts,
    notice: (hash) => shelf.get(`notice:${hash}`),
    async commit({ latest, kept, notice, head, committed }) {
      const changes: Change[] = [['decision', latest], ...outdated(await receipts(), retention, now())]
      if (kept) changes.push([place(kept), kept], [`notice:${kept.notice}`, notice])
      if (head) changes.push(['head', head.now])
      const done = await shelf.write(changes, head && ['head', head.before])
      if (done) committed?.()
      if (done && kept) tell('receipt', kept)
      return done
    },
    async amend(was, change) {
      const now = { ...was, ...change }
      const done = await shelf.write([[place(was), now]], [place(was), was])
      if (done) tell('receipt', now)
      return done && now
    },
    async forget() {
      memory.key = memory.head = undefined
      return shelf.write(without(['decision', 'head', 'key', 'pause', ...placesOf(await receipts())]))
    },
  }
}

// All of one length, so that the order of keys is the order of signing.
function place({ position, id }: KeptReceipt): string {
  return `receipt:${1e9 + position}:${id}`
}

// Each with the notice it names.
function placesOf(kept: KeptReceipt[]): string[] {
  return kept.flatMap((each) => [place(each), `notice:${each.notice}`])
}

function without(places: string[]): Change[] {
  return places.map((each) => [each, undefined])
}

function outdated(kept: KeptReceipt[], retention: string, now: number): Change[] {
  const needed = placesOf(
    kept.filter(({ at, status }) => status === 'pending' || dayAfter(at / DAY, retention) >= now / DAY),
  )
  return without(placesOf(kept).filter((each) => !needed.includes(each)))
}
