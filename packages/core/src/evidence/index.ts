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
  resume(): Promise<boolean | undefined>
  receipts(): Promise<KeptReceipt[]>
  bundles(): Promise<Bundle[]>
  /** Deletes key, receipts and decision from this browser; whether that was possible. */
  forget(): Promise<boolean | undefined>
}

export async function openEvidence(needs: EvidenceNeeds): Promise<Evidence> {
  const { consent, page } = needs
  const { config, policy, report } = consent
  const now = () => page.Date.now()
  const device = { ...browserDevice(), ...config.device }
  const transport = config.transport ?? (config.backend && http(config.backend))
  const inTurn = takeTurns(device.locks)
  const shelf = await openShelf(device, report)
  const vault = openVault(shelf, config.record?.retention ?? 'P3Y', now, needs.tell)
  const bookmark = makeBookmark(needs)
  const recorder = makeRecorder(needs, device, vault, inTurn, bookmark)
  const refuser = `${policy.asks} ${config.backend}`
  const outbox = transport
    ? openOutbox({ ...needs, ...device, report, deliver, vault, transport, inTurn, refuser, now })
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
  async function thenDeliver<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    const result = await orProblem(work)
    void deliver()
    return result
  }
  // Settled where nothing is to be sent, too: the next page must know whether it has to open the vault.
  function deliver(): Promise<unknown> {
    return orProblem(async () => {
      // A page that nobody has seen yet sends nothing.
      if (page.document.prerendering) return
      await outbox?.flush()
      const latest = await vault.latest()
      // A vault in memory is gone with the page: the next one has to look again.
      if (!latest || !shelf.lasts || (await vault.receipts()).some(({ status }) => status === 'pending')) return
      bookmark.settle(latest)
    })
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
    record: (entry, before) => thenDeliver(() => recorder.record(entry, before)),
    resume: () =>
      thenDeliver(async () => {
        if (shelf.lasts) await recorder.resume()
        return shelf.lasts
      }),
    receipts: async () => (await orProblem(vault.receipts)) ?? [],
    bundles: async () => (await orProblem(bundles)) ?? [],
    forget: () => thenDeliver(() => inTurn('placet', vault.forget)),
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
