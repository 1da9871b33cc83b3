// Erases some receipts of one site in one turn at its log. The rows are deleted, their leaves stay, and a statement takes the
// next place. The store writes all of it or nothing, so a killed process has erased whole batches.
import { toBase64url } from '@placet/receipt'
import { grow } from '../log/append.ts'
import { leafHash, sha256 } from '../log/hash.ts'
import { createNodes } from '../log/nodes.ts'
import type { Sequencer } from '../log/sequencer.ts'
import type { Store, StoredReceipt } from '../store.ts'
import { rangesOf, type Range } from './ranges.ts'
import { type Reason, signStatement } from './statement.ts'

export type Eraser = { store: Store; sequencer: Pick<Sequencer, 'change'>; now: () => number }

/** Maximum receipts in a batch. A turn of this size takes some milliseconds, and its statement fits into 8 kB. */
export const BATCH = 256

/** @param rows receipts of `site`. @returns the number erased, without those erased by another process meanwhile */
export async function eraseBatch(
  site: string,
  rows: readonly StoredReceipt[],
  reason: Reason,
  { store, sequencer, now }: Eraser,
): Promise<number> {
  if (rows.length === 0) return 0
  const unstated = await unstatedPlaces(site, store)
  let count = 0
  await sequencer.change(site, async (turn, book) => {
    // May be called again after a conflict with another process. Each call starts anew.
    const nodes = createNodes()
    const numbers = rows.map(({ jti }) => jti)
    const [head, { known }] = await Promise.all([
      book.edge.open(site, turn, nodes),
      turn.lookUp({ numbers, leaves: [] }),
    ])
    const gone = rows.filter(({ jti, id }) => known.get(jti)?.id === id)
    count = gone.length
    if (count === 0) return undefined
    const at = now()
    const places = rangesOf(gone.flatMap(({ index }) => index ?? []))
    const said = {
      ...{ iss: book.issuer, iat: Math.floor(at / 1000), jti: crypto.randomUUID(), aud: site },
      ...{ log: head.origin, idx: head.size, reason, count, places },
      ...(unstated.length > 0 ? { before: unstated } : {}),
    }
    const statement = await signStatement(said, book.keys.countersigner(at))
    nodes.append(leafHash(identityOf(statement)), head.size)
    const after = await grow(head, 1, at, nodes, book)
    book.edge.signed(after)
    return {
      rows: [],
      head: after,
      tiles: nodes.touched(),
      statements: [{ site, index: head.size, statement }],
      erased: gone.map(({ jti, receipt, index }) => ({
        ...{ site, jti, leaf: toBase64url(leafHash(identityOf(receipt))) },
        ...(index === undefined ? {} : { index }),
      })),
    }
  })
  return count
}

/** The identity of a compact JWS, from which its leaf is made: SHA-256 of its signing input. */
function identityOf(jws: string): Uint8Array {
  return sha256(Buffer.from(jws.slice(0, jws.lastIndexOf('.'))))
}

// Places emptied before the first statement of a log. Empty once there is a statement.
async function unstatedPlaces(site: string, store: Store): Promise<Range[]> {
  for await (const _ of store.statements(site)) return []
  const places: number[] = []
  for await (const { index } of store.erasures(site)) if (index !== undefined) places.push(index)
  return rangesOf(places)
}
