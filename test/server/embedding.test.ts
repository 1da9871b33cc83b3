// `createHandler` in a server of somebody's own: what it does with a config, with sites that are asked for, and at the end.
import { languagesOf, loadRecordText, makeNotice, type Config } from '@placet/core/config'
import { noticeHash } from '@placet/receipt'
import type { Result } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { expect, test } from 'vitest'
import { backend, batch, count, problemOf, request } from './backend.ts'
import { DECISION, receipt, SITE } from './device.ts'

const CONFIG: Config = {
  version: '3',
  controller: { name: 'Kiln Nine', contact: 'privacy@shop.example' },
  languages: ['en', 'de'],
  purposes: [
    {
      id: 'analytics',
      name: { en: 'Analytics', de: 'Messung' },
      data: ['pages'],
      reason: 'To improve the shop.',
      benefit: 'A better shop.',
      basis: 'consent',
      recipients: [],
      retention: 'P1Y',
    },
  ],
}

const underNotice = (hash: string, more: object = {}) => receipt({ ntc: { ...DECISION.ntc, hash }, ...more })

test('a config registers its notice in every language: no receipt under it is flagged', async () => {
  const { post, get } = await backend({ config: CONFIG })
  for (const language of languagesOf(CONFIG)) {
    const notice = makeNotice(CONFIG, language, await loadRecordText(language))
    const hash = await noticeHash(notice)
    const [result] = await post([await underNotice(hash)])
    expect([language, result!.status, result!.flags]).toEqual([language, 201, undefined])
    expect(await (await get(`/notices/${hash}`)).json()).toEqual(notice)
  }
  const [other] = await post([await receipt()])
  expect(other!.flags).toEqual(['notice-unknown'])
})

test('notices may be given beside a config', async () => {
  const besides = await noticeHash({ version: '1' })
  const { post } = await backend({ config: CONFIG, notices: { [besides]: { version: '1' } } })
  const hash = await noticeHash(makeNotice(CONFIG, 'en', await loadRecordText('en')))
  const results = await post([await underNotice(besides), await underNotice(hash)])
  expect(results.map(({ flags }) => flags)).toEqual([undefined, undefined])
})

test('a faulty config is refused when the handler is made, with every complaint', async () => {
  const faulty = { ...CONFIG, purposes: [{ ...CONFIG.purposes[0]!, retention: '6 months' }] }
  await expect(backend({ config: faulty })).rejects.toMatchObject({
    code: 'config-invalid',
    message: expect.stringContaining('purposes[0].retention'),
  })
})

test.each([
  ['at once', (origin: string) => origin === SITE],
  ['by a promise', async (origin: string) => origin === SITE],
])('sites may be a function that answers %s', async (_, sites) => {
  const { handle, post, store } = await backend({ sites })
  expect((await post([await receipt()], { origin: SITE }))[0]!.status).toBe(201)
  const foreign = await receipt({ aud: 'https://other.example' })
  expect(await problemOf(await handle(request(batch([foreign]))))).toEqual([403, 'site-unknown'])
  const answer = await handle(request(batch([await receipt()]), { origin: 'https://other.example' }))
  expect(await problemOf(answer)).toEqual([403, 'site-unknown'])
  expect(await count(store)).toBe(1)
})

test('pages of a site that the function accepts may read the answer', async () => {
  const { handle } = await backend({ sites: async (origin) => origin === SITE })
  const answer = await handle(request(batch([await receipt()]), { origin: SITE }))
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, SITE])
})

test('the function is asked about origins only, once for each site in a batch', async () => {
  const asked: string[] = []
  const { handle, post } = await backend({ sites: (origin) => asked.push(origin) > 0 })
  await post([await receipt(), await receipt(), await receipt()])
  expect(asked).toEqual([SITE])
  const odd = await handle(request(batch([]), { origin: 'null' }))
  expect(await problemOf(odd)).toEqual([403, 'site-unknown'])
  expect(asked).toEqual([SITE])
})

test('an answer that is only truthy accepts nothing', async () => {
  const { handle } = await backend({ sites: (() => 'yes') as never })
  expect(await problemOf(await handle(request(batch([await receipt()]))))).toEqual([403, 'site-unknown'])
})

test('where the function fails the request is answered with a fault of ours, and nothing is kept', async () => {
  const failing = async () => {
    throw new Error('the list of sites cannot be reached')
  }
  const { handle, store, lines } = await backend({ sites: failing })
  for (const headers of [{}, { origin: SITE }] as HeadersInit[]) {
    const answer = await handle(request(batch([await receipt()]), headers))
    expect(await problemOf(answer)).toEqual([500, 'internal-error'])
  }
  expect(lines.map(({ cause }) => (cause as Error).message)).toEqual(
    Array(2).fill('the list of sites cannot be reached'),
  )
  expect(await count(store)).toBe(0)
})

test('drain resolves when what has begun is answered and kept; the store may then be closed', async () => {
  const store = createMemoryStore()
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => (release = resolve))
  const slow = {
    ...store,
    turn: async (...args: Parameters<typeof store.turn>) => {
      await held
      return store.turn(...args)
    },
  }
  const { handle } = await backend({ store: slow })
  const answer = handle(request(batch([await receipt()])))
  let drained = false
  const done = handle.drain().then(() => (drained = true))
  // Every other request is answered meanwhile, and none of them is waited for in vain.
  expect((await handle(new Request(`${SITE}/consent/health`))).status).toBe(200)
  expect(drained).toBe(false)
  release()
  await done
  const { results } = (await (await answer).json()) as { results: Result[] }
  expect([results[0]!.status, await count(store)]).toEqual([201, 1])
})

test('drain waits for what is kept of a sender that is gone, and for a request whose body is still coming', async () => {
  const { handle, store } = await backend()
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const answer = handle(request(readable))
  const order: string[] = []
  const all = Promise.all([handle.drain().then(() => order.push('drained')), answer.then(() => order.push('answered'))])
  const writer = writable.getWriter()
  await writer.write(new TextEncoder().encode(batch([await receipt()])))
  await writer.close()
  await all
  expect([order, await count(store)]).toEqual([['answered', 'drained'], 1])
})

test('from drain on new receipts are refused for another process to take, and health still answers', async () => {
  const { handle, get } = await backend()
  await handle.drain()
  const refused = await handle(request(batch([await receipt()]), { origin: SITE }))
  expect([refused.headers.get('retry-after'), refused.headers.get('access-control-allow-origin')]).toEqual(['5', SITE])
  expect(await problemOf(refused)).toEqual([503, 'stopping'])
  expect(await problemOf(await get('/ready'))).toEqual([503, 'stopping'])
  expect((await get('/health')).status).toBe(200)
})
