// The real backend as the simulated network sees it: the handler of @placet/server over its memory store.
import { createHandler, generateKeys, keyringFrom } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'

export const SITE = 'https://shop.example'
export const BACKEND = `${SITE}/consent/receipts`

export type Answer = { status: number; text: string; headers?: Record<string, string> }
export type Backend = ReturnType<typeof openBackend>

const keys = keyringFrom(generateKeys())

/** `now` in milliseconds since 1970. */
export function openBackend(now: () => number) {
  const store = createMemoryStore()
  // Its own limits run on the real clock, which stands still here.
  const limits = { perSite: false, perKey: false } as const
  const start = () => createHandler({ store, keys, issuer: `${SITE}/consent`, sites: [SITE], now, limits })
  let handle = start()
  return {
    store,
    /** A new process over what the old one kept. */
    restart(): void {
      handle = start()
    },
    async post(body: string): Promise<Answer> {
      const headers = { origin: SITE, 'content-type': 'text/plain;charset=UTF-8' }
      const response = await handle(new Request(BACKEND, { method: 'POST', body, headers }))
      return { status: response.status, text: await response.text() }
    },
  }
}
