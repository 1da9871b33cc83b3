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
  /** Called when another page may have changed the decision. `lost`: the cookie is gone, and nobody said that it was deleted. */
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
      // An empty message says that another tab has forgotten everything.
      if (heard ? heard.seq >= (memory?.seq ?? 0) : data === '') adopt(heard, String(data))
    }
  }

  // A BroadcastChannel does not reach other subdomains, which may share the cookie.
  function compareWithCookie(): void {
    const { decision: now } = readCookie()
    if (blocked || !channel || now === memory) return
    if (now && now.seq === memory?.seq && sameAnswers(now.answers, memory.answers)) return
    adopt(now)
    if (!now) onChange(true)
  }

  /**
   * Follows a decision that was made elsewhere. Two tabs may have taken one number at the same moment; or another subdomain
   * forgot and decided anew, or a server has set an old cookie again. Then the refusals of both hold, here and on later pages.
   */
  function adopt(other: StoredDecision | undefined, message?: string): void {
    if (other && memory && other.seq <= memory.seq) {
      const answers = refusalWins(other.answers, memory.answers)
      // What neither tab has signed needs a receipt.
      const pending = sameAnswers(answers, other.answers) ? other.pending : page.isSecureContext
      // Of one number, the record that came last: tabs with different configs would answer each other for ever.
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
      if (!now || !memory || now.seq > memory.seq) return now ?? memory
      // Two tabs took one number, and the other one's message is still on its way.
      return now.seq < memory.seq ? memory : { ...now, answers: refusalWins(now.answers, memory.answers) }
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
