// The way to a real backend, which can be cut, broken, or lose what comes back.
import { createHandler, generateKey, signerFrom } from '@placet/server'
import { createMemoryStore } from '@placet/server/stores/memory'
import type { Schedule } from './schedule.ts'

export const SITE = 'https://shop.example'
export const BACKEND = `${SITE}/consent/receipts`

export type Weather = 'online' | 'offline' | 'broken' | 'busy' | 'lossy'
export type Network = ReturnType<typeof makeNetwork>

const signer = await signerFrom(await generateKey())

export function makeNetwork({ gate, busy, now }: Schedule) {
  const store = createMemoryStore()
  const handle = createHandler({ store, signer, issuer: `${SITE}/consent`, sites: [SITE], now })
  const network = {
    weather: 'online' as Weather,
    store,
    /** Every receipt that left a browser, in order, as often as it did. */
    sent: [] as string[],
    fetch:
      (tab: number): typeof fetch =>
      async (url, init) => {
        const { weather } = network
        const body = String(init?.body)
        await gate(tab, 'network')
        network.sent.push(...(JSON.parse(body) as { receipts: string[] }).receipts)
        const answer = await busy(() => answered(weather, String(url), body))
        await gate(tab, 'network')
        if (typeof answer === 'string') throw new TypeError(answer)
        return new Response(answer.text, answer)
      },
  }

  async function answered(weather: Weather, url: string, body: string) {
    if (weather === 'offline') return 'no network'
    if (weather === 'broken') return { text: 'oops', status: 500 }
    if (weather === 'busy') return { text: '{}', status: 503, headers: { 'retry-after': '20' } }
    const headers = { origin: SITE, 'content-type': 'text/plain;charset=UTF-8' }
    const response = await handle(new Request(url, { method: 'POST', body, headers }))
    const text = await response.text()
    return weather === 'lossy' ? 'the answer was lost' : { text, status: response.status }
  }
  return network
}
