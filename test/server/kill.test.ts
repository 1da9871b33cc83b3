// Pulling the plug: a backend under load is killed (SIGKILL) at random moments and started again on what it left behind. It purges
// whenever it starts. Processes beside it purge, and erase all receipts of a device, and are killed, too.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  fromBase64url,
  type KeySet,
  parseCheckpoint,
  parseProof,
  receiptIdentity,
  toBase64url,
  verify,
} from '@placet/receipt'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '../../packages/server/src/stores/open.ts'
import { nodePrimitives as primitives } from '../../packages/server/src/verify/primitives.ts'
import { missingPostgres, startCluster } from '../postgres/cluster.ts'
import { buildCli, type Cli } from './cli.ts'
import { SITE } from './device.ts'
import { type Acknowledged, createLedger, SITES } from './kill-ledger.ts'
import * as oracle from './merkle-oracle.ts'

const KILLS = process.env.PLACET_LONG ? 100 : 10
const SENDERS = 4
const TIMEOUT = 180_000 + KILLS * 6000

let cli: Cli
let running: ChildProcess | undefined

beforeAll(async () => {
  cli = await buildCli()
})
afterAll(async () => {
  running?.kill('SIGKILL')
  await cli.remove()
})

const WHAT = 'what was acknowledged is there, once, and the log is one'

test(`killed ${KILLS} times on libsql: ${WHAT}`, { timeout: TIMEOUT }, () => survive([]))

test.skipIf(missingPostgres)(`killed ${KILLS} times on PostgreSQL: ${WHAT}`, { timeout: TIMEOUT }, async () => {
  const cluster = await startCluster()
  try {
    const url = await cluster.database()
    await survive(['--store', url], () => crash(url))
  } finally {
    await cluster.stop()
  }
})

async function survive(storeArgs: string[], crashStore = async () => {}): Promise<void> {
  const data = await mkdtemp(join(cli.folder, 'data-'))
  const config = join(data, 'config.json')
  await writeFile(config, JSON.stringify({ sites: SITES, limits: { perKey: false } }))
  const place = ['--data', join(data, 'kept'), ...storeArgs]
  const issuer = ['--issuer', `${SITE}/consent`]
  const retention = ['--retention', 'P0D', ...issuer]
  const args = ['--config', config, ...place, ...retention]
  const ledger = createLedger()
  const erase = ['erase', '--sub', await ledger.device(), '--yes', ...place, ...issuer]

  for (let kill = 0; kill < KILLS; kill++) {
    const { child, ready } = serve(args)
    // Now and then before it has even started: the first time it is making keys and tables.
    if (kill % 4 === 0) await Promise.race([sleep(Math.random() * 600), ready])
    else {
      const senders = ready.then((url) => Promise.all(Array.from({ length: SENDERS }, () => ledger.keepSending(url))))
      await ready
      if (kill % 5 === 2) await crashStore()
      const erasing = [['purge', ...place, ...retention], erase][kill % 3]
      const beside = erasing && start(erasing)
      await heard(ledger.acknowledged, Math.random() * 150)
      beside?.kill('SIGKILL')
      child.kill('SIGKILL')
      await senders
    }
    child.kill('SIGKILL')
    await gone(child)
  }

  const last = serve(args)
  // Not killed: there must be something to find.
  await cli.run(erase)
  const url = await last.ready
  const told = ledger.acknowledged.size
  const doubted = ledger.doubtful.size
  await ledger.sendAgain(url)
  console.log(`${told} acknowledged over ${KILLS} kills; ${doubted} without an answer, sent again`)
  expect(ledger.faults).toEqual([])
  expect(told).toBeGreaterThan(KILLS * 10)
  expect(ledger.doubtful.size).toBe(0)

  const get = async (path: string) => (await fetch(`${url}${path}`)).text()
  const keys = JSON.parse(await get('/.well-known/jwks.json')) as KeySet
  const notes = await Promise.all(SITES.map((site) => get(`/log/${new URL(site).host}/checkpoint`)))
  last.child.kill('SIGTERM')
  await gone(last.child)
  // Kept, purged, and never answered: its leaf alone says where it stood.
  const unheard = await placesOf(
    [...ledger.erased].filter((id) => !ledger.acknowledged.has(id)),
    storeArgs[1] ?? join(data, 'kept', 'placet.db'),
  )
  let stated = 0
  for (const [at, site] of SITES.entries()) {
    const all = [...ledger.acknowledged].filter(([, each]) => each.site === site)
    const { out } = await cli.run(['export', ...place, '--statements', '--site', site])
    const statements = await Promise.all(out.split('\n').flatMap((line) => (line === '' ? [] : placeOf(line))))
    const ofSite = unheard.filter((each) => each.site === site)
    await holdsTogether(all, [...statements, ...ofSite], notes[at]!, keys)
    stated += statements.length
  }
  console.log(`${ledger.erased.size} of ${ledger.mortal.size} found purged, by ${stated} statements`)
  expect(stated).toBeGreaterThan(0)
  const audit = await cli.run(['audit', ...place])
  expect([audit.code, audit.out + audit.err]).toEqual([0, expect.any(String)])
}

