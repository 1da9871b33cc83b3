// What a backend gives out: a receipt to who knows its identity, notices, public keys, and whether it is well.
import type { Backend } from './backend.ts'
import { type Bundle, makeBundle } from './bundle.ts'
import { jwksOf } from './keys.ts'
import { Refusal, storeUnavailable } from './problem.ts'

/** What `GET /receipts/:id` answers. */
export type KeptReceipt = Bundle & { status: 'kept' }

/** The identity is a hash over 122 random bits: only who has held the receipt can know it. */
export async function readReceipt(id: string, { store, notices }: Backend): Promise<Response> {
  const row = await store.find(id).catch(storeUnavailable)
  if (!row) throw new Refusal('not-found', 'no receipt of that identity is kept here')
  const body: KeptReceipt = { ...(await makeBundle(row, notices).catch(storeUnavailable)), status: 'kept' }
  return json(body, 'no-store')
}

export async function readNotice(hash: string, { notices }: Backend): Promise<Response> {
  const notice = await notices.find(hash).catch(storeUnavailable)
  if (notice === undefined) throw new Refusal('not-found', 'no notice of that hash is kept here')
  return json(notice, 'public, max-age=31536000, immutable')
}

export async function readKeys({ signer }: Backend): Promise<Response> {
  return json(jwksOf(signer), 'public, max-age=300', 'application/jwk-set+json')
}

export async function readHealth({ store }: Backend): Promise<Response> {
  await store.find('').catch(storeUnavailable)
  return json({ status: 'ok' }, 'no-store')
}

function json(body: unknown, cache: string, type = 'application/json'): Response {
  return new Response(JSON.stringify(body), { headers: { 'content-type': type, 'cache-control': cache } })
}
