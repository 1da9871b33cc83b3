// Who may read a receipt back: whoever has it. Its identity alone, which stands in other receipts and in URLs, opens nothing.
import { fromBase64url } from '@placet/receipt'
import type { Store } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { expect, test } from 'vitest'
import { erase } from '../../packages/server/src/contract/log-keeper.ts'
import { backend, problemOf } from './backend.ts'
import { bearer, receipt, SITE, twin } from './device.ts'

const claimsOf = (jws: string) => JSON.parse(new TextDecoder().decode(fromBase64url(jws.split('.')[1]!)))
const ROUTES = ['', '/proof']

test('a stranger who was shown one receipt of a chain walks it nowhere', async () => {
  const { post, get } = await backend()
  const first = await receipt()
  const [kept] = await post([first])
  const shown = await receipt({ seq: 2, prev: kept!.id!, evt: 'changed' })
  const [last] = await post([shown])
  const { prev } = claimsOf(shown)
  const { rcp } = claimsOf(last!.countersignature!)
  expect(prev).toBe(kept!.id)
  for (const id of [prev, rcp]) {
    for (const route of ROUTES)
      expect(await problemOf(await get(`/receipts/${id}${route}`))).toEqual([404, 'not-found'])
  }
  // Not with what opens another receipt either.
  expect((await get(`/receipts/${prev}`, { headers: bearer(shown) })).status).toBe(404)
})

test('whoever has the receipt reads it back, and its proof: by what the answer gave, or what its text gives', async () => {
  const { post, get } = await backend()
  const jws = await receipt()
  const [first, again] = await post([jws, jws])
  expect([first!.status, again!.status]).toEqual([201, 200])
  expect(bearer(jws)).toEqual({ authorization: `Bearer ${first!.read}` })
  expect(again!.read).toBe(first!.read)
  for (const authorization of [`Bearer ${first!.read}`, `bearer  ${first!.read}`]) {
    const bundle = await (await get(`/receipts/${first!.id}`, { headers: { authorization } })).json()
    expect(bundle).toMatchObject({ receipt: jws, status: 'kept' })
    const proof = await (await get(`/receipts/${first!.id}/proof`, { headers: { authorization } })).text()
    expect(proof).toBe(first!.proof)
  }
})

test('whoever sent it under its other signature is told what opens the one that is kept', async () => {
  const { post, get } = await backend()
  const jws = await receipt()
  await post([jws])
  const [again] = await post([twin(jws)])
  const headers = { authorization: `Bearer ${again!.read}` }
  expect((await get(`/receipts/${again!.id}`, { headers })).status).toBe(200)
})

test('what is refused opens nothing: no result but of a kept receipt says how to read', async () => {
  const { post } = await backend()
  const jws = await receipt()
  const [, ...refused] = await post([jws, `${jws}!`, 'x', 7])
  expect(refused.map(({ status, read }) => [status, read])).toEqual(
    [422, 422, 422].map((status) => [status, undefined]),
  )
})

test('a refusal is the same for a receipt that is kept, one that was erased, and one that never was', async () => {
  const { post, get, store } = await backend()
  const [kept, erased, never] = [await receipt(), await receipt(), await receipt()]
  const [one, other] = await post([kept, erased])
  const leaf = Buffer.concat([Buffer.of(0), Buffer.from(other!.id!, 'base64url')])
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', leaf)).toString('base64url')
  expect(await erase(store, other!.id!, digest)).toBe(true)
  const ids = [one!.id!, other!.id!, 'x'.repeat(43)]
  const given: (HeadersInit | undefined)[] = [
    undefined,
    ...['', 'Bearer', `Bearer ${'x'.repeat(42)}`, `Basic ${one!.read}`, one!.read!, `Bearer ${one!.read}x`].map(
      (authorization) => ({ authorization }),
    ),
    bearer(never),
  ]
  for (const headers of given) {
    for (const route of ROUTES) {
      const said = await Promise.all(
        ids.map(async (id) => {
          const answer = await get(`/receipts/${id}${route}`, headers ? { headers } : {})
          return [answer.status, Object.fromEntries(answer.headers), await answer.text()]
        }),
      )
      expect(said[1], JSON.stringify(headers)).toEqual(said[0])
      expect(said[2]).toEqual(said[0])
      expect(said[0]![0]).toBe(404)
      expect(said[0]![2]).toContain('Authorization: Bearer')
    }
  }
  // Also for whoever has it: that it is erased is said where it is sent again, and never when.
  for (const route of ROUTES) {
    const answer = await get(`/receipts/${other!.id}${route}`, { headers: bearer(erased) })
    expect(await answer.clone().text()).not.toContain('2026')
    expect(await problemOf(answer)).toEqual([404, 'not-found'])
  }
  const [again] = await post([erased])
  expect(again).toMatchObject({ status: 410, problem: { code: 'receipt-erased' } })
  expect(JSON.stringify(again)).not.toContain('2026')
})

test('time tells as little: the store is asked the same for a receipt that is kept and one that is not', async () => {
  const asked: string[] = []
  const store = watched(createMemoryStore(), asked)
  const { post, get } = await backend({ store })
  const [kept] = await post([await receipt()])
  const asks = async (id: string, headers?: HeadersInit) => {
    asked.length = 0
    for (const route of ROUTES) await get(`/receipts/${id}${route}`, headers ? { headers } : {})
    return [...asked]
  }
  const wrong = bearer('another text')
  expect(await asks(kept!.id!, wrong)).toEqual(await asks('x'.repeat(43), wrong))
  // Without anything to compare, it need not be asked at all.
  expect(await asks(kept!.id!)).toEqual([])
})

test('a page of the site may send what opens a receipt, after the browser has asked', async () => {
  const { get } = await backend()
  const headers = {
    origin: SITE,
    'access-control-request-method': 'GET',
    'access-control-request-headers': 'authorization',
  }
  const allowed = async (path: string) => {
    const answer = await get(path, { method: 'OPTIONS', headers })
    return [answer.status, answer.headers.get('access-control-allow-headers')]
  }
  for (const route of ROUTES) {
    expect(await allowed(`/receipts/${'x'.repeat(43)}${route}`)).toEqual([204, 'authorization, content-type'])
  }
  for (const path of ['/receipts', '/.well-known/jwks.json']) expect(await allowed(path)).toEqual([204, 'content-type'])
})

function watched(store: Store, asked: string[]): Store {
  return new Proxy(store, {
    get: (target, name: keyof Store) => {
      const member = target[name] as (...given: unknown[]) => unknown
      return (...given: unknown[]) => (asked.push(name), member(...given))
    },
  })
}
