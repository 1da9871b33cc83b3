// The public API of a consent. How a decision is made stands in decider.ts, how it is proven in evidence/.
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

/** What follows a decision: it is given the consent when it starts, and returns how to stop. */
export type Effect = (consent: Consent) => () => void

/** A config, and what cannot be written as JSON. */
export type Options = Config & {
  /** Read before anything is asked: `[gpc()]`. */
  signals?: (() => Signals)[]
  /** What follows decisions: `[scripts(), google()]`. */
  effects?: Effect[]
  /** How receipts travel. Default: `http(config.backend)`. */
  transport?: Transport
}

export type Consent = {
  /** Whether a purpose, or `purpose/service`, is allowed now. @throws ConsentError `purpose-unknown` */
  has(id: string): boolean
  /** Resolves once it is allowed, now or later. Rejects with ConsentError `purpose-unknown`. */
  when(id: string): Promise<void>
  /** Allows all, or these; others keep their answer, or are refused if they had none. @throws ConsentError `purpose-unknown` */
  accept(ids: 'all' | string[], act?: Act): Recorded
  reject(act?: Act): Recorded
  /** What is not named stays as it is. @throws ConsentError `purpose-unknown`, `purpose-exempt` */
  decide(answers: Answers, act?: Act): Recorded
  /** Refuses these, or everything. Works without key, network and IndexedDB. @throws ConsentError `purpose-unknown` */
  withdraw(ids?: string[], act?: Act): Recorded
  show(view: 'banner' | 'preferences'): void
  /** Closes what is shown. Closing the preference center brings back a question that was not answered. */
  hide(): void
  receipts(): Promise<KeptReceipt[]>
  /** Each receipt with what proves it, for `placet verify` or any auditor. */
  export(): Promise<Evidence[]>
  /** Deletes key, receipts and cookie from this browser. The regime's default holds again. */
  forget(): Promise<void>
  on: On
  /** For effects: hears all that is refused, then all that is granted, at the start and after each decision. */
  listen(listener: EffectListener): () => void
  /** For effects and views: reports a visitor's trouble. */
  report(problem: Problem): void
  /** Ends effects, listeners, timers and channels. The decision and its receipts stay. */
  stop(): void
  readonly $decision: ReadableAtom<Decision>
  readonly $view: ReadableAtom<View>
  readonly $sync: ReadableAtom<Sync>
  readonly $problem: ReadableAtom<Problem | undefined>
  readonly config: Config
  readonly policy: Policy
  readonly signals: Signals
}

/** @throws ConsentError `config-invalid` */
export function beginConsent(options: Options, environment: Environment): Consent {
  checkShape(options)
  const signals: Signals = Object.assign({}, ...(options.signals ?? []).map((read) => read()))
  const session = openSession(options, signals, environment)
  const { policy, decider, evidence, storage, stores, on, report, whenSeen } = session
  const all = (ids: Iterable<string>, yes: boolean): Answers => Object.fromEntries([...ids].map((id) => [id, yes]))
  // The answers are made twice on a page that is prerendered: at once, so that a mistake throws, and when somebody looks at it.
  const commit = (answers: () => Answers, affirmed: string[], act: Act): Recorded => {
    answers()
    return whenSeen(() => decider.commit(answers(), affirmed, act))
  }
  const { refusedAnswers } = policy

  const consent: Consent = {
    has: (id) => decider.isAllowed(knownId(policy, id)),
    when: (id) =>
      new Promise((resolve) => {
        if (decider.isAllowed(knownId(policy, id))) return resolve()
        const stop = decider.listen({
          granted(ids) {
            if (!ids.includes(id)) return
            stop()
            resolve()
          },
        })
      }),
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
    async forget() {
      const before = storage.read()
      // What cannot be deleted is refused: the vault would bring it back.
      if (!(await evidence.forget())) return void decider.commit(refusedAnswers, [])
      // A decision that was made meanwhile stands.
      if (storage.read()?.seq !== before?.seq) return
      storage.clear()
      decider.refresh()
    },
    ...{ on, report, policy, signals, config: options, listen: decider.listen, stop: session.stop, ...stores },
  }
  void whenSeen(() => session.start((options.effects ?? []).map((effect) => () => effect(consent))))
  return consent
}
