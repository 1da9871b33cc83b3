// Checks of durability: acknowledged receipts survive a stop, and a kill under load, with the same answers.
import type { Bench, Check } from './check.ts'
import { demand, Fault, Skip } from './fault.ts'
import type { BackendProcess } from './backend-process.ts'
import { demandKept } from './evidence.ts'
import { exchangeBehind, type Result, type Wire } from './wire.ts'

type Answered = Map<string, Result>

export const DURABILITY: Check[] = [
  {
    name: 'survives-restart',
    says: 'after a stop and a start every receipt is a duplicate with the same answer, and the keys are the same',
    async run(bench) {
      const { process, evidence } = needProcess(bench)
      const answered: Answered = new Map()
      for (let at = 0; at < 5; at++) await postSome(bench, answered, [])
      const before = (await evidence.keys().catch(() => undefined))?.exchange.text
      await process.stop()
      await process.start()
      await demandAll(bench, answered)
      const after = (await evidence.keys().catch(() => undefined))?.exchange.text
      demand(before === after, 'the JWKS is another one after the restart')
    },
  },
  {
    name: 'survives-kill',
    says: 'killed (SIGKILL) under load, three times: every acknowledged receipt is a duplicate with the same answer',
    async run(bench) {
      const { process } = needProcess(bench)
      for (let round = 0; round < 3; round++) {
        const answered: Answered = new Map()
        const unanswered: string[] = []
        const load = Promise.all(Array.from({ length: 8 }, () => keepPosting(bench, answered, unanswered)))
        // Kills the backend under load: some receipts were answered, and every sender has one more request under way.
        await Promise.race([load, until(() => answered.size >= 40 * (round + 1))])
        await process.kill()
        await load
        await process.start()
        await demandAll(bench, answered)
        for (const result of await postAll(bench.wire, unanswered)) {
          const { status } = result
          const taken = status === 201 || status === 200
          demand(taken, `a receipt that was on its way must be 201 or 200; it is ${status}`, exchangeBehind(result))
        }
      }
    },
  },
]

function needProcess(bench: Bench): Bench & { process: BackendProcess } {
  if (!bench.process) throw new Skip('give --restart <command>, and the kit starts, stops and kills the backend itself')
  return bench as Bench & { process: BackendProcess }
}

async function postSome({ wire, device }: Bench, answered: Answered, unanswered: string[]): Promise<void> {
  const receipts = await device.receipts(3)
  unanswered.push(...receipts)
  const results = await wire.post(receipts)
  for (const [at, result] of results.entries()) {
    demandKept(result, 201)
    answered.set(receipts[at]!, result)
    unanswered.splice(unanswered.indexOf(receipts[at]!), 1)
  }
}

async function keepPosting(bench: Bench, answered: Answered, unanswered: string[]): Promise<void> {
  for (;;) {
    try {
      await postSome(bench, answered, unanswered)
    } catch (error) {
      // A refused or aborted connection means that the backend was killed.
      if (error instanceof Fault && error.exchange?.status === 0) return
      throw error
    }
  }
}

async function until(enough: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !enough() && Date.now() < end;) await new Promise((done) => setTimeout(done, 1))
}

async function demandAll({ wire }: Bench, answered: Answered): Promise<void> {
  const receipts = [...answered.keys()]
  for (const [at, again] of (await postAll(wire, receipts)).entries()) {
    const first = answered.get(receipts[at]!)!
    demandKept(again, 200, 'a receipt that was acknowledged before')
    const same = again.countersignature === first.countersignature && again.index === first.index
    demand(same, 'its countersignature or place is another one than was answered before', exchangeBehind(again))
  }
}

async function postAll(wire: Wire, receipts: readonly string[]): Promise<Result[]> {
  const results: Result[] = []
  for (let at = 0; at < receipts.length; at += 40) results.push(...(await wire.post(receipts.slice(at, at + 40))))
  return results
}
