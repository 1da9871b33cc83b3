// What a backend tells a monitor: what happened, and nothing of anybody.
import { createMetrics, type Store } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import { expect, test } from 'vitest'
import { backend, batch, problemOf, request } from './backend.ts'
import { receipt, SITE } from './device.ts'

const OTHER = 'https://other.example'

async function watched(store: Store = createMemoryStore()) {
  const under = await backend({ store, sites: [SITE, OTHER], metrics: await createMetrics() })
  /** Samples by name and labels, as Prometheus reads them. */
  const samples = async () => {
    const response = await under.get('/metrics')
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    return Object.fromEntries(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
    )
  }
  return { ...under, samples }
}

test('metrics are for whoever switched them on', async () => {
  const { get } = await backend()
  expect(await problemOf(await get('/metrics'))).toEqual([404, 'not-found'])
})

test('requests and receipts are counted by how they ended, commits by how many shared them', async () => {
  const { post, handle, get, samples } = await watched()
  const jws = await receipt()
  await post([jws, await receipt(), 'x'])
  await post([jws])
  await handle(request('nonsense'))
  await get(`/receipts/${'x'.repeat(43)}`)
  expect(await samples()).toMatchObject({
    'placet_requests_total{route="/receipts",method="POST",status="200"}': 2,
    'placet_requests_total{route="/receipts",method="POST",status="400"}': 1,
    'placet_requests_total{route="/receipts/:id",method="GET",status="404"}': 1,
    'placet_request_seconds_count{route="/receipts"}': 3,
    'placet_receipts_total{result="accepted"}': 2,
    'placet_receipts_total{result="duplicate"}': 1,
    'placet_receipts_total{result="refused"}': 1,
    [`placet_log_size{site="${SITE}"}`]: 2,
    placet_commit_seconds_count: 2,
    placet_commit_receipts_sum: 3,
    placet_commit_failures_total: 0,
    placet_queue_waiting: 0,
  })
})

test('a store that fails is seen, and does not hide the rest', async () => {
  const fail = () => Promise.reject(new Error('disk full'))
  const { handle, samples } = await watched({ ...createMemoryStore(), turn: fail, head: fail })
  expect((await handle(request(batch([await receipt()])))).status).toBe(503)
  const seen = await samples()
  expect(seen).toMatchObject({
    'placet_requests_total{route="/receipts",method="POST",status="503"}': 1,
    placet_commit_failures_total: 1,
  })
  expect(Object.keys(seen).filter((name) => name.startsWith('placet_log_size'))).toEqual([])
})

test('strangers cannot make the list of series grow, and nobody stands in it', async () => {
  const { post, get, handle, samples } = await watched()
  const jws = await receipt()
  const [result] = await post([jws])
  const strange = async (at: number) => {
    await get(`/odd/${at}?secret=${at}`, { method: `BREW${at}` })
    await get(`/receipts/${String(at).padStart(43, 'x')}`, { headers: { 'user-agent': `odd${at}` } })
    await handle(
      request(batch([await receipt({ aud: `https://odd${at}.example` })]), { origin: `https://odd${at}.example` }),
    )
  }
  await strange(0)
  const series = async () => Object.keys(await samples()).filter((name) => name.startsWith('placet_'))
  await series()
  const before = await series()
  for (let at = 1; at < 20; at++) await strange(at)
  expect(await series()).toEqual(before)
  const text = await (await get('/metrics')).text()
  const { jti, sub } = JSON.parse(atob(jws.split('.')[1]!))
  for (const private_ of [result!.id!, jti, sub, 'odd', 'secret']) expect(text).not.toContain(private_)
})

test('two backends in one process count for themselves', async () => {
  const [one, two] = [await watched(), await watched()]
  await one.post([await receipt()])
  expect(await two.samples()).not.toHaveProperty('placet_receipts_total{result="accepted"}')
})
