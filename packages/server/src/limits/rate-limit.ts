// Rate limits per site and per device, and limits of concurrent work. Counted in memory, for this process only. Only receipts
// that are valid and new count: invalid receipts sent in a site's name, and copies of stored ones, use up no allowance.
import type { Claims } from '@placet/receipt'
import type { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Limits } from './limits.ts'
import { Refusal } from '../http/problem.ts'

export type Rates = {
  /**
   * Counts valid receipts against the allowances of their devices and sites, before they are stored. Concurrent calls run one
   * after the other.
   *
   * @throws Refusal `rate-limited` if a site has no allowance left
   */
  consume(receipts: readonly Counted[]): Promise<Consumed>
  /** Call it after the results are known. Gives back the allowance of receipts that were not new, or were not stored. */
  settle(consumed: Consumed, outcomeOf: (id: string) => Outcome | undefined): Promise<void>
}
/** `over`: the receipts (by identity) of devices over their limit, with the milliseconds until their next allowance. */
export type Consumed = { over: ReadonlyMap<string, number>; charges: readonly Charge[] }
/** The outcome of a receipt; undefined if it is not in the store. */
export type Outcome = 'new' | 'copy'

/** A valid receipt with its identity. */
type Counted = { id: string; claims: Claims }
/** `until`: end of the allowance that was charged, in milliseconds since 1970. */
type Charge = { allowance: RateLimiterMemory; name: string; receipts: readonly Counted[]; until: number; left: boolean }

type Allowances = { site: RateLimiterMemory | undefined; key: RateLimiterMemory | undefined }

export function makeRates({ perSite, perKey }: Pick<Limits, 'perSite' | 'perKey'>): Rates {
  let made: Promise<Allowances> | undefined
  let turn: Promise<unknown> = Promise.resolve()
  // Sets of identities only. A set that grows and shrinks keeps old tables in memory for seconds, with everything they refer to.
  const underWay = new Set<string>()
  const known = new Set<string>()

  // Loaded only if there is a rate limit: the library includes drivers for twenty databases.
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
    // Concurrent copies of a receipt count once. Receipts that are stored already do not count.
    const fresh = new Map(
      receipts.filter(({ id }) => !known.has(id) && !underWay.has(id)).map((each) => [each.id, each]),
    )
    for (const [sub, some] of key ? grouped(fresh.values(), 'sub') : []) {
      const charge = await chargeFor(key!, sub, some)
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
      const charge = await chargeFor(site!, aud, some)
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

/** Maximum identities remembered as stored. A copy of any other counts until it is answered. */
const MOST = 10_000

async function chargeFor(allowance: RateLimiterMemory, name: string, receipts: readonly Counted[]): Promise<Charge> {
  const { consumedPoints, msBeforeNext } = await allowance.penalty(name, receipts.length)
  // A batch may exceed the rest of an allowance: otherwise a large outbox could never be sent.
  const left = consumedPoints - receipts.length < allowance.points
  return { allowance, name, receipts, until: Date.now() + msBeforeNext, left }
}

// Nothing is given back if the charged allowance has ended: it would increase the next one.
async function giveBack({ allowance, name, until }: Charge, receipts: readonly Counted[]): Promise<void> {
  if (receipts.length > 0 && Date.now() < until) await allowance.reward(name, receipts.length)
}

/** Limits the concurrent requests of each site, so that a site whose log hangs does not block the others. */
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

/** Limits the receipts of each address that are in work. Without an address there is no limit. */
export function limitPerAddress(most: number | false): {
  enter(address: string | undefined, receipts: number): () => void
} {
  const inside = new Map<string, number>()
  return {
    /** @returns how to leave. @throws Refusal `overloaded` */
    enter(address, receipts) {
      if (most === false || address === undefined) return () => undefined
      const now = inside.get(address) ?? 0
      // An address without waiting receipts may send a whole batch.
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

/** Limits concurrent calls of `work`. Further calls are refused at once, so that no request waits longer than its client does. */
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

/** @param ms until the next allowance */
export function refuse(sender: string, ms: number): never {
  const seconds = secondsOf(ms)
  const headers = { 'retry-after': String(seconds) }
  throw new Refusal('rate-limited', `${sender} has reached its limit; try again in ${seconds} s`, { headers })
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
