// What customers were told, by hash. What this backend is given goes into the store too, so that old receipts can
// still be read next to their notice when the config has long changed.
import { noticeHash } from '@placet/receipt'
import { ServerError } from './errors.ts'
import type { Store } from './store.ts'

/** Notices by their hash (`noticeHash` of @placet/receipt). */
export type Notices = ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>
export type NoticeBook = {
  find(hash: string): Promise<unknown>
  /** Whether it can be found. Who asks for many receipts asks the store once. */
  knows(hash: string): Promise<boolean>
  /** Rejects where a notice stands under another's hash: known at once, or in a moment. */
  checked(): Promise<unknown>
  /**
   * Registers more notices; those of before stay. One under a hash that is not its own is never kept: everything that is asked
   * here rejects from then on.
   *
   * @throws ServerError `notices-malformed`
   */
  add(notices: Notices | Promise<Notices>): void
}

/** @throws ServerError `notices-malformed` where a notice is not given by its hash */
export function makeNoticeBook(store: Store, given: Notices = {}): NoticeBook {
  const told = new Map<string, unknown>()
  const asked = new Map<string, Asked>()
  let complete: Promise<unknown> = Promise.resolve()
  let registered: Promise<void> | undefined

  function add(notices: Notices | Promise<Notices>): void {
    const before = complete
    const more = notices instanceof Promise ? notices.then(readNotices) : readNotices(notices)
    complete = Promise.all([before, more]).then(async ([, found]) => {
      await checkHashes(found)
      for (const [hash, notice] of found) told.set(hash, notice)
    })
    // Whoever asks for a notice hears of it.
    complete.catch(() => undefined)
    registered = undefined
    asked.clear()
  }

  function register(): Promise<void> {
    registered ??= complete
      .then(() => (told.size > 0 ? store.keepNotices(told) : undefined))
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
      const last = asked.get(hash)
      if (last && (last.known || performance.now() - last.at < AGAIN)) return last.answer
      const answer = find(hash).then((notice) => (now.known = notice !== undefined))
      const now: Asked = { at: performance.now(), known: false, answer }
      answer.catch(() => asked.delete(hash))
      if (asked.size >= MOST) asked.clear()
      asked.set(hash, now)
      return answer
    },
  }
}

/** For who can wait for it. @throws ServerError `notices-malformed` */
export async function checkNotices(given: Notices = {}): Promise<void> {
  await checkHashes(readNotices(given))
}

// Under another's hash a receipt would be shown beside words that its customer never saw.
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

type Asked = { at: number; known: boolean; answer: Promise<boolean> }

/** How long, in milliseconds, a notice stays unknown without another look: it may be registered by another process. */
const AGAIN = 5000
/** Most hashes remembered; whoever makes them up shall not fill the memory. */
const MOST = 10_000
