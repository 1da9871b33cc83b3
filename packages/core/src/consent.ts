// The public API of a consent. decider.ts makes decisions; evidence/ records them.
import type { Evidence } from '@placet/receipt'
import type { ReadableAtom } from 'nanostores'
import type { Config } from './config-data.ts'
import { checkShape } from './config-shape.ts'
import { amend, type Decision, knownId } from './decision.ts'
import type { Recorded } from './decider.ts'
import type { EffectListener } from './effect-listeners.ts'
import type { Environment } from './environment.ts'
import type { KeptReceipt } from './evidence/vault.ts'
import type { On, View } from './events.ts'
import type { Act } from './gesture.ts'
import type { Transport } from './http.ts'
import type { Answers, Policy, Signals } from './policy.ts'
import type { Problem } from './problem.ts'
import { openSession } from './session.ts'
import type { Sync } from './sync.ts'

/** Code that follows decisions. It is called with the consent at the start, and returns a function that stops it. */
export type Effect = (consent: Consent) => () => void

/** A config, and the options that cannot be written as JSON. */
export type Options = Config & {
  /** Signals of the browser, read once at the start: `[gpc()]`. */
  signals?: (() => Signals)[]
  /** Code that follows decisions: `[scripts(), google()]`. */
  effects?: Effect[]
  /** Sends receipts. Default: `http(config.backend)`, if `backend` is set. */
  transport?: Transport
}

export type Consent = {
  /** Whether a purpose, or `purpose/service`, is allowed now. @throws ConsentError `purpose-unknown` */
  has(id: string): boolean
  /** Resolves as soon as the purpose or service is allowed. Rejects with ConsentError `purpose-unknown`. */
  when(id: string): Promise<void>
  /**
   * Allows everything, or these ids. Other ids keep their answer; without a stored decision they are refused.
   * @throws ConsentError `purpose-unknown`
   */
  accept(ids: 'all' | string[], act?: Act): Recorded
  /** Refuses everything except exempt purposes. */
  reject(act?: Act): Recorded
  /** Changes these answers. Other ids keep theirs. @throws ConsentError `purpose-unknown`, `purpose-exempt` */
  decide(answers: Answers, act?: Act): Recorded
  /**
   * Refuses these ids, or everything. Needs no signing key, network or IndexedDB. @throws ConsentError
   * `purpose-unknown`
   */
  withdraw(ids?: string[], act?: Act): Recorded
  show(view: 'banner' | 'preferences'): void
  /**
   * Closes the open view. If the customer still has to be asked, closing the preference center shows the banner again.
   */
  hide(): void
  /** The receipts in this browser, in the order of signing. */
  receipts(): Promise<KeptReceipt[]>
  /** Each receipt with its countersignature, notice and proof, for `placet verify` or any auditor. */
  export(): Promise<Evidence[]>
  /**
   * Deletes key, receipts and cookie from this browser. The regime's defaults apply again.
   * If the vault cannot be deleted, everything is refused instead.
   */
  forget(): Promise<void>
  on: On
  /**
   * For effects: calls the listener with all refused ids, then with all granted ids, at the start and after each
   * decision. Returns a function that removes it.
   */
  listen(listener: EffectListener): () => void
  /** For effects and views: reports a problem. */
  report(problem: Problem): void
  /** Stops effects, listeners, timers and channels. The decision and its receipts stay. */
  stop(): void
  readonly $decision: ReadableAtom<Decision>
  readonly $view: ReadableAtom<View>
  readonly $sync: ReadableAtom<Sync>
  readonly $problem: ReadableAtom<Problem | undefined>
  readonly config: Config
  readonly policy: Policy
  readonly signals: Signals
}

/** Starts a consent in a given environment. @throws ConsentError `config-invalid` */
export function beginConsent(options: Options, environment: Environment): Consent {
  checkShape(options)
  const signals: Signals = Object.assign({}, ...(options.signals ?? []).map((read) => read()))
  const session = openSession(options, signals, environment)
  const { policy, decider, evidence, storage, stores, on, report, whenSeen } = session
  const all = (ids: Iterable<string>, yes: boolean): Answers => Object.fromEntries([...ids].map((id) => [id, yes]))
  // The answers are computed at once, so that a mistake throws. A prerendered page computes them again when it is
  // activated.
  const commit = (answers: () => Answers, affirmed: string[], act: Act): Recorded => {
    answers()
    return whenSeen(() => decider.commit(answers(), affirmed, act))
  }
  const { refusedAnswers } = policy

  const consent: Consent = {
    has: (id) => decider.isAllowed(knownId(policy, id)),
    when: async (id) => decider.whenAllowed(knownId(policy, id)),
    accept(ids, act) {
      if (ids === 'all')
        return commit(() => all(Object.keys(refusedAnswers), true), [...policy.ids], { action: 'accept_all', ...act })
      const before = (): Answers => (storage.read() ? decider.latestAnswers() : refusedAnswers)
      return commit(() => amend(policy, before(), all(ids, true)), ids, { ...act })
    },
    reject: (act) => commit(() => refusedAnswers, [], { action: 'reject_all', ...act }),
    decide(change, act) {
      const affirmed = Object.keys(change).filter((id) => change[id])
      return commit(() => amend(policy, decider.latestAnswers(), change), affirmed, { ...act })
    },
    withdraw(ids, act) {
      const left = (): Answers => (ids ? amend(policy, decider.latestAnswers(), all(ids, false)) : refusedAnswers)
      return commit(left, [], { action: 'withdraw', ...act })
    },
    show: (view) => void whenSeen(() => decider.show(view)),
    hide: decider.hide,
    receipts: evidence.receipts,
    export: evidence.export,
    forget: session.forget,
    on,
    report,
    policy,
    signals,
    config: options,
    listen: decider.listen,
    stop: session.stop,
    ...stores,
  }
  void whenSeen(() => session.start((options.effects ?? []).map((effect) => () => effect(consent))))
  return consent
}
