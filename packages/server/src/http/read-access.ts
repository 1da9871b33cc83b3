// Who may read a kept receipt: whoever has its text. Its identity is no secret, because the next receipt of its chain and
// its countersignature name it.
import { timingSafeEqual } from 'node:crypto'
import type { Backend } from '../backend.ts'
import { sha256 } from '../log/hash.ts'
import type { StoredReceipt } from '../store.ts'
import { Refusal, storeUnavailable } from './problem.ts'
import type { HttpRequest } from './request.ts'

/** The bearer token (RFC 6750) that opens a receipt; nothing but the receipt's own text, as it is kept, gives it. */
export function readToken(receipt: string): string {
  return Buffer.from(digestOf(receipt)).toString('base64url')
}

/** @throws Refusal `not-found`, with the same words whether the receipt is kept, erased or unknown */
export async function findReadable(id: string, { header }: HttpRequest, { store }: Backend): Promise<StoredReceipt> {
  const [, token] = /^Bearer +([\w-]{43})$/i.exec(header('authorization') ?? '') ?? []
  if (token === undefined) throw unreadable()
  const row = await store.find(id).catch(storeUnavailable)
  // Computed for an unknown receipt as well, so that time does not tell which are kept.
  const same = timingSafeEqual(digestOf(row?.receipt ?? ABSENT), Buffer.from(token, 'base64url'))
  if (!row || !same) throw unreadable()
  return row
}

/** About as long as a receipt. */
const ABSENT = '.'.repeat(1000)

function digestOf(receipt: string): Uint8Array {
  return sha256(new TextEncoder().encode(`placet-read:${receipt}`))
}

function unreadable(): Refusal {
  const how =
    'reading wants “Authorization: Bearer ” and the `read` of the answer to POST, made from the receipt’s own text'
  return new Refusal('not-found', `no receipt is here that this request may read; ${how}`)
}
