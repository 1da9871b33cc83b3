// One tab: a page of the site as the SDK sees it, made of the browser's parts, with a consent running in it.
import type { Options } from '@placet/core'
import { beginConsent } from '@placet/core/begin-consent'
import { loadRecordText } from '@placet/core/config'
import { openEvidence } from '@placet/core/evidence'
import { http } from '@placet/core/http'
import type { Browser } from './browser.ts'
import { BACKEND, SITE } from './backend.ts'

// The schedule does not wait for a file: what a page loads to sign with, this one has, as it has `openEvidence`.
await Promise.all(['en', 'de'].map(loadRecordText))

export type Tab = ReturnType<typeof openTab>
/** What is different in this page: a part that is blocked, an older browser. */
export type Unlike = { page?: object; device?: object; load?: Parameters<typeof beginConsent>[1]['loadEvidence'] }

export function openTab(browser: Browser, id: number, options: Options, unlike: Unlike = {}) {
  const { schedule, jar, database, locks, channels, network } = browser
  const page = Object.assign(new EventTarget(), {
    Date: { now: schedule.now },
    document: {
      documentElement: { lang: 'en' },
      addEventListener() {},
      get cookie() {
        return (browser.snapshot ?? jar).read()
      },
      set cookie(line: string) {
        jar.write(line)
        browser.snapshot?.write(line)
      },
    },
    location: { protocol: 'https:', origin: SITE },
    isSecureContext: true,
    indexedDB: { databases: () => database.databases(id) },
    BroadcastChannel: channels.of(id),
    setTimeout: (run: () => void, ms = 0) => schedule.later(id, run, ms),
    requestIdleCallback: (run: () => void) => schedule.gate(id, 'idle').then(run),
  })
  Object.defineProperties(page, Object.getOwnPropertyDescriptors(unlike.page ?? {}))
  const device = {
    store: database.of(id),
    locks: locks.of(id) as unknown as LockManager,
    random: () => 0.5,
    later: (run: () => void, ms: number) => schedule.later(id, run, ms),
    ...unlike.device,
  }
  const transport = http(BACKEND, network.fetch(id), () => page.Date.now())
  const environment = { page, device, loadEvidence: unlike.load ?? (async () => openEvidence) }
  const consent = beginConsent({ ...(options.backend ? { transport } : {}), ...options }, environment)
  return { id, page, consent, asks: consent.policy.asks, away: false }
}
