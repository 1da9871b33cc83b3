// Stands in for the page on a server: nothing is stored, written or shown.
import type { Page } from './page.ts'

/** A page that stays prerendered: nothing is shown, dispatched or decided, and everything that is asked is refused. */
export function serverPage(): Page {
  return Object.assign(new EventTarget(), {
    Date,
    document: { cookie: '', documentElement: { lang: '' }, prerendering: true, addEventListener() {} },
    location: { protocol: 'https:', origin: 'null' },
    isSecureContext: false,
    indexedDB: { databases: async () => [] },
    BroadcastChannel: class {
      postMessage(): void {}
      close(): void {}
    } as unknown as typeof BroadcastChannel,
    setTimeout: () => 0,
  })
}
