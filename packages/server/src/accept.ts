// The life of a batch in a backend, top to bottom: verify → site → countersign → keep → answer.
// What is acknowledged is durable; what came before is answered as it was then; one bad item never hurts the others.
import { type Claims, countersign, receiptIdentity, verify } from '@placet/receipt'
import type { Backend } from './backend.ts'
import {
  conflictProblem,
  type ItemProblemCode,
  type Problem,
  receiptProblem,
  Refusal,
  storeUnavailable,
} from './problem.ts'
import type { Keeping, Kept } from './stores/memory.ts'

/** The answer to one receipt (docs/protocol.md). 410 is kept for what was erased or revoked. */
export type Result = {
  /** The receipt's identity; missing only where the item was no text. */
  id?: string
  status: 200 | 201 | 409 | 410 | 422
  countersignature?: string
  flags?: Flag[]
  problem?: Problem<ItemProblemCode>
}
/** Accepted, but an auditor will look twice. */
export type Flag = 'notice-unknown'

type Item = { receipt: string; id: string; claims: Claims } | { refused: Result }

/** The items of a batch in, one result for each in the same order. @throws Refusal where the whole request is refused */
export async function accept(items: readonly unknown[], backend: Backend): Promise<Result[]> {
  const received = backend.now()
  const looked = await Promise.all(items.map(look))
  const valid = looked.filter((item) => 'claims' in item)
  refuseForeignSites(valid, backend)

  const rows = await Promise.all(valid.map((item) => makeRow(item, received, backend)))
  const keepings = rows.length ? await backend.store.keep(rows).catch(storeUnavailable) : []

  const answers = await Promise.all(keepings.map((keeping, index) => answer(keeping, valid[index]!, backend)))
  return looked.map((item) => ('refused' in item ? item.refused : answers.shift()!))
}

// Everything a receipt can be wrong in by itself. The site comes later: an `aud` nobody signed for says nothing.
async function look(receipt: unknown): Promise<Item> {
  const { valid, claims, id, findings } = await verify({ receipt: receipt as string })
  if (valid && claims && id) return { receipt: receipt as string, id, claims }
  const named = typeof receipt === 'string' ? { id: await receiptIdentity(receipt) } : {}
  return { refused: { ...named, status: 422, problem: receiptProblem(findings) } }
}

function refuseForeignSites(items: readonly { claims: Claims }[], backend: Backend): void {
  const foreign = items.find(({ claims }) => !backend.takes(claims.aud))
  if (foreign) throw new Refusal('site-unknown', `a receipt is for ${foreign.claims.aud}`)
}

async function makeRow(
  item: { receipt: string; id: string; claims: Claims },
  received: number,
  backend: Backend,
): Promise<Kept> {
  const { receipt, id, claims } = item
  const { signer, issuer } = backend
  const iat = Math.floor(received / 1000)
  // A wrong clock is no reason to lose a refusal; it is told, and the countersignature carries the right time.
  const res = Math.abs(claims.iat - iat) > 86_400 ? 'clock_skew' : 'accepted'
  const countersignature = await countersign(receipt, {
    iss: issuer,
    kid: signer.kid,
    privateKey: signer.privateKey,
    iat,
    res,
  })
  return { site: claims.aud, jti: claims.jti, id, receipt, countersignature, received }
}

async function answer(
  { fresh, kept }: Keeping,
  item: { id: string; claims: Claims },
  backend: Backend,
): Promise<Result> {
  const { id, claims } = item
  // By identity, not by bytes: the same receipt under its other signature (r, n − s) is the same receipt.
  if (kept.id !== id) return { id, status: 409, problem: conflictProblem(claims.jti) }
  const notice = await backend.notices.find(claims.ntc.hash).catch(storeUnavailable)
  const flags: { flags?: Flag[] } = notice === undefined ? { flags: ['notice-unknown'] } : {}
  return { id, status: fresh ? 201 : 200, countersignature: kept.countersignature, ...flags }
}
