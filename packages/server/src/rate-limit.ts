// Keeps one site from taking the place of all others, a device that runs wild from filling a log, and more work than can be
// done from piling up. Counted in memory, for this process alone. Only receipts that hold are counted against anybody: what
// others send in a site's name, or copies of what a device once sent, cost it nothing.
import type { Claims } from '@placet/receipt'
import type { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Limits } from './limits.ts'
import { Refusal } from './problem.ts'

export type Rates = {
  /** Takes receipts that hold from their sites' allowance. @throws Refusal `rate-limited` */
  check(claims: readonly Claims[]): Promise<void>
  /** Takes what was kept from its device's allowance: a receipt that comes again does not count again. */
  count(kept: readonly Claims[]): Promise<void>
}

type Allowances = { site: RateLimiterMemory | undefined; key: RateLimiterMemory | undefined }

export function makeRates({ perSite, perKey }: Pick<Limits, 'perSite' | 'perKey'>): Rates {
  let made: Promise<Allowances> | undefined

  // Loaded where something is limited: the library brings drivers for twenty databases.
  async function make(): Promise<Allowances> {
    if (perSite === false && perKey === false) return { site: undefined, key: undefined }
    const { RateLimiterMemory } = await import('rate-limiter-flexible')
    return {
      site: perSite === false ? undefined : new RateLimiterMemory({ keyPrefix: '', points: perSite, duration: 1 }),
      key: perKey === false ? undefined : new RateLimiterMemory({ keyPrefix: '', points: perKey, duration: 60 }),
    }
  }

  return {
    async check(claims) {
      const { site, key } = await (made ??= make())
      for (const sub of key ? tally(claims, 'sub').keys() : []) {
        const { consumedPoints = 0, msBeforeNext = 0 } = (await key!.get(sub)) ?? {}
        // Whoever has anything left may bring a whole batch: an outbox that was offline must not be stuck for ever.
        if (consumedPoints >= key!.points && msBeforeNext > 0) refuse('this device', msBeforeNext)
      }
      for (const [aud, count] of site ? tally(claims, 'aud') : []) {
        const spent = site!.consume(aud, Math.min(count, site!.points))
        await spent.catch(({ msBeforeNext }: RateLimiterRes) => refuse(aud, msBeforeNext))
      }
    },
    async count(kept) {
      const { key } = await (made ??= make())
      for (const [sub, count] of key ? tally(kept, 'sub') : []) await key!.penalty(sub, count)
    },
  }
}

/** Lets so many at once do their work; who comes beyond is turned away, so that nobody waits longer than a sender does. */
export function atMost(most: number): <Done>(work: () => Promise<Done>) => Promise<Done> {
  let working = 0
  return async (work) => {
    if (working >= most) {
      throw new Refusal('overloaded', `${most} requests are being worked on`, { headers: { 'retry-after': '5' } })
    }
    working++
    try {
      return await work()
    } finally {
      working--
    }
  }
}

function refuse(who: string, ms: number): never {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  const headers = { 'retry-after': String(seconds) }
  throw new Refusal('rate-limited', `${who} has sent its share; come again in ${seconds} s`, { headers })
}

function tally(claims: readonly Claims[], by: 'aud' | 'sub'): Map<string, number> {
  const counts = new Map<string, number>()
  for (const each of claims) counts.set(each[by], (counts.get(each[by]) ?? 0) + 1)
  return counts
}
