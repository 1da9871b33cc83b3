// Stores the decision for the next page: in the cookie, or in memory if cookies are blocked. Follows other tabs.
import { cookieLine, parseCookie, readCookies, refusalWins, serializeCookie, type StoredDecision } from './cookie.ts'
import { sameAnswers } from './decision.ts'
import type { Page } from './page.ts'

export type DecisionStorage = {
  /** The newest decision of the cookie, which is read now, and memory. */
  read(): StoredDecision | undefined
  /** Writes the decision and notifies the other tabs. Returns false if cookies are blocked. */
  write(decision: StoredDecision): boolean
  clear(): void
  /** Whether the cookie could not be parsed when the page began, and has not been replaced since. */
  isUnreadable(): boolean
}

export type StorageOptions = {
  page: Page
  /** Domain of the cookie, if subdomains share it. */
  domain: string | undefined
  /** The ids of the config. */
  ids: Set<string>
  /**
   * Called when another page may have changed the decision. `lost`: the cookie is gone, and no tab announced its
   * deletion.
   */
  onChange(lost: boolean): void
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
      const heard = parseCookie(String(data), ids)
      // An empty message means that another tab called forget().
      if (heard ? heard.seq >= (memory?.seq ?? 0) : data === '') adopt(heard, String(data))
    }
  }

  // A BroadcastChannel does not reach other subdomains, which may share the cookie.
  function compareWithCookie(): void {
    const { decision: now } = readCookie()
    if (blocked || !channel || now === memory) return
    if (now && now.seq === memory?.seq && sameAnswers(now.answers, memory.answers)) return
    if (now) return adopt(now)
    memory = undefined
    onChange(true)
  }

  /**
   * Applies a decision that was made elsewhere. If its number is not higher, both may be valid: two tabs used the same
   * number, another subdomain forgot and decided again, or a server set an old cookie again. Then the refusals of both
   * apply, and the merged decision is written to the cookie.
   */
  function adopt(other: StoredDecision | undefined, message?: string): void {
    if (other && memory && other.seq <= memory.seq) {
      const answers = refusalWins(other.answers, memory.answers)
      // Merged answers that the other page did not decide have no receipt yet.
      const pending = sameAnswers(answers, other.answers) ? other.pending : page.isSecureContext
      // With equal numbers the other's record stays: if each tab kept its own, two tabs with different configs would never stop
      // to answer each other.
      other = { ...(other.seq === memory.seq ? other : memory), pending, answers }
      const value = serializeCookie(other)
      const { decision: inCookie } = readCookie()
      if (inCookie && inCookie.seq <= other.seq) setCookie(value, https, domain)
      if (value !== message) channel?.postMessage(value)
    }
    memory = other
    onChange(false)
  }

  joinChannel()
  const listen = (type: string, listener: () => void): void =>
    page.addEventListener(type, listener, { signal: stopped })
  const leaveChannel = (): void => {
    channel?.close()
    channel = undefined
  }
  // An open channel keeps a page out of the back/forward cache. Changes that it missed there are read on `pageshow`.
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
      if (!now || !memory || now.seq > memory.seq) return now ?? memory
      // Two tabs used the same number, and the other tab's message has not arrived yet.
      return now.seq < memory.seq ? memory : { ...now, answers: refusalWins(now.answers, memory.answers) }
    },
    write(decision) {
      memory = decision
      // A leftover cookie under the other name or scope would be read again on every page.
      if (domain || readCookie().unreadable) deleteCookies()
      const value = serializeCookie(decision)
      setCookie(value, https, domain)
      channel?.postMessage(value)
      blocked = (readCookie().decision?.seq ?? 0) < decision.seq
      // An older cookie that could not be replaced must not be read as this decision.
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
