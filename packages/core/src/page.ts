// What the spine takes from a page: a part of `window`, so that tests can pass their own time, cookies and tabs.

export type Page = Pick<EventTarget, 'addEventListener' | 'removeEventListener' | 'dispatchEvent'> & {
  Date: Pick<DateConstructor, 'now'>
  document: {
    cookie: string
    documentElement: { lang: string }
    /** Speculation rules: drawn before anybody looks. */
    prerendering?: boolean
    addEventListener(type: 'prerenderingchange', run: () => void): void
  }
  location: { protocol: string; origin: string }
  /** WebCrypto and Web Locks are there (W3C Secure Contexts). */
  isSecureContext: boolean
  indexedDB: Pick<IDBFactory, 'databases'>
  BroadcastChannel: new (name: string) => BroadcastChannel
  setTimeout(run: () => void, ms?: number): unknown
  /** Safari has none. */
  requestIdleCallback?(run: () => void): unknown
}
