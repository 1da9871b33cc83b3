// Keeps one site from taking the place of all others, a device that runs wild from filling a log, and more work than can be
// done from piling up. Counted in memory, for this process alone. Only receipts that hold are counted against anybody: what
// others send in a site's name, or copies of what a device once sent, cost it nothing.
import type { Claims } from '@placet/receipt'
import type { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { Limits } from './limits.ts'
import { Refusal } from '../http/problem.ts'

export type Rates = {
  /**
   * Takes receipts that hold from the allowances of their sites and devices, before they are kept: many requests at once are
   * one after the other here.
   *
   * @throws Refusal `rate-limited` where a site has
   */
  consume(receipts: readonly Counted[]): Promise<Consumed>
  /** When all are answered: gives back to devices what was not kept after all. What comes again does not count again. */
  settle(consumed: Consumed, isKept: (receipt: Counted) => boolean): Promise<void>
}
/** `over`: the devices (`sub`) that have sent their share, and in how many milliseconds to come again. */
export type Consumed = { over: ReadonlyMap<string, number>; counted: readonly Counted[] }

/** A receipt that holds, by its identity. */
type Counted = { id: string; claims: Claims }

type Allowances = { site: RateLimiterMemory | undefined; key: RateLimiterMemory | undefined }

export function makeRates({ perSite, perKey }: Pick<Limits, 'perSite' | 'perKey'>): Rates {
  let made: Promise<Allowances> | undefined
  // Under way, and counted: the same one a hundred times at once counts once. By identity alone: the tables that a set leaves
  // behind as it grows and shrinks would keep whatever else it held for seconds.
  const underWay = new Set<string>()

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
    async consume(receipts) {
      const { site, key } = await (made ??= make())
      for (const [aud, some] of site ? grouped(receipts, 'aud') : []) {
        const spent = site!.consume(aud, Math.min(some.length, site!.points))
        await spent.catch(({ msBeforeNext }: RateLimiterRes) => refuse(aud, msBeforeNext))
      }
      const over = new Map<string, number>()
      const counted: Counted[] = []
      for (const [sub, some] of key ? grouped(receipts, 'sub') : []) {
        const fresh = some.filter(({ id }) => !underWay.has(id) && underWay.add(id))
        const { consumedPoints, msBeforeNext } = await key!.penalty(sub, fresh.length)
        // Whoever had anything left may bring a whole batch: an outbox that was offline must not be stuck for ever.
        if (fresh.length === 0 || consumedPoints - fresh.length < key!.points) counted.push(...fresh)
        else {
          over.set(sub, msBeforeNext)
          for (const { id } of fresh) underWay.delete(id)
          await giveBack(fresh)
        }
      }
      return { over, counted }
    },
    async settle({ counted }, isKept) {
      for (const { id } of counted) underWay.delete(id)
      await giveBack(counted.filter((each) => !isKept(each)))
    },
  }

  async function giveBack(receipts: readonly Counted[]): Promise<void> {
    const { key } = await (made ??= make())
    for (const [sub, some] of key ? grouped(receipts, 'sub') : []) await key!.reward(sub, some.length)
  }
}

/** Room for so many requests of each site at once, so that a site whose log is stuck takes no other's place. */
export function limitPerSite(most: number): { enter(receipts: readonly Counted[]): () => void } {
  const inside = new Map<string, number>()
  return {
    /** @returns how to leave. @throws Refusal `overloaded` */
    enter(receipts) {
      const sites = [...grouped(receipts, 'aud').keys()]
      const full = sites.find((site) => (inside.get(site) ?? 0) >= most)
      if (full !== undefined) overloaded(`${most} requests for ${full} wait already`)
      for (const site of sites) inside.set(site, (inside.get(site) ?? 0) + 1)
      return () => {
        for (const site of sites) {
          const left = inside.get(site)! - 1
          if (left > 0) inside.set(site, left)
          else inside.delete(site)
        }
      }
    },
  }
}

/** Lets so many at once do their work; who comes beyond is turned away, so that nobody waits longer than a sender does. */
export function limitConcurrency(most: number): <Done>(work: () => Promise<Done>) => Promise<Done> {
  let working = 0
  return async (work) => {
    if (working >= most) overloaded(`${most} requests are being worked on`)
    working++
    try {
      return await work()
    } finally {
      working--
    }
  }
}

/** @param ms until there is an allowance again */
export function refuse(who: string, ms: number): never {
  const seconds = secondsOf(ms)
  const headers = { 'retry-after': String(seconds) }
  throw new Refusal('rate-limited', `${who} has sent its share; come again in ${seconds} s`, { headers })
}

export function secondsOf(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000))
}

function overloaded(why: string): never {
  throw new Refusal('overloaded', why, { headers: { 'retry-after': '5' } })
}

function grouped(receipts: readonly Counted[], by: 'aud' | 'sub'): Map<string, Counted[]> {
  const groups = new Map<string, Counted[]>()
  for (const each of receipts) groups.set(each.claims[by], [...(groups.get(each.claims[by]) ?? []), each])
  return groups
}
