// The decision as this browser stores it for the next page: the cookie, memory where cookies are blocked, and what other tabs say.
import { cookieLine, parseCookie, readCookies, refusalWins, serializeCookie, type StoredDecision } from './cookie.ts'
import { sameAnswers } from './decision.ts'
import type { Page } from './page.ts'

export type DecisionStorage = {
  /** The newest of the cookie, read now, and memory. */
  read(): StoredDecision | undefined
  /** Writes the decision and tells the other tabs. False where cookies are blocked. */
  write(decision: StoredDecision): boolean
  clear(): void
  /** Whether one of our cookies was there when the page began and could not be read, and none has been written since. */
  isUnreadable(): boolean
}

export type StorageOptions = {
  page: Page
  /** Shared over subdomains, if given. */
  domain: string | undefined
  /** The ids of the config. */
  ids: Set<string>
  /** Called when somebody else may have changed the decision; `gone`: the cookie is no longer there. */
  onChange(gone: boolean): void
  stopped: AbortSignal
}

export function openDecisionStorage({ page, domain, ids, onChange, stopped }: StorageOptions): DecisionStorage {
  const { document } = page
  const https = page.location.protocol === 'https:'
  const readCookie = (): ReturnType<typeof readCookies> => {
    try {
      return readCookies(document.cookie, ids)
    } catch {
      return { unreadable: false }
    }
  }
  const setCookie = (...line: Parameters<typeof cookieLine>): void => {
    try {
      document.cookie = cookieLine(...line)
    } catch {}
  }
  const deleteCookies = (): void => {
    setCookie('', https, domain)
    setCookie('', https)
    setCookie('', false)
  }

  const { decision: atStart, unreadable: brokenAtStart } = readCookie()
  let unreadable = brokenAtStart
  let memory = atStart
  let blocked = false
  let channel: BroadcastChannel | undefined

  function joinChannel(): void {
    channel = new page.BroadcastChannel('placet')
    channel.onmessage = ({ data }) => {
      if (data === '') {
        memory = undefined
        return onChange(false)
      }
      const heard = parseCookie(String(data), ids)
      if (!heard || (memory && heard.seq < memory.seq)) return
      if (heard.seq === memory?.seq) settleTie(heard, memory, String(data))
      memory = heard
      onChange(false)
    }
  }

  // Two tabs have decided at the same moment and taken the same number. Refusals of both hold, here and in later pages.
  function settleTie(heard: StoredDecision, own: StoredDecision, message: string): void {
    heard.answers = refusalWins(heard.answers, own.answers)
    const value = serializeCookie(heard)
    if (readCookie().decision?.seq === heard.seq) setCookie(value, https, domain)
    if (value !== message) channel?.postMessage(value)
  }

  // A BroadcastChannel does not reach other subdomains, which may share the cookie.
  function compareWithCookie(): void {
    const { decision: now } = readCookie()
    if (blocked || !channel || (!now && !memory)) return
    if (now && now.seq === memory?.seq && sameAnswers(now.answers, memory.answers)) return
    if (now && memory && now.seq <= memory.seq) {
      // Another subdomain decided at the same moment, or forgot and decided anew; or a server has set an old copy. Refusals of
      // both hold.
      memory = { ...memory, answers: refusalWins(memory.answers, now.answers) }
      setCookie(serializeCookie(memory), https, domain)
    } else memory = now
    onChange(!now)
  }

  joinChannel()
  const listen = (type: string, listener: () => void): void =>
    page.addEventListener(type, listener, { signal: stopped })
  const leaveChannel = (): void => {
    channel?.close()
    channel = undefined
  }
  // An open channel keeps a page out of the back/forward cache. What was missed there is read afterwards.
  listen('pagehide', leaveChannel)
  listen('pageshow', () => {
    if (channel) return
    joinChannel()
    if (blocked) return
    memory = readCookie().decision
    onChange(!memory)
  })
  for (const type of ['focus', 'visibilitychange']) listen(type, compareWithCookie)
  stopped.addEventListener('abort', leaveChannel)

  return {
    isUnreadable: () => unreadable,
    read() {
      const { decision: now } = readCookie()
      return now && now.seq >= (memory?.seq ?? 0) ? now : memory
    },
    write(decision) {
      memory = decision
      // A broken cookie under the other name would be found again on every page.
      if (domain || readCookie().unreadable) deleteCookies()
      const value = serializeCookie(decision)
      setCookie(value, https, domain)
      channel?.postMessage(value)
      blocked = (readCookie().decision?.seq ?? 0) < decision.seq
      // An older cookie that cannot be replaced must not stand for this decision.
      if (blocked) deleteCookies()
      unreadable &&= blocked
      return !blocked
    },
    clear() {
      memory = undefined
      deleteCookies()
      channel?.postMessage('')
    },
  }
}
