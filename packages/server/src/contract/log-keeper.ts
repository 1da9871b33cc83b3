// Adds rows to a store's logs as the server does, without real signatures and trees: a store does not depend on them.
import type { Addition, LookupResult, StoredReceipt, Store, Turn } from '../store.ts'

export const SITE = 'https://a.example'
export const OTHER = 'https://b.example'

/** A row to write. */
export function rowOf(jti: string, index: number, more: Partial<StoredReceipt> = {}): StoredReceipt {
  const { site = SITE } = more
  const names = { id: `id of ${jti} at ${site}`, sub: 'urn:device', receipt: `r${jti}`, countersignature: `c${jti}` }
  return { site, jti, ...names, received: 1_795_262_400_123, index, ...more }
}

/** The addition of a turn: the rows at the end of the log, the tile that grew, and the new head. */
export function additionAfter({ head }: Pick<Turn, 'head'>, rows: StoredReceipt[], site: string = SITE): Addition {
  const size = (head?.size ?? 0) + rows.length
  const tile = Math.floor((size - 1) / 256)
  return {
    rows,
    tiles: [{ level: 0, n: tile, hashes: hashesOf(tile * 256, size) }],
    head: { site, origin: `${site}/log`, size, root: hashesOf(size, size + 1), note: `note of ${size}` },
  }
}

/** Distinct hashes, derived from their places. */
export function hashesOf(from: number, to: number): Uint8Array {
  return Uint8Array.from({ length: (to - from) * 32 }, (_, at) => (from + Math.floor(at / 32) + at * 7) % 256)
}

/** Adds, in one turn, the numbers that are not stored yet, and returns those. */
export async function append(store: Store, numbers: string[], more: Partial<StoredReceipt> = {}): Promise<string[]> {
  const { site = SITE } = more
  let fresh: string[] = []
  await store.turn(site, async ({ head, lookUp }) => {
    const { known } = await lookUp({ numbers, leaves: [] })
    fresh = numbers.filter((jti) => !known.has(jti))
    const size = head?.size ?? 0
    const rows = fresh.map((jti, at) => rowOf(jti, size + at, more))
    return fresh.length > 0 ? additionAfter({ head }, rows, site) : undefined
  })
  return fresh
}

/** Erases as a version without statements did. Returns whether the row was there. */
export async function erase(store: Store, id: string, leaf: string): Promise<boolean> {
  const row = await store.find(id)
  if (!row) return false
  const { site, jti, index } = row
  let there = false
  await store.turn(site, async ({ head, lookUp }) => {
    there = (await lookUp({ numbers: [jti], leaves: [] })).known.has(jti)
    const erased = [{ site, jti, leaf, ...(index === undefined ? {} : { index }) }]
    return there ? { rows: [], tiles: [], head: head!, erased } : undefined
  })
  return there
}

export async function listOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

/** Returns what a turn sees, and adds nothing. */
export async function look(
  store: Store,
  numbers: string[],
  leaves: string[] = [],
  site: string = SITE,
): Promise<Pick<Turn, 'head'> & LookupResult> {
  let seen: (Pick<Turn, 'head'> & LookupResult) | undefined
  await store.turn(site, async ({ head, lookUp }) => {
    seen = { head, ...(await lookUp({ numbers, leaves })) }
    return undefined
  })
  return seen!
}

export function bytes(of: Uint8Array | undefined): string | undefined {
  return of && Buffer.from(of).toString('hex')
}

export function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${at + 1}`)
}
