// Keeps one site from taking the place of all others, a device that runs wild from filling a log, and more work than can be
// done from piling up. Counted in memory, for this process alone. Only receipts that hold and are new count against anybody:
// what others send in a site's name, or copies of what was kept before, cost nothing.
import type { Claims } from '@placet/receipt'
import type { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Limits } from './limits.ts'
import { Refusal } from '../http/problem.ts'

export type Rates = {
  /**
   * Takes receipts that hold from the allowances of their devices and sites, before they are kept: many requests at once are
   * one after the other here.
   *
   * @throws Refusal `rate-limited` where a site has none left
   */
  consume(receipts: readonly Counted[]): Promise<Consumed>
  /** When all are answered: gives back what was not new, or not kept after all. */
  settle(consumed: Consumed, outcomeOf: (id: string) => Outcome | undefined): Promise<void>
}
/** `over`: the receipts (by identity) of devices that have sent their share, and in how many milliseconds to come again. */
export type Consumed = { over: ReadonlyMap<string, number>; charges: readonly Charge[] }
/** What became of a receipt; undefined where it is not in the store. */
export type Outcome = 'new' | 'copy'

/** A receipt that holds, by its identity. */
type Counted = { id: string; claims: Claims }
/** `until`: when the allowance it was taken from ends, in milliseconds since 1970. */
type Charge = { allowance: RateLimiterMemory; name: string; receipts: readonly Counted[]; until: number; left: boolean }

type Allowances = { site: RateLimiterMemory | undefined; key: RateLimiterMemory | undefined }

export function makeRates({ perSite, perKey }: Pick<Limits, 'perSite' | 'perKey'>): Rates {
  let made: Promise<Allowances> | undefined
  let turn: Promise<unknown> = Promise.resolve()
  // By identity alone: the tables that a set leaves behind as it grows and shrinks would keep whatever else it held for seconds.
  const underWay = new Set<string>()
  const known = new Set<string>()

  // Loaded where something is limited: the library brings drivers for twenty databases.
  async function make(): Promise<Allowances> {
    if (perSite === false && perKey === false) return { site: undefined, key: undefined }
    const { RateLimiterMemory } = await import('rate-limiter-flexible')
    return {
      site: perSite === false ? undefined : new RateLimiterMemory({ keyPrefix: '', points: perSite, duration: 1 }),
      key: perKey === false ? undefined : new RateLimiterMemory({ keyPrefix: '', points: perKey, duration: 60 }),
    }
  }

  async function consume(receipts: readonly Counted[]): Promise<Consumed> {
    const { site, key } = await (made ??= make())
    const over = new Map<string, number>()
    const charges: Charge[] = []
    // The same one a hundred times at once counts once; what was kept before does not count.
    const fresh = new Map(
      receipts.filter(({ id }) => !known.has(id) && !underWay.has(id)).map((each) => [each.id, each]),
    )
    for (const [sub, some] of key ? grouped(fresh.values(), 'sub') : []) {
      const charge = await take(key!, sub, some)
      if (charge.left) {
        charges.push(charge)
        continue
      }
      for (const { id } of some) {
        over.set(id, charge.until - Date.now())
        fresh.delete(id)
      }
      await giveBack(charge, some)
    }
    for (const [aud, some] of site ? grouped(fresh.values(), 'aud') : []) {
      const charge = await take(site!, aud, some)
      charges.push(charge)
      if (charge.left) continue
      for (const each of charges) await giveBack(each, each.receipts)
      refuse(aud, charge.until - Date.now())
    }
    for (const { id } of charges.flatMap((each) => each.receipts)) underWay.add(id)
    return { over, charges }
  }

  return {
    consume(receipts) {
      const consumed = turn.then(() => consume(receipts))
      turn = consumed.catch(() => undefined)
      return consumed
    },
    async settle({ charges }, outcomeOf) {
      for (const charge of charges) {
        for (const { id } of charge.receipts) {
          underWay.delete(id)
          if (known.size >= MOST) known.clear()
          if (outcomeOf(id)) known.add(id)
        }
        const back = charge.receipts.filter(({ id }) => outcomeOf(id) !== 'new')
        await giveBack(charge, back)
      }
    },
  }
}

/** Most identities remembered as kept; a copy beyond them counts until it is answered. */
const MOST = 10_000

async function take(allowance: RateLimiterMemory, name: string, receipts: readonly Counted[]): Promise<Charge> {
  const { consumedPoints, msBeforeNext } = await allowance.penalty(name, receipts.length)
  // Whoever had anything left may bring a whole batch: an outbox that was offline must not be stuck for ever.
  const left = consumedPoints - receipts.length < allowance.points
  return { allowance, name, receipts, until: Date.now() + msBeforeNext, left }
}

// What was taken from an allowance that has ended meanwhile would be a gift to the next one.
async function giveBack({ allowance, name, until }: Charge, receipts: readonly Counted[]): Promise<void> {
  if (receipts.length > 0 && Date.now() < until) await allowance.reward(name, receipts.length)
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

/** Room for so many receipts of each address at once; none is counted where the address is unknown. */
export function limitPerAddress(most: number | false): {
  enter(address: string | undefined, receipts: number): () => void
} {
  const inside = new Map<string, number>()
  return {
    /** @returns how to leave. @throws Refusal `overloaded` */
    enter(address, receipts) {
      if (most === false || address === undefined) return () => undefined
      const now = inside.get(address) ?? 0
      // Whoever has none waiting may bring a whole batch.
      if (now > 0 && now + receipts > most) overloaded(`${most} receipts of one address wait already`)
      inside.set(address, now + receipts)
      return () => {
        const left = inside.get(address)! - receipts
        if (left > 0) inside.set(address, left)
        else inside.delete(address)
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

function grouped(receipts: Iterable<Counted>, by: 'aud' | 'sub'): Map<string, Counted[]> {
  const groups = new Map<string, Counted[]>()
  for (const each of receipts) groups.set(each.claims[by], [...(groups.get(each.claims[by]) ?? []), each])
  return groups
}
