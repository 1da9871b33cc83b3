// Starts a consent: a mistake in a call throws here, decider.ts makes decisions, evidence/ records them.
import { checkShape } from './config-shape.ts'
import type { Consent, Options } from './consent.ts'
import type { Recorded } from './decider.ts'
import { amend, knownId } from './decision.ts'
import type { Environment } from './environment.ts'
import type { Act } from './gesture.ts'
import type { Answers, Signals } from './policy.ts'
import { openSession } from './session.ts'

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
