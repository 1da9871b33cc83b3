// The public API of a consent, as types. begin-consent.ts implements it.
import type { Evidence } from '@placet/receipt'
import type { ReadableAtom } from 'nanostores'
import type { Config } from './config-data.ts'
import type { Decision } from './decision.ts'
import type { Recorded } from './decider.ts'
import type { EffectListener } from './effect-listeners.ts'
import type { KeptReceipt } from './evidence/vault.ts'
import type { On, View } from './events.ts'
import type { Act } from './gesture.ts'
import type { Transport } from './http.ts'
import type { Answers, Policy, Signals } from './policy.ts'
import type { Problem } from './problem.ts'
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
