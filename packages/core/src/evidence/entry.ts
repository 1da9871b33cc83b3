// A decision to be recorded, and what evidence needs of the page.
import type { Gesture } from '@placet/receipt'
import type { Config } from '../config-data.ts'
import type { DecisionRecord, StoredDecision } from '../cookie.ts'
import type { DecisionStorage } from '../decision-storage.ts'
import type { Decision } from '../decision.ts'
import type { Transport } from '../http.ts'
import type { Device, Page } from '../page.ts'
import type { Policy } from '../policy.ts'
import type { Problem } from '../problem.ts'
import type { Sync } from '../sync.ts'
import type { KeptReceipt } from './vault.ts'

/** A decision, with the time of the click (`at`, ms since 1970) and how it was made. */
export type Entry = DecisionRecord & {
  at: number
  source: Decision['source']
  gesture: Gesture
  dnt: boolean
  /** The ids that the customer turned on or confirmed, without those that were merely left on. */
  affirmed: string[]
  /** The language in which the customer was asked, if known. */
  language?: string | undefined
  /** The stored decision at the time of the click. */
  before?: StoredDecision | undefined
  /** True if another page records the decision from the cookie, because the page of the click did not. */
  late?: true | undefined
}

/** An entry for a decision whose click is unknown, such as one read from the cookie. Its gesture is not attested. */
export function unattestedEntry(record: DecisionRecord, at: number, late?: true): Entry {
  const { regime, gpc, asks, day, seq, answers } = record
  const gesture = { m: 'api', a: 'save', t: false } as const
  return { regime, gpc, asks, day, seq, answers, at, source: 'choice', gesture, dnt: false, affirmed: [], late }
}

/** The result of recording a decision. Core applies it. */
export type RecordResult = {
  receipt?: KeptReceipt | undefined
  /** The stored decision was changed. It has to be evaluated again. */
  restored?: boolean
  /**
   * Two tabs decided at the same moment. These answers contain the refusals of both and become a decision of their own,
   * which expires with the older of the two.
   */
  merged?: Pick<DecisionRecord, 'answers' | 'day'> | undefined
}

/** What a consent passes to evidence. */
export type EvidenceNeeds = {
  config: Config & { transport?: Transport }
  policy: Policy
  page: Page
  device: Partial<Device> | undefined
  storage: Pick<DecisionStorage, 'read' | 'write'>
  report(problem: Problem): void
  onReceipt(kept: KeptReceipt): void
  onSync(state: Sync): void
  /** Stops timers and removes listeners. */
  stopped: AbortSignal
}
