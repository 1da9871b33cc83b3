// Notices by hash. Registered notices are also written to the store, so that old receipts can be read with their notice after
// the config has changed.
import { noticeHash } from '@placet/receipt'
import { ServerError } from './errors.ts'
import type { Store } from './store.ts'

/** Notices by their hash (`noticeHash` of @placet/receipt). */
export type Notices = ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>
export type NoticeBook = {
  find(hash: string): Promise<unknown>
  /** Whether the notice is known. Results are cached, so that many receipts cause one look into the store. */
  knows(hash: string): Promise<boolean>
  /** Rejects if a notice is not under its own hash. */
  checked(): Promise<unknown>
  /**
   * Registers more notices; earlier ones stay. A notice under another hash is never stored: from then on every method rejects.
   *
   * @throws ServerError `notices-malformed`
   */
  add(notices: Notices | Promise<Notices>): void
}

/** @throws ServerError `notices-malformed` if a key is not the hash of a notice */
export function makeNoticeBook(store: Store, given: Notices = {}): NoticeBook {
  const told = new Map<string, unknown>()
  const cache = new Map<string, CachedLookup>()
  let complete: Promise<unknown> = Promise.resolve()
  let registered: Promise<void> | undefined

  function add(notices: Notices | Promise<Notices>): void {
    const before = complete
    const more = notices instanceof Promise ? notices.then(readNotices) : readNotices(notices)
    complete = Promise.all([before, more]).then(async ([, found]) => {
      await checkHashes(found)
      for (const [hash, notice] of found) told.set(hash, notice)
    })
    // Later calls reject with this error, so it needs no handler here.
    complete.catch(() => undefined)
    registered = undefined
    cache.clear()
  }

  function register(): Promise<void> {
    registered ??= complete
      .then(() => (told.size > 0 ? store.putNotices(told) : undefined))
      .catch((cause: unknown) => {
        registered = undefined
        throw cause
      })
    return registered
  }

  async function find(hash: string): Promise<unknown> {
    await register()
    return told.get(hash) ?? store.notice(hash)
  }

  add(given)
  return {
    find,
    add,
    checked: () => complete,
    knows(hash) {
      const last = cache.get(hash)
      if (last && (last.known || performance.now() - last.at < AGAIN)) return last.answer
      const answer = find(hash).then((notice) => (lookup.known = notice !== undefined))
      const lookup: CachedLookup = { at: performance.now(), known: false, answer }
      answer.catch(() => cache.delete(hash))
      if (cache.size >= MOST) cache.clear()
      cache.set(hash, lookup)
      return answer
    },
  }
}

/** Checks notices including their hashes, which is asynchronous. @throws ServerError `notices-malformed` */
export async function checkNotices(given: Notices = {}): Promise<void> {
  await checkHashes(readNotices(given))
}

// Under a wrong hash, a receipt would be shown with a notice that its customer never saw.
async function checkHashes(told: ReadonlyMap<string, unknown>): Promise<void> {
  for (const [hash, notice] of told) {
    const right = await noticeHash(notice).catch(() => undefined)
    if (right === hash) continue
    const at = `notices[${JSON.stringify(hash)}]`
    throw malformed(
      right === undefined ? `${at} is no JSON` : `${at} is a notice whose hash is ${JSON.stringify(right)}`,
    )
  }
}

function readNotices(given: unknown): Map<string, unknown> {
  if (!isObject(given)) throw malformed(`notices is ${Array.isArray(given) ? 'a list' : JSON.stringify(given)}`)
  const told = new Map<string, unknown>(given instanceof Map ? given : Object.entries(given))
  for (const [hash, notice] of told) {
    const at = `notices[${JSON.stringify(hash)}]`
    if (!/^[\w-]{43}$/.test(hash)) throw malformed(`${at} is not under the hash of a notice`)
    if (!isObject(notice)) throw malformed(`${at} is no notice`)
  }
  return told
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function malformed(what: string): ServerError {
  const fix = 'Give an object or a Map of notices by their hashes (`noticeHash` of @placet/receipt).'
  return new ServerError('notices-malformed', `${what}.`, fix)
}

type CachedLookup = { at: number; known: boolean; answer: Promise<boolean> }

/** Milliseconds until an unknown notice is looked up again: another process may register it. */
const AGAIN = 5000
/** Maximum hashes in the cache: receipts may name any number of invented ones. */
const MOST = 10_000
