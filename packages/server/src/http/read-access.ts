// Access to stored receipts. The token is derived from the receipt's text. The identity is no secret: the next receipt of the
// chain and the countersignature contain it.
import { hash, timingSafeEqual } from 'node:crypto'
import type { Backend } from '../backend.ts'
import type { StoredReceipt } from '../store.ts'
import { Refusal, storeUnavailable } from './problem.ts'
import type { HttpRequest } from './request.ts'

/** The bearer token (RFC 6750) of a receipt. It can be computed only from the receipt's text as it is stored. */
export function readToken(receipt: string): string {
  return hash('sha256', `placet-read:${receipt}`, 'base64url')
}

/** @throws Refusal `not-found`, with the same text for a stored, erased or unknown receipt */
export async function findReadable(id: string, { header }: HttpRequest, { store }: Backend): Promise<StoredReceipt> {
  const [, token] = /^Bearer +([\w-]{43})$/i.exec(header('authorization') ?? '') ?? []
  if (token === undefined) throw unreadable()
  const row = await store.find(id).catch(storeUnavailable)
  // Also computed for an unknown receipt, so that the response time does not reveal which are stored.
  const same = timingSafeEqual(Buffer.from(readToken(row?.receipt ?? ABSENT)), Buffer.from(token))
  if (!row || !same) throw unreadable()
  return row
}

/** Stands for an unknown receipt; about as long as one. */
const ABSENT = '.'.repeat(1000)

function unreadable(): Refusal {
  const how =
    'reading wants “Authorization: Bearer ” and the `read` of the answer to POST, made from the receipt’s own text'
  return new Refusal('not-found', `no receipt is here that this request may read; ${how}`)
}
