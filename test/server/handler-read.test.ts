// What a backend gives out, by its address.
import { noticeHash } from '@placet/receipt'
import { describe, expect, test } from 'vitest'
import { backend, batch, problemOf, request } from './backend.ts'
import { bearer, DECISION, receipt, SITE } from './device.ts'

describe('an address', () => {
  test('gives a kept receipt as a bundle, and nothing besides', async () => {
    const notice = { version: '1', language: 'en' }
    const hash = await noticeHash(notice)
    const { post, get } = await backend({ notices: { [hash]: notice } })
    const jws = await receipt({ ntc: { ...DECISION.ntc, hash } })
    const [result] = await post([jws])
    const response = await get(`/receipts/${result!.id}`, { headers: bearer(jws) })
    const { countersignature, proof } = result!
    expect(await response.json()).toEqual({ receipt: jws, countersignature, notice, proof, status: 'kept' })
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('gives a notice for ever, even when the config has moved on', async () => {
    const hash = await noticeHash({ version: '1' })
    const { store, get } = await backend({ notices: { [hash]: { version: '1' } } })
    expect((await get(`/notices/${hash}`)).headers.get('cache-control')).toContain('immutable')
    const later = await backend({ store, notices: { [await noticeHash({ version: '2' })]: { version: '2' } } })
    expect(await (await later.get(`/notices/${hash}`)).json()).toEqual({ version: '1' })
  })

  test('never gives the private key away', async () => {
    const { get } = await backend()
    const { keys } = (await (await get('/.well-known/jwks.json')).json()) as { keys: object[] }
    expect(keys.map((key) => Object.keys(key).sort())).toEqual([
      ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'],
      ['alg', 'crv', 'kid', 'kty', 'use', 'x'],
    ])
  })

  test('works under any prefix and under none', async () => {
    const { handle } = await backend()
    for (const path of ['/health', '/api/v1/consent/health']) {
      expect(await (await handle(new Request(`https://x.example${path}`))).json(), path).toEqual({ status: 'ok' })
    }
  })

  test.each([
    '/',
    '/nowhere',
    '/receipts/',
    '/receipts/short',
    `/notices/${'x'.repeat(43)}`,
    `/receipts/${'x'.repeat(43)}`,
    '/xhealth',
    '/receipts/../etc',
    '/%2e%2e/%00',
  ])('%s is not found', async (path) => {
    const { get } = await backend()
    expect(await problemOf(await get(path))).toEqual([404, 'not-found'])
  })

  test('is read as what it says it is: no browser makes a page or a script of a receipt, a notice or a refusal', async () => {
    const notice = { version: '<script>alert(1)</script>' }
    const hash = await noticeHash(notice)
    const { get, post, handle } = await backend({ notices: { [hash]: notice } })
    const jws = await receipt()
    const [result] = await post([jws])
    const id = `/receipts/${result!.id}`
    const answers = [
      await handle(request(batch([jws]))),
      await handle(request('<script>')),
      await get(id, { headers: bearer(jws) }),
      await get(id, { method: 'OPTIONS', headers: { origin: SITE } }),
      await get(id, { headers: { origin: 'https://<script>.example' } }),
      await get('/health', { method: 'HEAD' }),
      await get('/log/shop.example/tile/0/000.p/1'),
      ...(await Promise.all(
        [`/notices/${hash}`, '/log/shop.example/checkpoint', '/<script>'].map((path) => get(path)),
      )),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 200, 204, 403, 200, 200, 200, 200, 404])
    for (const answer of answers)
      expect(answer.headers.get('x-content-type-options'), String(answer.status)).toBe('nosniff')
  })

  test('says which methods it knows', async () => {
    const { get } = await backend()
    const response = await get('/receipts')
    expect(response.headers.get('allow')).toBe('POST, OPTIONS')
    expect(await problemOf(response)).toEqual([405, 'method-not-allowed'])
    for (const method of ['DELETE', 'constructor', '__proto__', 'toString']) {
      expect(await problemOf(await get('/health', { method })), method).toEqual([405, 'method-not-allowed'])
    }
    const head = await get('/health', { method: 'HEAD' })
    expect([head.status, await head.text()]).toEqual([200, ''])
  })
})
