// The proof of decisions: signed under the chain lock, kept in the vault, sent by the outbox. Loaded when first needed.
import { createStore } from 'idb-keyval'
import type { Remembered } from '../cookie.ts'
import { http } from '../http.ts'
import { makeBookmark } from './bookmark.ts'
import type { Device, Entry, EvidenceNeeds } from './entry.ts'
import { openOutbox } from './outbox.ts'
import { makeRecorder } from './record.ts'
import { databaseShelf, memoryShelf, type Shelf } from './shelf.ts'
import { takeTurns } from './turn.ts'
import type { Problem } from '../problem.ts'
import { type KeptReceipt, openVault } from './vault.ts'

/** A receipt with all that proves it: what `placet verify` and any auditor read. */
export type Bundle = {
  receipt: string
  countersignature?: string | undefined
  notice: unknown
  /** That the backend's log has it, a C2SP tlog-proof. Whoever keeps it is the log's witness. */
  proof?: string | undefined
}

export type Evidence = {
  /** Never rejects: what fails is told as a problem, and tried again on the next page. */
  record(entry: Entry, before: Remembered | undefined): Promise<KeptReceipt | undefined>
  /** Whether the vault could be asked. */
  resume(): Promise<boolean>
  receipts(): Promise<KeptReceipt[]>
  bundles(): Promise<Bundle[]>
  /** Deletes key, receipts and decision from this browser; whether that was possible. */
  forget(): Promise<boolean>
}

export async function openEvidence(needs: EvidenceNeeds): Promise<Evidence> {
  const { consent, page, tell, $sync } = needs
  const { config, policy, report } = consent
  const now = () => page.Date.now()
  const device = { ...browserDevice(), ...config.device }
  const transport = config.transport ?? (config.backend && http(config.backend))
  const inTurn = takeTurns(device.locks)
  const shelf = await openShelf(device, report)
  const vault = openVault(shelf, config.record?.retention ?? 'P3Y', now)
  const bookmark = makeBookmark(needs)
  const recorder = makeRecorder(needs, device, vault, inTurn, bookmark)
  const refuser = `${policy.asks} ${config.backend}`
  const outbox = transport
    ? openOutbox({ ...{ tell, $sync, report, deliver }, ...device, vault, transport, inTurn, refuser, now })
    : undefined

  async function orProblem<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work()
    } catch (cause) {
      // The decision stands in the cookie, and the next page tries again.
      report({ code: 'vault-failed', cause })
      return undefined
    }
  }
  // Settled where nothing is to be sent, too: the next page must know whether it has to open the vault.
  function deliver(): Promise<unknown> {
    return orProblem(async () => {
      // A page that nobody has seen yet sends nothing.
      if (page.document.prerendering) return
      await outbox?.flush()
      await settle()
    })
  }
  async function settle(): Promise<void> {
    const latest = await vault.latest()
    const waiting = (await vault.receipts()).some(({ status }) => status === 'pending')
    // A vault in memory is gone with the page: the next one has to look again.
    if (latest && !waiting && shelf.lasts) bookmark.settle(latest)
  }
  async function bundles(): Promise<Bundle[]> {
    const kept = await vault.receipts()
    return Promise.all(
      kept.map(async ({ receipt, countersignature, notice, proof }) => ({
        receipt,
        countersignature,
        notice: await vault.notice(notice),
        proof,
      })),
    )
  }
  if (outbox) {
    for (const event of ['online', 'pageshow']) page.addEventListener(event, outbox.wake)
    for (const event of ['visibilitychange', 'pagehide']) page.addEventListener(event, outbox.hurry)
  }

  return {
    async record(entry, before) {
      const kept = await orProblem(() => recorder.record(entry, before))
      void deliver()
      return kept
    },
    async resume() {
      const asked = shelf.lasts && (await orProblem(async () => [await recorder.resume()]))
      void deliver()
      return Boolean(asked)
    },
    receipts: async () => (await orProblem(vault.receipts)) ?? [],
    bundles: async () => (await orProblem(bundles)) ?? [],
    async forget() {
      const gone = await orProblem(async () => [await inTurn('placet', vault.forget)])
      void deliver()
      return Boolean(gone)
    },
  }
}

async function openShelf(device: Device, report: (problem: Problem) => void): Promise<Shelf> {
  const shelf = databaseShelf(device.store)
  try {
    await shelf.get('decision')
    return shelf
  } catch (cause) {
    report({ code: 'vault-blocked', cause })
    return memoryShelf()
  }
}

function browserDevice(): Device {
  return {
    store: createStore('placet', 'vault'),
    locks: navigator.locks,
    random: Math.random,
    later(run, ms) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  }
}
