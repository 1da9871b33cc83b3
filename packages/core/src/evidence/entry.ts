// A decision on its way to becoming evidence, and what evidence needs of the page it comes from.
import type { Gesture } from '@placet/receipt'
import type { Config } from '../config-data.ts'
import type { DecisionRecord, StoredDecision } from '../cookie.ts'
import type { DecisionStorage } from '../decision-storage.ts'
import type { Decision } from '../decision.ts'
import type { Transport } from '../http.ts'
import type { Device, Page } from '../page.ts'
import type { Answers, Policy } from '../policy.ts'
import type { Problem } from '../problem.ts'
import type { Sync } from '../sync.ts'
import type { KeptReceipt } from './vault.ts'

/** One decision: what was answered, when (`at`, ms since 1970), and how. */
export type Entry = DecisionRecord & {
  at: number
  source: Decision['source']
  gesture: Gesture
  dnt: boolean
  /** The ids that the customer's act turned on or confirmed, not those that were merely left on. */
  affirmed: string[]
  /** The language that the customer was asked in, where it is known. */
  language?: string | undefined
  /** What the cookie said when the customer clicked. */
  before?: StoredDecision | undefined
  /** True if the page of the click did not sign it. Another page does, from the cookie alone. */
  late?: true | undefined
}

/** An entry for a decision that is only known from the cookie: how it was made cannot be attested. */
export function unattestedEntry(record: DecisionRecord, at: number, late?: true): Entry {
  const { regime, gpc, asks, day, seq, answers } = record
  const gesture = { m: 'api', a: 'save', t: false } as const
  return { regime, gpc, asks, day, seq, answers, at, source: 'choice', gesture, dnt: false, affirmed: [], late }
}

/** What became of recording a decision. Core applies it. */
export type RecordResult = {
  receipt?: KeptReceipt | undefined
  /** The stored decision was changed here: evaluate it again. */
  restored?: boolean
  /** Two tabs decided at the same moment: these answers hold the refusals of both, and become a decision of their own. */
  merged?: Answers | undefined
}

/** What a consent lends to evidence. The callbacks only tell what happened; none of them makes a decision. */
export type EvidenceNeeds = {
  config: Config & { transport?: Transport }
  policy: Policy
  page: Page
  device: Partial<Device> | undefined
  storage: Pick<DecisionStorage, 'read' | 'write'>
  report(problem: Problem): void
  onReceipt(kept: KeptReceipt): void
  onSync(state: Sync): void
  /** Ends timers and listeners. */
  stopped: AbortSignal
}
