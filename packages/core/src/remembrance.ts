// What this browser remembers: the cookie, a copy in memory for where cookies are blocked, and news between tabs.
import { cookieLine, parseCookie, readCookies, refusalWins, type Remembered, serialiseCookie } from './cookie.ts'
import type { Page } from './page.ts'

export type Remembrance = {
  /** The newest of the cookie, re-read now, and memory. */
  read(): Remembered | undefined
  /** Writes it and tells the other tabs. False where cookies are blocked. */
  write(remembered: Remembered): boolean
  clear(): void
  /** When the page began, a cookie of ours was there and could not be read. */
  unreadable: boolean
}

/** `changed` is called when another tab decided or forgot, or when the page was away while one may have; `gone`: its cookie is. */
export function openRemembrance(
  page: Page,
  domain: string | undefined,
  changed: (gone?: boolean) => void,
): Remembrance {
  const { document } = page
  const https = page.location.protocol === 'https:'
  const look = (): ReturnType<typeof readCookies> => {
    try {
      return readCookies(document.cookie)
    } catch {
      return undefined
    }
  }
  const set = (...line: Parameters<typeof cookieLine>): void => {
    try {
      document.cookie = cookieLine(...line)
    } catch {}
  }
  const wipe = (): void => {
    set('', https, domain)
    set('', https)
    set('', false)
  }

  const found = look()
  let memory = found ?? undefined
  let blocked = false
  let channel: BroadcastChannel | undefined
  const join = (): void => {
    channel = new page.BroadcastChannel('placet')
    channel.onmessage = ({ data }) => {
      const heard = parseCookie(String(data))
      if (!heard && data) return
      if (heard && memory && heard.seq <= memory.seq) {
        if (heard.seq < memory.seq) return
        // Two tabs took the same number: of both, refusals win, for whoever began meanwhile, too.
        heard.answers = refusalWins(heard.answers, memory.answers)
        const value = serialiseCookie(heard)
        if (look()?.seq === heard.seq) set(value, https, domain)
        if (value !== data) channel?.postMessage(value)
      }
      memory = heard
      changed()
    }
  }
  join()
  // An open channel keeps a page out of the back/forward cache; what was missed there is read afterwards.
  page.addEventListener('pagehide', () => {
    channel?.close()
    channel = undefined
  })
  page.addEventListener('pageshow', () => {
    if (channel) return
    join()
    if (blocked) return
    memory = look() ?? undefined
    changed(!memory)
  })

  return {
    unreadable: found === null,
    read() {
      const now = look()
      return now && now.seq >= (memory?.seq ?? 0) ? now : memory
    },
    write(remembered) {
      memory = remembered
      // A broken cookie under the other name would be found again on every page.
      if (look() === null || domain) wipe()
      const value = serialiseCookie(remembered)
      set(value, https, domain)
      channel?.postMessage(value)
      blocked = (look()?.seq ?? 0) < remembered.seq
      // An older one that cannot be replaced must not speak for this one.
      if (blocked) wipe()
      return !blocked
    },
    clear() {
      memory = undefined
      wipe()
      channel?.postMessage('')
    },
  }
}
