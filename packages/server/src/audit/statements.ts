// Audits the statements in a site's log: their signatures, their places, and the places that they declare empty.
import type { KeySet, Primitives } from '@placet/receipt'
import { sizeOf, type Range } from '../retention/ranges.ts'
import { readStatement, type StatementClaims } from '../retention/statement.ts'
import type { Head, Store, StoredStatement } from '../store.ts'

export type StatementsAudit = {
  store: Pick<Store, 'statements'>
  keys: KeySet
  primitives: Primitives
  /** Called for each invalid statement. */
  invalid(index: number, why: string): void
}

export type Stated = {
  /** Number of statements in the log. */
  count: number
  /** Whether a statement declares this place empty. */
  has(place: number): boolean
  /** Whether the first statement lists this place as emptied before statements existed. True if there is no statement. */
  before(place: number): boolean
}

/** Reads the statements below the head's size. */
export async function auditStatements(head: Head, audit: StatementsAudit): Promise<Stated> {
  const { site, size } = head
  // One bit per place: most of a large log may be erased.
  const stated = createPlaceSet(size)
  const before = createPlaceSet(size)
  let count = 0
  for await (const kept of audit.store.statements(site)) {
    if (kept.index >= size) break
    const claims = await readStatement(kept.statement, audit.keys, audit.primitives)
    const wrong = claims ? wrongIn(claims, kept, head) : 'no key of the backend signed it, or it is no statement'
    if (wrong) audit.invalid(kept.index, wrong)
    else {
      stated.add(claims!.places)
      if (count === 0) before.add(claims!.before ?? [])
    }
    count++
  }
  return { count, has: stated.has, before: (place) => count === 0 || before.has(place) }
}

function wrongIn(claims: StatementClaims, { site, index }: StoredStatement, { origin }: Head): string | undefined {
  const { aud, log, idx, count, places, before = [] } = claims
  if (aud !== site || log !== origin) return `it is of ${log}`
  if (idx !== index) return `it is of place ${idx}`
  if (sizeOf(places) > count) return 'it names more places than it counts'
  return [...places, ...before].some(([, last]) => last >= index) ? 'it names places that come after it' : undefined
}

function createPlaceSet(size: number): { add(ranges: readonly Range[]): void; has(place: number): boolean } {
  const bits = new Uint8Array(Math.ceil(size / 8))
  return {
    add(ranges) {
      for (const [first, last] of ranges) for (let at = first; at <= last; at++) bits[at >> 3]! |= 1 << (at & 7)
    },
    has: (place) => (bits[place >> 3]! & (1 << (place & 7))) !== 0,
  }
}
