// The way to a real backend, which can be cut, broken, or lose what comes back.
import { type Answer, openBackend } from './backend.ts'
import type { Schedule } from './schedule.ts'

export type Weather = 'online' | 'offline' | 'broken' | 'busy' | 'lossy'
export type Network = ReturnType<typeof makeNetwork>

export function makeNetwork({ gate, busy, now }: Schedule) {
  const backend = openBackend(now)
  const network = {
    weather: 'online' as Weather,
    store: backend.store,
    /** Every receipt that left a browser, in order, as often as it did. */
    sent: [] as string[],
    fetch:
      (tab: number): typeof fetch =>
      async (_, init) => {
        const { weather } = network
        const body = String(init?.body)
        await gate(tab, 'network')
        network.sent.push(...(JSON.parse(body) as { receipts: string[] }).receipts)
        const answer = await busy(() => answered(weather, body))
        await gate(tab, 'network')
        if (typeof answer === 'string') throw new TypeError(answer)
        return new Response(answer.text, answer)
      },
  }

  async function answered(weather: Weather, body: string): Promise<Answer | string> {
    if (weather === 'offline') return 'no network'
    if (weather === 'broken') return { text: 'oops', status: 500 }
    if (weather === 'busy') return { text: '{}', status: 503, headers: { 'retry-after': '20' } }
    const answer = await backend.post(body)
    return weather === 'lossy' ? 'the answer was lost' : answer
  }
  return network
}
