// The way between tabs and a real backend, where each request meets its fate. What has left a tab goes on without it.
import { type Answer, openBackend } from '../browser/backend.ts'
import type { Schedule } from '../browser/schedule.ts'

export const FATES = [
  'fine',
  'request lost',
  'answer lost',
  'comes twice',
  'comes again later',
  'comes after patience has ended',
  'hangs',
  'slow',
  'keepalive refused',
  'answer torn',
  'answer cut',
  'answers swapped',
  'answers half',
  'kept, then 502',
  '429',
  '500',
  '503',
  'restart before the answer',
] as const
export type Fate = (typeof FATES)[number]
export type Wire = ReturnType<typeof makeWire>

/** In ms: what `http()` waits for an answer. */
const PATIENCE = 30_000
export const RETRY_AFTER = 90_000

export function makeWire({ gate, busy, now, later }: Schedule, fates: Fate[]) {
  const backend = openBackend(now)
  const abandoned = new WeakSet<AbortSignal>()
  const hurried = new WeakSet<AbortSignal>()
  /** Which tabs wait for an answer within their turn. */
  const sending: number[] = []
  /** Until when a tab was told to stay away, and with it all that take turns; who ends may not have heard. */
  const banned = new Map<number, number>()
  const dead = new Set<number>()
  let wires = 0

  const wire = {
    backend,
    /** Whatever comes from now on comes through. */
    healed: false,
    /** While a tab sends outside of any turn, because it ends. */
    hurrying: false,
    /** Nothing has gone wrong yet. */
    undisturbed: true,
    /** The receipts of each request, in the order in which they came to the backend. */
    arrivals: [] as { receipts: string[]; undisturbed: boolean }[],
    faults: [] as string[],
    died(tab: number): void {
      dead.add(tab)
      for (let at; (at = sending.indexOf(tab)) >= 0;) sending.splice(at, 1)
      banned.delete(tab)
    },
    fetch:
      (tab: number): typeof fetch =>
      async (_, init) => {
        const { signal, keepalive } = init!
        if (abandoned.has(signal!)) throw timeOut()
        const fate: Fate = wire.healed ? 'fine' : (fates.shift() ?? 'fine')
        if (fate !== 'fine' && fate !== 'slow') wire.undisturbed = false
        // Its second try, without keepalive, is one of its kind.
        if (wire.hurrying) hurried.add(signal!)
        const inTurn = !hurried.has(signal!)
        const until = inTurn ? Math.max(0, ...banned.values()) : (banned.get(tab) ?? 0)
        if (now() < until) wire.faults.push(`tab ${tab} came before it was told to`)
        if (inTurn && sending.some((each) => each !== tab)) wire.faults.push('two tabs send at once')
        if (inTurn) sending.push(tab)
        try {
          await gate(tab, 'network')
          if (fate === 'keepalive refused' && keepalive) throw new TypeError('keepalive')
          const answer = await carry(fate, String(init!.body))
          if (dead.has(tab)) return await new Promise<never>(() => {})
          if (answer === 'nothing') {
            await new Promise<void>((ended) => later(tab, ended, PATIENCE))
            abandoned.add(signal!)
            throw timeOut()
          }
          await gate(tab, 'network')
          if (answer === 'lost') throw new TypeError('Failed to fetch')
          if (answer.headers && inTurn) banned.set(tab, now() + RETRY_AFTER)
          return new Response(fate === 'answer torn' ? torn(answer.text) : answer.text, answer)
        } finally {
          if (inTurn && sending.includes(tab)) sending.splice(sending.indexOf(tab), 1)
        }
      },
  }

  async function arrive(body: string): Promise<Answer> {
    await gate(0, `wire ${wires++}`)
    const { receipts } = JSON.parse(body) as { receipts: string[] }
    wire.arrivals.push({ receipts, undisturbed: wire.undisturbed })
    return busy(() => backend.post(body))
  }

  async function carry(fate: Fate, body: string): Promise<Answer | 'lost' | 'nothing'> {
    const again = (ms: number) => later(0, () => void arrive(body), ms)
    switch (fate) {
      case 'request lost':
        return 'lost'
      case '429':
      case '503':
        return { status: Number(fate), text: '{"detail":"later"}', headers: { 'retry-after': `${RETRY_AFTER / 1000}` } }
      case '500':
        return { status: 500, text: '<h1>Oops</h1>' }
      case 'hangs':
        return 'nothing'
      case 'comes after patience has ended':
        again(2 * PATIENCE)
        return 'nothing'
      case 'comes again later':
        again(PATIENCE / 2)
        break
      case 'comes twice':
        return (await Promise.all([arrive(body), arrive(body)]))[1]!
      case 'slow':
        await new Promise<void>((come) => later(0, come, PATIENCE / 3))
    }
    const answer = await arrive(body)
    switch (fate) {
      case 'answer lost':
        return 'lost'
      case 'restart before the answer':
        backend.restart()
        return 'lost'
      case 'kept, then 502':
        return { status: 502, text: 'Bad gateway' }
      case 'answer cut':
        return { ...answer, text: answer.text.slice(0, answer.text.length / 2) }
      case 'answers swapped':
        return { ...answer, text: changed(answer.text, (results) => results.reverse()) }
      case 'answers half':
        return { ...answer, text: changed(answer.text, (results) => results.map(everySecondLater)) }
    }
    return answer
  }
  return wire
}

const timeOut = () => new DOMException('The operation timed out.', 'TimeoutError')
const everySecondLater = (result: object, at: number) => (at % 2 ? { status: 429 } : result)

function changed(text: string, change: (results: object[]) => object[]): string {
  const answer = JSON.parse(text) as { results: object[] }
  return JSON.stringify({ ...answer, results: change(answer.results) })
}

function torn(text: string): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text.slice(0, text.length / 2)))
      controller.error(new TypeError('terminated'))
    },
  })
}
