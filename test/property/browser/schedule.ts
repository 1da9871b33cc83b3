// Virtual time and a turnstile: whatever a browser would do "later" waits here until the schedule lets it go, so that a
// run is decided by its seed alone, and a tab that dies at any of these points does nothing ever after.

/** Chooses one of so many. */
export type Pick = (many: number) => number

export type Schedule = ReturnType<typeof makeSchedule>

type Waiting = { tab: number; lane: string; go: () => void }
type Timer = { tab: number; due: number; run: () => void }

/** 2026-11-21T12:00:00Z */
export const NOON = Date.UTC(2026, 10, 21, 12)

export function makeSchedule(pick: Pick) {
  let waiting: Waiting[] = []
  let timers: Timer[] = []
  let elapsed = 0
  let skew = 0
  let working = 0
  const stalled = new Set<number>()

  /** Nothing moves any more that does not wait at the turnstile or for a timer. */
  async function calm(): Promise<void> {
    for (let still = 0; still < 3;) {
      await new Promise((resume) => setImmediate(resume))
      still = working + inCrypto.now > 0 ? 0 : still + 1
    }
  }

  // Within a lane (of a tab) first come, first served, as with messages and transactions; between lanes anything goes.
  function ready(only: (each: Waiting) => boolean): Waiting[] {
    const lanes = new Set<string>()
    return waiting
      .filter(({ tab, lane }) => {
        const first = !lanes.has(`${tab} ${lane}`)
        lanes.add(`${tab} ${lane}`)
        return first && !stalled.has(tab)
      })
      .filter(only)
  }

  async function letOneGo(only: (each: Waiting) => boolean = () => true): Promise<boolean> {
    const some = ready(only)
    const one = some[pick(some.length)]
    if (!one) return false
    waiting = waiting.filter((each) => each !== one)
    elapsed += 1
    one.go()
    await calm()
    return true
  }

  async function drain(only?: (each: Waiting) => boolean): Promise<void> {
    await calm()
    for (let most = 5_000; await letOneGo(only);) {
      if (--most === 0) throw new Error('I6: the page never comes to rest')
    }
  }

  return {
    now: () => NOON + elapsed + skew,
    gate: (tab: number, lane: string) => new Promise<void>((go) => waiting.push({ tab, lane, go })),
    /** Counts what runs outside of the turnstile: a transaction, the backend. */
    async busy<Result>(work: () => Promise<Result>): Promise<Result> {
      working++
      try {
        return await work()
      } finally {
        working--
      }
    },
    later(tab: number, run: () => void, ms: number): () => void {
      const timer = { tab, due: elapsed + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((each) => each !== timer)
      }
    },
    kill(tab: number): void {
      waiting = waiting.filter((each) => each.tab !== tab)
      timers = timers.filter((each) => each.tab !== tab)
    },
    calm,
    letOneGo,
    drain,
    /** All news is delivered, nothing else. */
    deliver: () => drain(({ lane }) => lane === 'message'),
    hasNews: (tab: number) => waiting.some((each) => each.tab === tab && each.lane === 'message'),
    isIdle: (tab: number) => waiting.every((each) => each.tab !== tab || each.lane === 'message'),
    /** Time passes for all tabs, and everything gets its turn in time; a stalled tab gets none. */
    async pass(ms: number, stall?: number): Promise<void> {
      if (stall !== undefined) stalled.add(stall)
      const end = elapsed + ms
      for (;;) {
        await drain()
        const [next] = timers.filter(({ tab, due }) => due <= end && !stalled.has(tab)).sort((a, b) => a.due - b.due)
        if (!next) break
        timers = timers.filter((each) => each !== next)
        elapsed = Math.max(elapsed, next.due)
        next.run()
        await calm()
      }
      elapsed = end
      if (stall !== undefined) stalled.delete(stall)
    },
    /** A moment, so that no two clicks share one. */
    tick(): void {
      elapsed += 1
    },
    jump(ms: number): void {
      skew += ms
    },
    stall: (tab: number) => stalled.add(tab),
    resume: (tab: number) => stalled.delete(tab),
  }
}

// WebCrypto works in threads of its own: the schedule has to know how much of it is under way.
const inCrypto = { now: 0 }
for (const name of ['sign', 'verify', 'digest', 'generateKey', 'exportKey', 'importKey'] as const) {
  const real = (crypto.subtle[name] as (...given: unknown[]) => Promise<unknown>).bind(crypto.subtle)
  Object.defineProperty(crypto.subtle, name, {
    configurable: true,
    value(...given: unknown[]) {
      inCrypto.now++
      return real(...given).finally(() => inCrypto.now--)
    },
  })
}
