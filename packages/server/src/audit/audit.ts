// Recomputes what a store claims without trusting it: each site's log, then each receipt, then each device's chain.
import { checkpointFinding, type KeySet, type Primitives } from '@placet/receipt'
import { ServerError } from '../errors.ts'
import { logName } from '../log/name.ts'
import { createReader } from '../log/reader.ts'
import { nodePrimitives } from '../verify/primitives.ts'
import type { Head, StoredReceipt, Store } from '../store.ts'
import { auditChains, type ChainReport } from './chains.ts'
import { auditFinding, placed, type OnFinding } from './finding.ts'
import { auditLog, type LogReport } from './log.ts'
import { createPlaces } from './places.ts'
import { makeCheckReceipt } from './receipts.ts'
import type { Witness } from './witness.ts'

export type { AuditCode, AuditFinding } from './finding.ts'

export type AuditOptions = {
  /** The backend's public keys. Use the auditor's own copy, not the file beside the store. */
  keys: KeySet
  /** Checkpoints that were kept outside the backend. */
  since?: readonly Witness[] | undefined
  /** Limits the audit to one site's log. */
  site?: string | undefined
  /** Audits logs only, without receipts and chains. */
  treeOnly?: boolean | undefined
  /** Milliseconds since 1970, default `Date.now`. */
  now?: (() => number) | undefined
  primitives?: Primitives | undefined
  /** Called with each finding as soon as it is made. Findings are not collected: there may be more than memory holds. */
  onFinding: OnFinding
  /** Called with the number of steps done and the approximate total. */
  progress?: ((done: number, of: number) => void) | undefined
}

export type AuditReport = {
  logs: LogReport[]
  /** Number of outside checkpoints that were compared. */
  witnesses: number
  /** Given checkpoints of logs that were not audited because of `site`, unchanged. They are still worth keeping. */
  notAudited: string[]
  /** `unplaced`: receipts stored before logs existed. */
  receipts?: { checked: number; hold: number; unplaced: number }
  chains?: ChainReport
}

/** @throws ServerError `evidence-missing` if nothing is known of `site`: an audit of nothing must not look clean */
export async function auditStore(store: Store, options: AuditOptions): Promise<AuditReport> {
  const { keys, site, treeOnly = false, now = Date.now, primitives = nodePrimitives, onFinding } = options
  const rows = (): AsyncIterable<StoredReceipt> => (site === undefined ? store.all() : store.receipts(site))
  const there = await headsOf(store, site)
  const heads = new Map([...there].filter(([each]) => site === undefined || each === site))
  if (site !== undefined && !heads.has(site)) await mustKnow(site, store, options.since)
  const size = [...heads.values()].reduce((sum, head) => sum + head.size, 0)
  const progress = makeProgress(size * (treeOnly ? 1 : 2), options.progress)
  const witnesses = await soundWitnesses(options, primitives)
  const logs: LogReport[] = []
  for (const head of heads.values()) {
    const seen = witnesses.filter(({ checkpoint }) => checkpoint.origin === head.origin)
    logs.push(await auditLog(head, { store, keys, primitives, witnesses: seen, onFinding, progress }))
  }
  const notAudited = findUnaudited(witnesses, { heads, there }, onFinding)
  const report = { logs, witnesses: witnesses.length - notAudited.length, notAudited }
  if (treeOnly) return report

  const check = makeCheckReceipt({
    store,
    logs: createReader(store),
    keys,
    primitives,
    now: Math.floor(now() / 1000),
  })
  const places = createPlaces(store, heads)
  const broken = new Set<string>()
  const headless = new Set<string>()
  let [checked, unplaced] = [0, 0]
  for await (const row of rows()) {
    const head = row.index === undefined ? undefined : await places.head(row.site)
    if (row.index === undefined) unplaced++
    else if (!head) headless.add(row.site)
    const found = [...(await check(row, head)), ...[(await places.slippedIn(row)) ?? []].flat()]
    found.forEach(onFinding)
    if (found.some(({ severity }) => severity === 'error')) broken.add(keyOf(row))
    if (++checked % 256 === 0) progress(256)
  }
  for (const each of headless) {
    onFinding(auditFinding('log-missing', 'receipts have places in a log, and there is no log', { site: each }))
  }
  const chains = await auditChains({
    rows,
    count: checked,
    holds: (row) => !broken.has(keyOf(row)),
    isErased: async (leaf) => (await store.findErased(leaf)) !== undefined,
    onFinding,
  })
  return { ...report, receipts: { checked, hold: checked - broken.size, unplaced }, chains }
}

// Uses the row's columns, not the receipt's claims: the receipt of a broken row may contain anything.
function keyOf({ site, jti }: StoredReceipt): string {
  return `${site} ${jti}`
}

// Reads the heads of all logs, also when one site is audited: a checkpoint of another site's log must still be recognized.
async function headsOf(store: Store, site: string | undefined): Promise<Map<string, Head>> {
  const heads = new Map<string, Head>()
  for (const each of new Set([...(site === undefined ? [] : [site]), ...(await store.sites())])) {
    const head = await store.head(each)
    if (head) heads.set(each, head)
  }
  return heads
}

// An unknown site is a misspelling and an error of the caller. A site with a known checkpoint did exist: that is a finding.
async function mustKnow(site: string, store: Store, since: readonly Witness[] = []): Promise<void> {
  if (since.some(({ checkpoint }) => checkpoint.origin.endsWith(`/log/${logName(site)}`))) return
  for await (const _ of store.receipts(site)) return
  const fix = 'Give the origin as receipts have it in `aud`, https://shop.example for one, or audit all sites.'
  throw new ServerError('evidence-missing', `There is no log of ${site}, and no receipt.`, fix)
}

// A checkpoint that the log's key did not sign proves nothing: it is reported, but not compared.
async function soundWitnesses(
  { since = [], keys, onFinding }: AuditOptions,
  primitives: Primitives,
): Promise<Witness[]> {
  const sound: Witness[] = []
  for (const witness of since) {
    const wrong = await checkpointFinding(witness.checkpoint, keys, primitives)
    if (!wrong) sound.push(witness)
    else onFinding(placed({ ...wrong, severity: 'error', detail: `${witness.from}: ${wrong.detail}` }, {}))
  }
  return sound
}

function findUnaudited(
  witnesses: readonly Witness[],
  { heads, there }: Record<'heads' | 'there', ReadonlyMap<string, Head>>,
  onFinding: OnFinding,
): string[] {
  const [audited, known] = [heads, there].map((each) => new Set([...each.values()].map(({ origin }) => origin)))
  const foreign = witnesses.filter(({ checkpoint }) => !audited!.has(checkpoint.origin))
  for (const { from, checkpoint } of foreign) {
    if (known!.has(checkpoint.origin)) continue
    onFinding(
      auditFinding('log-missing', `${from} has a checkpoint of ${checkpoint.origin}, and there is no such log`, {}),
    )
  }
  return foreign.filter(({ checkpoint }) => known!.has(checkpoint.origin)).map(({ note }) => note)
}

function makeProgress(of: number, tell?: (done: number, of: number) => void): (more: number) => void {
  let done = 0
  return (more) => tell?.((done += more), of)
}
