// What customers were told, by hash. What this backend is given goes into the store too, so that old receipts can
// still be read next to their notice when the config has long changed.
import type { Store } from './stores/memory.ts'

/** Notices by their hash (`noticeHash` of @placet/receipt). */
export type Notices = ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>
export type NoticeBook = { find(hash: string): Promise<unknown> }

export function makeNoticeBook(store: Store, given: Notices = {}): NoticeBook {
  const told = new Map<string, unknown>(given instanceof Map ? given : Object.entries(given))
  let registered: Promise<void> | undefined

  function register(): Promise<void> {
    registered ??= store.keepNotices(told).catch((cause: unknown) => {
      registered = undefined
      throw cause
    })
    return registered
  }

  return {
    async find(hash) {
      if (!told.size) return store.notice(hash)
      await register()
      return told.get(hash) ?? store.notice(hash)
    },
  }
}
