// Evidence of decisions: receipts are signed under a lock, stored in the vault and sent by the outbox.
import type { Evidence } from '@placet/receipt'
import { createStore } from 'idb-keyval'
import { RECORD_RETENTION } from '../config-data.ts'
import { sameAnswers } from '../decision.ts'
import { http } from '../http.ts'
import { DATABASE, type Device } from '../page.ts'
import type { Problem } from '../problem.ts'
import { loadRecordText } from '../record-text.ts'
import type { Entry, EvidenceNeeds, RecordResult } from './entry.ts'
import { databaseStore, type KeyValueStore, memoryStore } from './key-value-store.ts'
import { makeLock } from './lock.ts'
import { openOutbox } from './outbox.ts'
import { isProven } from './plan.ts'
import { record } from './record.ts'
import { makeSignEntry, noticeLanguage } from './sign.ts'
import { type KeptReceipt, openVault } from './vault.ts'

export type { Entry, EvidenceNeeds, RecordResult } from './entry.ts'

/** No method rejects. A failure is reported as a problem, and the next page tries again. */
export type Recorder = {
  record(entry: Entry): Promise<RecordResult>
  /** Signs a decision without receipt, and restores a lost cookie. `unknown`: the vault could not be read. */
  resume(): Promise<RecordResult & { unknown?: boolean }>
  receipts(): Promise<KeptReceipt[]>
  /** Each receipt with its countersignature, notice and proof, as `placet verify` reads it. */
  export(): Promise<Evidence[]>
  /** Deletes key, receipts and decision from this browser. Resolves with false if that failed. */
  forget(): Promise<boolean>
}

export async function openEvidence(needs: EvidenceNeeds): Promise<Recorder> {
  const { config, policy, page, storage, report, stopped } = needs
  const device = { ...browserDevice(), ...needs.device }
  const now = (): number => page.Date.now()
  const transport = config.transport ?? (config.backend && http(config.backend))
  const lock = makeLock(device.locks)
  const store = await openStore(device, report)
  const vault = openVault(store, config.record?.retention ?? RECORD_RETENTION, now, needs.onReceipt)
  const recordNeeds = {
    policy,
    page,
    storage,
    vault,
    lock,
    signEntry: makeSignEntry(needs, vault),
    pause: (ms: number) => new Promise<void>((resume) => device.later(resume, ms)),
  }
  const outbox = transport
    ? openOutbox({
        vault,
        transport,
        lock,
        deliver,
        now,
        report,
        stopped,
        random: device.random,
        later: device.later,
        onSync: needs.onSync,
        destination: `${policy.asks} ${config.backend ?? 'transport'}`,
      })
    : undefined

  async function orProblem<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work()
    } catch (cause) {
      report({ code: 'vault-failed', cause })
      return undefined
    }
  }

  /**
   * Sends pending receipts. If none is left, marks the cookie as not pending: the next page need not open the vault.
   */
  function deliver(): Promise<unknown> {
    return orProblem(async () => {
      // A prerendered page sends nothing.
      if (page.document.prerendering) return
      await outbox?.flush()
      const latest = await vault.latest()
      // A vault in memory is lost with the page, so the cookie stays pending.
      if (
        !latest ||
        !isProven(latest) ||
        !store.persistent ||
        (await vault.receipts()).some(({ status }) => status === 'pending')
      )
        return
      const stored = storage.read()
      if (stored?.pending && stored.seq === latest.seq && sameAnswers(stored.answers, latest.answers))
        storage.write({ ...stored, pending: false })
    })
  }

  async function thenDeliver<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    const result = await orProblem(work)
    void deliver()
    return result
  }

  /** Loads a language's text before the lock: nothing is fetched while other tabs wait. Undefined if that fails. */
  async function signNext(entry?: Entry): Promise<RecordResult | undefined> {
    try {
      if (config.receipts !== 'none') await loadRecordText(noticeLanguage(needs, entry))
    } catch (cause) {
      // The cookie stays pending, so that the next page signs.
      report({ code: 'chunk-unavailable', cause })
      return undefined
    }
    return record(recordNeeds, entry)
  }

  if (outbox) {
    const listen = (type: string, listener: () => void): void =>
      page.addEventListener(type, listener, { signal: stopped })
    for (const type of ['online', 'pageshow']) listen(type, outbox.retryNow)
    for (const type of ['visibilitychange', 'pagehide']) listen(type, outbox.sendBeforeExit)
  }

  return {
    record: async (entry) => (await thenDeliver(() => signNext(entry))) ?? {},
    async resume() {
      // A vault in memory contains nothing from earlier pages.
      const result = await thenDeliver(async () => (store.persistent ? signNext() : { unknown: true }))
      return result ?? { unknown: true }
    },
    receipts: async () => (await orProblem(vault.receipts)) ?? [],
    async export() {
      const evidence = async ({ receipt, countersignature, notice, proof }: KeptReceipt): Promise<Evidence> => {
        return { receipt, countersignature, notice: await vault.notice(notice), proof }
      }
      return (await orProblem(async () => Promise.all((await vault.receipts()).map(evidence)))) ?? []
    },
    forget: async () => (await thenDeliver(() => lock('placet', vault.forget))) ?? false,
  }
}

async function openStore(device: Device, report: (problem: Problem) => void): Promise<KeyValueStore> {
  const store = databaseStore(device.store)
  try {
    await store.get('decision')
    return store
  } catch (cause) {
    report({ code: 'vault-blocked', cause })
    return memoryStore()
  }
}

function browserDevice(): Device {
  return {
    store: createStore(DATABASE, 'vault'),
    locks: navigator.locks,
    random: Math.random,
    later(run, ms) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  }
}
