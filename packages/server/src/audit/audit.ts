// Recomputes everything a store claims, without trusting it: each site's log, then each receipt, then each device's chain.
import { checkpointFinding, type KeySet, type Primitives } from '@placet/receipt'
import { createReader } from '../log/reader.ts'
import { nodePrimitives } from '../primitives.ts'
import type { Head, Kept, Store } from '../store.ts'
import { auditChains, type ChainReport } from './chains.ts'
import { auditFinding, placed, type Tell } from './finding.ts'
import { auditLog, type LogReport } from './log.ts'
import { makeCheckReceipt } from './receipts.ts'
import type { Witness } from './witness.ts'

export type { AuditCode, AuditFinding } from './finding.ts'

export type AuditOptions = {
  /** The backend's public keys: the auditor's own copy, not what the store lies beside. */
  keys: KeySet
  /** Checkpoints that somebody outside kept. */
  since?: readonly Witness[] | undefined
  /** One site's log only. */
  site?: string | undefined
  /** Logs, and neither receipts nor chains. */
  treeOnly?: boolean | undefined
  /** Milliseconds since 1970, default `Date.now`. */
  now?: (() => number) | undefined
  primitives?: Primitives | undefined
  /** Hears every finding at once: there may be more than memory holds. */
  tell: Tell
  /** Hears how many steps are done, of about how many. */
  progress?: ((done: number, of: number) => void) | undefined
}

export type AuditReport = {
  logs: LogReport[]
  /** Checkpoints of others that were compared. */
  witnesses: number
  /** `unplaced`: from before there were logs. */
  receipts?: { checked: number; hold: number; unplaced: number }
  chains?: ChainReport
}

export async function auditStore(store: Store, options: AuditOptions): Promise<AuditReport> {
  const { keys, site, treeOnly = false, now = Date.now, primitives = nodePrimitives(), tell } = options
  const rows = (): AsyncIterable<Kept> => (site === undefined ? store.all() : store.receipts(site))
  const heads = await headsOf(store, site)
  const places = [...heads.values()].reduce((sum, { size }) => sum + size, 0)
  const progress = makeProgress(places * (treeOnly ? 1 : 2), options.progress)
  const witnesses = await soundWitnesses(options, primitives)
  const logs: LogReport[] = []
  for (const head of heads.values()) {
    const seen = witnesses.filter(({ checkpoint }) => checkpoint.origin === head.origin)
    logs.push(await auditLog(head, { store, keys, primitives, witnesses: seen, tell, progress }))
  }
  tellForeign(witnesses, heads, tell)
  const report = { logs, witnesses: witnesses.length }
  if (treeOnly) return report

  const check = makeCheckReceipt({
    store,
    logs: createReader(store),
    keys,
    primitives,
    now: Math.floor(now() / 1000),
  })
  const broken = new Set<string>()
  const headless = new Set<string>()
  let [checked, unplaced] = [0, 0]
  for await (const row of rows()) {
    if (row.index === undefined) unplaced++
    else if (!heads.has(row.site)) headless.add(row.site)
    const found = await check(row, heads.get(row.site))
    found.forEach(tell)
    if (found.some(({ severity }) => severity === 'error')) broken.add(keyOf(row))
    if (++checked % 256 === 0) progress(256)
  }
  await tellHeadless(headless, store, tell)
  const chains = await auditChains({
    rows,
    count: checked,
    holds: (row) => !broken.has(keyOf(row)),
    isErased: async (leaf) => (await store.findErased(leaf)) !== undefined,
    tell,
  })
  return { ...report, receipts: { checked, hold: checked - broken.size, unplaced }, chains }
}

// The row's, not the receipt's: a broken row may say anything of itself.
function keyOf({ site, jti }: Kept): string {
  return `${site} ${jti}`
}

async function headsOf(store: Store, site: string | undefined): Promise<Map<string, Head>> {
  const heads = new Map<string, Head>()
  for (const each of site === undefined ? await store.sites() : [site]) {
    const head = await store.head(each)
    if (head) heads.set(each, head)
  }
  return heads
}

// A checkpoint that the log's key never signed accuses nobody: it is told, and not compared.
async function soundWitnesses({ since = [], keys, tell }: AuditOptions, primitives: Primitives): Promise<Witness[]> {
  const sound: Witness[] = []
  for (const witness of since) {
    const wrong = await checkpointFinding(witness.checkpoint, keys, primitives)
    if (!wrong) sound.push(witness)
    else tell(placed({ ...wrong, severity: 'error', detail: `${witness.from}: ${wrong.detail}` }, {}))
  }
  return sound
}

function tellForeign(witnesses: readonly Witness[], heads: ReadonlyMap<string, Head>, tell: Tell): void {
  const origins = new Set([...heads.values()].map(({ origin }) => origin))
  for (const { from, checkpoint } of witnesses) {
    if (origins.has(checkpoint.origin)) continue
    tell(auditFinding('log-missing', `${from} has a checkpoint of ${checkpoint.origin}, and there is no such log`, {}))
  }
}

// Receipts with places, and no log. It may have begun since we looked.
async function tellHeadless(sites: ReadonlySet<string>, store: Store, tell: Tell): Promise<void> {
  for (const site of sites) {
    if (await store.head(site)) continue
    tell(auditFinding('log-missing', 'receipts have places in a log, and there is no log', { site }))
  }
}

function makeProgress(of: number, tell?: (done: number, of: number) => void): (more: number) => void {
  let done = 0
  return (more) => tell?.((done += more), of)
}
