// Holds the current decision. Decisions of this page are made by `commit`, in one task and in this order:
// cookie → effects → $decision → events. Evidence is recorded asynchronously afterwards. What other tabs and the vault change in
// the stored decision is applied by `refresh`.
import { allows, type Decision, decide, evaluate, refusedDecision, sameDecision } from './decision.ts'
import type { DecisionStorage } from './decision-storage.ts'
import { type EffectListeners, makeEffectListeners } from './effect-listeners.ts'
import type { Entry } from './evidence/entry.ts'
import type { KeptReceipt } from './evidence/vault.ts'
import type { Attempt, Emit, View } from './events.ts'
import { type Act, gestureOf } from './gesture.ts'
import type { Page } from './page.ts'
import { type Answers, DAY, type Policy, type Signals } from './policy.ts'
import type { Problem } from './problem.ts'
import type { Stores } from './stores.ts'

/** Resolves with the receipt of a decision, or undefined if there is none. Never rejects: failures go to `$problem`. */
export type Recorded = Promise<KeptReceipt | undefined>

/** `source`: a choice, if it is missing. `day`: the day of the choices that a decision combines, in days since 1970. */
export type Origin = { source?: Decision['source']; day?: number }

export type Decider = {
  /** The current decision. */
  current(): Decision
  /** Whether an id is allowed now. */
  isAllowed(id: string): boolean
  /** Resolves once an id is allowed. */
  whenAllowed(id: string): Promise<void>
  /** The current answers, including another tab's decision that has not been announced to this tab yet. */
  latestAnswers(): Answers
  /** Makes a decision. Ids that are missing from the answers are refused. */
  commit(answers: Answers, affirmed: string[], act?: Act, origin?: Origin): Recorded
  /**
   * Applies the stored decision, which another tab or the vault may have changed. `atStart`: emits no `decision` event.
   */
  refresh(atStart?: boolean): void
  /** Refuses everything that is asked until the stored decision is known. */
  refuseAll(): Decision
  show(view: View): void
  /** Shows the banner, and shows it again if the preference center is closed without an answer. */
  ask(): void
  /** Closes the open view. If the question is still open, closing the preference center shows the banner. */
  hide(): void
  listen: EffectListeners['add']
}

export type DeciderNeeds = {
  policy: Policy
  signals: Signals
  page: Page
  storage: DecisionStorage
  stores: Pick<Stores, '$decision' | '$view'>
  attempt: Attempt
  emit: Emit
  report(problem: Problem): void
  stopped: AbortSignal
  /** Signs, stores and sends a decision. */
  record(entry: Entry): Recorded
}

export function makeDecider({ policy, signals, page, storage, stores, attempt, ...needs }: DeciderNeeds): Decider {
  const { $decision, $view } = stores
  const isAllowed = (id: string): boolean => allows(current.answers, id)
  const effects = makeEffectListeners(policy.ids, isAllowed, attempt, needs.stopped)
  let current = $decision.get()
  let applied = false
  let asking = false

  function commit(
    answers: Answers,
    affirmed: string[],
    act: Act = {},
    { source = 'choice', day }: Origin = {},
  ): Recorded {
    // A config without purposes must not replace a decision made under another config.
    if (policy.ids.size === 0) return Promise.resolve(undefined)
    const before = storage.read()
    const at = page.Date.now()
    const record = { ...decide(policy, signals, answers, before, at), ...(day !== undefined && { day }) }
    // Without a secure context there is no evidence, so nothing is pending.
    const stored = { ...record, pending: page.isSecureContext }
    if (!storage.write(stored)) needs.report({ code: 'cookies-blocked' })
    asking = false
    apply(evaluate(policy, stored, signals, stored.day).decision)
    show('none')
    if (!stored.pending) return Promise.resolve(undefined)
    const gesture = gestureOf(act, affirmed.length > 0)
    const { dnt = false } = signals
    return needs.record({ ...record, at, source, gesture, dnt, affirmed, language: act.language, before })
  }

  function refresh(atStart = false): void {
    // A prerendered page shows nothing, dispatches no events and writes nothing.
    if (page.document.prerendering) return
    const today = Math.floor(page.Date.now() / DAY)
    const { decision, ask, contradicted } = evaluate(policy, storage.read(), signals, today)
    if (contradicted) return void commit(decision.answers, [], { action: 'withdraw' }, { source: 'signal' })
    asking = ask
    if (!apply(decision, atStart)) return
    // Keep an open preference center.
    if ($view.get() !== 'preferences') show(ask ? 'banner' : 'none')
  }

  /** Returns false if an effect made another decision meanwhile. That one has already been applied. */
  function apply(next: Decision, atStart = false): boolean {
    if (applied && sameDecision(current, next)) return true
    applied = true
    current = next
    Object.freeze(next.answers)
    effects.notify()
    if (current !== next) return false
    $decision.set(next)
    if (!atStart) needs.emit('decision', next)
    return true
  }

  function show(view: View): void {
    if ($view.get() === view) return
    $view.set(view)
    needs.emit('view', view)
  }

  return {
    isAllowed,
    commit,
    refresh,
    show,
    listen: effects.add,
    current: () => current,
    whenAllowed: (id) =>
      new Promise((resolve) => {
        if (isAllowed(id)) return resolve()
        const stop = effects.add({
          granted(ids) {
            if (!ids.includes(id)) return
            stop()
            resolve()
          },
        })
      }),
    latestAnswers() {
      if ((storage.read()?.seq ?? 0) > current.seq) refresh()
      return current.answers
    },
    refuseAll() {
      apply(refusedDecision(policy), !applied)
      return current
    },
    ask() {
      asking = true
      show('banner')
    },
    hide: () => show(asking && $view.get() === 'preferences' ? 'banner' : 'none'),
  }
}
