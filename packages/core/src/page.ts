// What a consent takes from the browser, as arguments: tests pass their own time, cookies, tabs, storage and chance.
import type { UseStore } from 'idb-keyval'

/** The part of `window` that is used. */
export type Page = Pick<EventTarget, 'addEventListener' | 'removeEventListener' | 'dispatchEvent'> & {
  Date: Pick<DateConstructor, 'now'>
  document: {
    cookie: string
    documentElement: { lang: string }
    /** Speculation rules: the page is drawn before anybody looks at it. */
    prerendering?: boolean
    addEventListener(type: 'prerenderingchange', run: () => void, options?: { signal: AbortSignal }): void
  }
  location: { protocol: string; origin: string }
  /** Whether WebCrypto and Web Locks are there (W3C Secure Contexts). */
  isSecureContext: boolean
  indexedDB: Pick<IDBFactory, 'databases'>
  BroadcastChannel: new (name: string) => BroadcastChannel
  setTimeout(run: () => void, ms?: number): unknown
  /** Safari has none. */
  requestIdleCallback?(run: () => void): unknown
}

/** What evidence takes besides. */
export type Device = {
  store: UseStore
  locks: Pick<LockManager, 'request'>
  random(): number
  /** Runs later, in ms; returns how to cancel. */
  later(run: () => void, ms: number): () => void
}

/** Name of the IndexedDB database. */
export const DATABASE = 'placet'
