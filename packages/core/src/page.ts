// The parts of the browser that a consent uses. Tests pass their own time, cookies, tabs, storage and randomness.
import type { UseStore } from 'idb-keyval'

/** The members of `window` that are used. */
export type Page = Pick<EventTarget, 'addEventListener' | 'removeEventListener' | 'dispatchEvent'> & {
  Date: Pick<DateConstructor, 'now'>
  document: {
    cookie: string
    documentElement: { lang: string }
    /** True until a prerendered page is activated (Speculation Rules). */
    prerendering?: boolean
    addEventListener(type: 'prerenderingchange', run: () => void, options?: { signal: AbortSignal }): void
  }
  location: { protocol: string; origin: string }
  /** Whether WebCrypto and Web Locks are available (W3C Secure Contexts). */
  isSecureContext: boolean
  indexedDB: Pick<IDBFactory, 'databases'>
  BroadcastChannel: new (name: string) => BroadcastChannel
  setTimeout(run: () => void, ms?: number): unknown
  /** Not available in Safari. */
  requestIdleCallback?(run: () => void): unknown
}

/** What evidence uses in addition. */
export type Device = {
  store: UseStore
  locks: Pick<LockManager, 'request'>
  random(): number
  /** Calls `run` after `ms`. Returns a function that cancels it. */
  later(run: () => void, ms: number): () => void
}

/** Name of the IndexedDB database. */
export const DATABASE = 'placet'
