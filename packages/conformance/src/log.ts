// Checks of a site's log: every receipt has a place with a proof, and the log only grows.
import { type Checkpoint, checkpointFinding, logName, parseCheckpoint, parseProof } from '@placet/receipt'
import type { Bench, Check, Level } from './check.ts'
import { demand } from './fault.ts'
import { demandKept } from './evidence.ts'
import { rootsFromTiles } from './log-tree.ts'
import { exchangeBehind, type Result } from './wire.ts'

const level: Level = 'logged'

export const LOG: Check[] = [
  {
    name: 'proof-holds',
    level,
    says: 'each answer brings a proof that the receipt is in the log, under a checkpoint that the log’s key signed',
    async run(bench) {
      const receipts = await bench.device.receipts(5)
      for (const [at, result] of (await bench.wire.post(receipts)).entries()) {
        demandKept(result, 201)
        await demandLogged(bench, receipts[at]!, result)
        const index = parseProof(result.proof!)?.index
        demand(index === result.index, `index is ${result.index}, the proof is for ${index}`, exchangeBehind(result))
      }
    },
  },
  {
    name: 'countersignature-names-the-log',
    level,
    says: 'log of the countersignature is the checkpoint’s origin, and idx the receipt’s place',
    async run({ wire, device, evidence }) {
      const receipt = await device.receipt()
      const [result] = await wire.post([receipt])
      const { log, idx } = (await evidence.word(receipt, result)) ?? {}
      const origin = parseCheckpoint(parseProof(result!.proof ?? '')?.checkpoint ?? '')?.origin
      demand(log === origin, `log is ${log}; the checkpoint’s origin is ${origin}`, exchangeBehind(result))
      demand(idx === result!.index, `idx is ${idx}; the answer says ${result!.index}`, exchangeBehind(result))
    },
  },
  {
    name: 'one-place-each',
    level,
    says: 'receipts that come at once get places of their own, and a duplicate keeps the place it has',
    async run(bench) {
      const { wire, device } = bench
      const receipts = await device.receipts(30)
      const results = (await Promise.all(receipts.map((each) => wire.post([each])))).map(([result]) => result!)
      const places = new Set(results.map(({ index }) => index))
      demand(places.size === receipts.length && !places.has(undefined), 'two receipts have one index')
      const [again] = await wire.post([receipts[0]!])
      const kept = again?.index === results[0]!.index
      demand(kept, `sent again, the index is ${again?.index}; it was ${results[0]!.index}`, exchangeBehind(again))
      await demandLogged(bench, receipts[0]!, again!)
    },
  },
  {
    name: 'proof-route',
    level,
    says: 'GET /receipts/:id/proof gives the proof of a kept receipt, with its bearer token, as text/plain',
    async run(bench) {
      const { wire, device, evidence, site } = bench
      const receipt = await device.receipt()
      const [result] = await wire.post([receipt])
      demandKept(result, 201)
      const exchange = await evidence.read(`/receipts/${result.id}/proof`, receipt, { origin: site })
      const type = exchange.headers['content-type'] ?? 'missing'
      demand(
        exchange.status === 200 && type.startsWith('text/plain'),
        `it must be 200 text/plain; it is ${exchange.status} ${type}`,
        exchange,
      )
      await demandLogged(bench, receipt, { ...result, proof: exchange.text })
    },
  },
  {
    name: 'log-grows-consistently',
    level,
    says: 'a later checkpoint’s tree begins with the earlier one’s, recomputed from the tiles that anyone can read',
    async run(bench) {
      const first = await checkpointNow(bench)
      await bench.wire.post(await bench.device.receipts(40))
      const second = await checkpointNow(bench, first.size + 40)
      const roots = await rootsFromTiles(bench.wire, logPath(bench), first.size, second.size)
      const grown = isSame(roots.before, first.root) && isSame(roots.now, second.root)
      demand(grown, `the tiles do not lead to the roots of the checkpoints of size ${first.size} and ${second.size}`)
    },
  },
  {
    name: 'no-entries',
    level,
    says: 'no entry bundle is given out: it would reveal the identities of receipts',
    async run(bench) {
      for (const path of ['entries/000', 'entries/000.p/1']) {
        const exchange = await bench.wire.get(`${logPath(bench)}/tile/${path}`)
        demand(exchange.status === 404, `it must be 404; it is ${exchange.status}`, exchange)
      }
    },
  },
]

async function demandLogged({ evidence }: Bench, receipt: string, result: Result): Promise<void> {
  demand(result.proof !== undefined, 'there is no proof', exchangeBehind(result))
  const { valid, level: reached, findings } = await evidence.check(receipt, result)
  const why = findings.find(({ severity }) => severity === 'error') ?? findings[0]
  const seen = `verify says ${reached}: ${why?.code} (${why?.detail})`
  demand(valid && (reached as Level) === 'logged', seen, exchangeBehind(result))
}

async function checkpointNow(bench: Bench, least = 1): Promise<Checkpoint> {
  const path = `${logPath(bench)}/checkpoint`
  for (let tries = 0; ; tries++) {
    const exchange = await bench.wire.get(path)
    demand(exchange.status === 200, `there must be a checkpoint; it is ${exchange.status}`, exchange)
    const checkpoint = parseCheckpoint(exchange.text)
    demand(checkpoint !== undefined, 'it is no checkpoint (C2SP tlog-checkpoint)', exchange)
    // The part before is the backend's URL when the log began. A log keeps its name when the backend moves.
    const { origin } = checkpoint
    demand(origin.endsWith(logPath(bench)), `its origin is ${origin}, and must end with ${logPath(bench)}`, exchange)
    const wrong = await checkpointFinding(checkpoint, await bench.evidence.keys())
    demand(!wrong, `its signature does not hold: ${wrong?.code} (${wrong?.detail})`, exchange)
    if (checkpoint.size >= least) return checkpoint
    // A cache may hold the previous checkpoint for a few seconds.
    demand(tries < 10, `its size is ${checkpoint.size}; ${least} receipts were answered`, exchange)
    await new Promise((done) => setTimeout(done, 1000))
  }
}

function logPath({ site }: Bench): string {
  return `/log/${logName(site)}`
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.from(one).equals(other)
}
