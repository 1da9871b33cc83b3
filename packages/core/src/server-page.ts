// What stands in for a page on a server: nothing can be read, nothing is written, nobody looks at it.
import type { Page } from './page.ts'

/** A page that is never seen, so that nothing is shown, told or decided, and everything that is asked is refused. */
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
