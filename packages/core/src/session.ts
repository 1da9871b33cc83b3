// One consent in one page: creates its parts, starts them, and stops them.
import type { Config } from './config-data.ts'
import { openDecisionStorage, type DecisionStorage } from './decision-storage.ts'
import { type Decider, makeDecider, type Recorded } from './decider.ts'
import { refusedDecision } from './decision.ts'
import type { Environment } from './environment.ts'
import type { Entry, RecordResult } from './evidence/entry.ts'
import { type Attempt, makeEvents, type On } from './events.ts'
import type { Transport } from './http.ts'
import { type LazyEvidence, makeLazyEvidence } from './lazy-evidence.ts'
import { hasDefaultGrants, makePolicy, type Policy, type Signals } from './policy.ts'
import { makeReport } from './report.ts'
import type { Problem } from './problem.ts'
import { makeStores, type Stores } from './stores.ts'

export type Session = {
  policy: Policy
  signals: Signals
  stores: Stores
  storage: DecisionStorage
  decider: Decider
  evidence: LazyEvidence
  on: On
  report(problem: Problem): void
  /** Calls `run` at once, or when a prerendered page is activated. */
  whenSeen<Result>(run: () => Result | Promise<Result>): Promise<Result>
  /** Starts the effects, then applies the stored decision. */
  start(effects: (() => () => void)[]): void
  /** Deletes key, receipts and cookie. */
  forget(): Promise<void>
  stop(): void
}

export function openSession(
  config: Config & { transport?: Transport },
  signals: Signals,
  environment: Environment,
): Session {
  const { page, device } = environment
  const policy = makePolicy(config)
  const stopping = new AbortController()
  const { signal: stopped } = stopping
  const attempt: Attempt = (run) => {
    try {
      run()
    } catch (cause) {
      report({ code: 'listener-failed', cause })
    }
  }
  const { on, emit } = makeEvents(page, attempt, stopped)
  const stores = makeStores(refusedDecision(policy), attempt)
  const report = makeReport(stores, emit)
  const storage = openDecisionStorage({
    page,
    ids: policy.ids,
    domain: config.cookie?.domain,
    stopped,
    onChange: (lost) => (lost ? askVault() : decider.refresh()),
  })
  const decider = makeDecider({ policy, signals, page, storage, stores, attempt, emit, report, stopped, record })
  const evidence = makeLazyEvidence(
    environment,
    storage,
    {
      config,
      policy,
      page,
      device,
      storage,
      report,
      stopped,
      onReceipt: (kept) => emit('receipt', kept),
      onSync: (state) => stores.$sync.set(state),
    },
    report,
  )

  async function record(entry: Entry): Recorded {
    const recorder = await evidence.load()
    return recorder && applyResult(await recorder.record(entry))
  }

  /** Applies a decision that evidence restored, or that it merged from two tabs. */
  function applyResult({ receipt, restored, merged }: RecordResult): RecordResult['receipt'] {
    if (restored) decider.refresh()
    if (merged) void decider.commit(merged.answers, [], {}, { day: merged.day })
    return receipt
  }

  function start(effects: (() => () => void)[]): void {
    if (!page.isSecureContext) report({ code: 'insecure-context', detail: page.location.origin })
    for (const effect of effects) {
      attempt(() => {
        const stop = effect()
        stopped.addEventListener('abort', () => attempt(stop))
      })
    }
    const stored = storage.read()
    // A cookie that cannot be parsed may have been a refusal. Without a cookie, the vault may still hold a refusal of
    // what is on by default.
    if (storage.isUnreadable() || (!stored && hasDefaultGrants(policy))) askVault()
    else {
      decider.refresh(true)
      if (!stored || stored.pending) whenIdle(resume)
    }
    emit('ready', decider.current())
  }

  /** Refuses everything until the vault has been read. */
  function askVault(): void {
    const refused = decider.refuseAll()
    void resume().then((known) => {
      // Keep a decision that was made or restored meanwhile.
      if (stopped.aborted || decider.current() !== refused) return
      if (known && !storage.isUnreadable()) decider.refresh()
      // The stored decision is unknown.
      else decider.ask()
    })
  }

  /**
   * Signs a decision without receipt and restores a lost cookie. Resolves with false if the vault could not be read.
   */
  async function resume(): Promise<boolean> {
    // A config without purposes cannot sign a decision made under another config.
    if (policy.ids.size === 0) return true
    const recorder = await evidence.existing()
    if (typeof recorder === 'string') return recorder === 'none'
    const result = await recorder.resume()
    applyResult(result)
    return !result.unknown
  }

  async function forget(): Promise<void> {
    const before = storage.read()
    // A vault that was not deleted would restore its decision. Refuse everything instead.
    if (!(await evidence.forget())) return void decider.commit(policy.refusedAnswers, [])
    // Keep a decision that was made while the vault was deleted.
    if (storage.read()?.seq !== before?.seq) return
    storage.clear()
    decider.refresh()
  }

  function whenIdle(run: () => unknown): void {
    const idle = page.requestIdleCallback ?? page.setTimeout
    idle.call(page, () => stopped.aborted || run())
  }

  function whenSeen<Result>(run: () => Result | Promise<Result>): Promise<Result> {
    if (!page.document.prerendering) return Promise.resolve(run())
    return new Promise((resolve) =>
      page.document.addEventListener('prerenderingchange', () => resolve(run()), { signal: stopped }),
    )
  }

  return {
    policy,
    signals,
    stores,
    storage,
    decider,
    evidence,
    on,
    report,
    whenSeen,
    start,
    forget,
    stop: () => stopping.abort(),
  }
}