async function placesOf(ids: string[], place: string): Promise<{ id: string; site: string; index: number }[]> {
  const store = await openStore(place, { readOnly: true })
  try {
    const found = ids.map(async (id) => {
      const erased = await store.findErased(toBase64url(oracle.leaf(fromBase64url(id)!)))
      return erased?.index === undefined ? [] : [{ id, site: erased.site, index: erased.index }]
    })
    return (await Promise.all(found)).flat()
  } finally {
    await store.close()
  }
}

// Dense and without a double; every proof ever given verifies; every checkpoint ever shown is a beginning of today's log.
async function holdsTogether(
  all: [id: string, kept: Acknowledged][],
  others: { id: string; index: number }[],
  note: string,
  keys: KeySet,
): Promise<void> {
  const places = [...all.map(([id, { index }]) => ({ id, index })), ...others]
  const inOrder = places.sort((one, other) => one.index - other.index)
  expect(inOrder.map(({ index }) => index)).toEqual(inOrder.map((_, place) => place))
  const roots = rootsOf(inOrder.map(({ id }) => oracle.leaf(fromBase64url(id)!)))
  const today = parseCheckpoint(note)!
  expect([today.size, hex(today.root)]).toEqual([places.length, roots[places.length]])

  const seen = new Set<string>()
  for (const [, { receipt, countersignature, proofs }] of all) {
    for (const proof of proofs) {
      const { level, valid, findings } = await verify({ receipt, countersignature, proof }, { keys, primitives })
      expect([level, valid], JSON.stringify(findings)).toEqual(['logged', true])
      seen.add(parseProof(proof)!.checkpoint)
    }
  }
  for (const checkpoint of seen) {
    const { size, root } = parseCheckpoint(checkpoint)!
    expect(hex(root), `checkpoint of ${size}`).toBe(roots[size])
  }
}

/** A line of `export --statements` in, the statement's identity and place out. */
async function placeOf(line: string): Promise<{ id: string; index: number }> {
  const { statement, proof } = JSON.parse(line) as { statement: string; proof: string }
  return { id: await receiptIdentity(statement), index: parseProof(proof)!.index }
}

/** The root at every size, of a tree that is built leaf by leaf. */
function rootsOf(leaves: Uint8Array[]): string[] {
  const peaks: { width: number; hash: Uint8Array }[] = []
  return [
    '',
    ...leaves.map((leaf) => {
      peaks.push({ width: 1, hash: leaf })
      while (peaks.at(-2)?.width === peaks.at(-1)!.width) {
        const [left, right] = peaks.splice(-2) as [(typeof peaks)[0], (typeof peaks)[0]]
        peaks.push({ width: left.width * 2, hash: oracle.root([left.hash, right.hash]) })
      }
      return hex(peaks.map(({ hash }) => hash).reduceRight((right, left) => oracle.root([left, right])))
    }),
  ]
}

// One of PostgreSQL's processes is killed: it then ends all others and recovers as after a power cut.
async function crash(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const [victim] = await sql`select pid from pg_stat_activity where application_name = 'placet' limit 1`
  if (victim) process.kill(victim.pid as number, 'SIGKILL')
  await sql.end({ timeout: 0 }).catch(() => undefined)
}

function start(args: string[]): ChildProcess {
  return spawn(process.execPath, [join(cli.folder, 'dist', 'placet.mjs'), ...args], { cwd: cli.folder })
}

function serve(args: string[]): { child: ChildProcess; ready: Promise<string> } {
  const child = start(['serve', '--port', '0', '--log', 'none', ...args])
  running = child
  let out = ''
  const ready = new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      out += chunk
      const url = /(http:\S+)\/receipts/.exec(out)?.[1]
      if (url) resolve(url)
    }
    child.stdout!.on('data', hear)
    child.stderr!.on('data', hear)
    child.once('exit', (code, signal) => signal !== 'SIGKILL' && reject(new Error(`ended with ${code}: ${out}`)))
  })
  return { child, ready }
}

/** Waits for so many more acknowledgements, and then some: the next ones are under way. */
async function heard(all: ReadonlyMap<string, unknown>, more: number): Promise<void> {
  const enough = all.size + 20 + more
  while (all.size < enough) await sleep(2)
  await sleep(Math.random() * 40)
}

function gone(child: ChildProcess): Promise<unknown> {
  return child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve))
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex')
