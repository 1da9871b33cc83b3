// A decision on its way to becoming evidence, and what evidence needs of the page it comes from.
import type { Gesture } from '@placet/receipt'
import type { UseStore } from 'idb-keyval'
import type { Config } from '../config-data.ts'
import type { Remembered } from '../cookie.ts'
import type { Decision } from '../decision.ts'
import type { Transport } from '../http.ts'
import type { Tell } from '../news.ts'
import type { Page } from '../page.ts'
import type { Answers, Policy, Signals } from '../policy.ts'
import type { Problem } from '../problem.ts'
import type { Remembrance } from '../remembrance.ts'
import type { Sync } from './outbox.ts'

/** One decision: what was said, when (ms since 1970), how, and what was heard meanwhile. */
export type Entry = Omit<Remembered, 'pending'> & {
  at: number
  source: Decision['source']
  gesture: Gesture
  signals: Signals
  /** The ids that were turned or confirmed on by an act, not merely left on. */
  affirmed: string[]
  /** What the cookie said before, where it was about the same and the vault may not know of it. */
  was?: Answers
  /** Nobody signed it when it was made; this is done on a later page, from the cookie alone. */
  late?: true | undefined
}

/** What the spine lends. */
export type EvidenceNeeds = {
  consent: {
    config: Config & { transport?: Transport; device?: Partial<Device> }
    policy: Policy
    report(problem: Problem): void
  }
  $sync: { set(state: Sync): void }
  page: Page
  remembrance: Remembrance
  /** What is remembered was changed here: the page follows it. */
  reconsider(): void
  /** A new decision of nobody's hand. */
  commit(answers: Answers, affirmed: string[]): unknown
  tell: Tell
}

/** What evidence takes from the browser. */
export type Device = {
  store: UseStore
  locks: Pick<LockManager, 'request'>
  random(): number
  /** Runs later, in ms; returns how to cancel. */
  later(run: () => void, ms: number): () => void
}
