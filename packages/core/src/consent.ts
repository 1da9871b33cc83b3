// THE SPINE: the life of a decision. config → signals → policy → click → commit() → cookie → effects, all in the task of
// the click; then, in its own time, evidence: receipt → vault → outbox → backend.
import { atom, type ReadableAtom } from 'nanostores'
import type { Config } from './config-data.ts'
import type { Remembered } from './cookie.ts'
import { allows, amend, answerAll, asked, type Decision, known, sameAnswers, standing } from './decision.ts'
import type { Device, Entry } from './evidence/entry.ts'
import type { Bundle, Evidence, openEvidence } from './evidence/index.ts'
import type { Sync } from './evidence/outbox.ts'
import type { KeptReceipt } from './evidence/vault.ts'
import { type Follower, makeFollowers } from './followers.ts'
import { type Act, gestureOf } from './gesture.ts'
import type { Transport } from './http.ts'
import { makeNews, type On, type View } from './news.ts'
import type { Page } from './page.ts'
import { type Answers, DAY, makePolicy, type Policy, type Signals } from './policy.ts'
import type { Problem } from './problem.ts'
import { openRemembrance } from './remembrance.ts'

/** What follows a decision: starts with a consent, returns how to stop. */
export type Effect = (consent: Consent) => () => void

/** A config, and what cannot be written as JSON. */
export type Options = Config & {
  /** Heard before policy: `[gpc()]`. */
  signals?: (() => Signals)[]
  /** What follows a decision: `[scripts(), google()]`. */
  effects?: Effect[]
  /** How receipts travel; default is `http(config.backend)`. */
  transport?: Transport
  /** What is taken from the browser; tests pass their own. */
  page?: Page
  device?: Partial<Device>
}

/** What a decision resolves with: its receipt, if there is one. It never rejects; troubles are in `$problem`. */
export type Recorded = Promise<KeptReceipt | undefined>

export type Consent = {
  /** Whether a purpose, or `purpose/service`, is allowed now. @throws ConsentError `purpose-unknown` */
  has(id: string): boolean
  /** Resolves once it is allowed, now or later. @throws ConsentError `purpose-unknown` */
  when(id: string): Promise<void>
  /** All, or these; the others keep their answer, or are refused if they had none. @throws ConsentError `purpose-unknown` */
  accept(ids: 'all' | string[], act?: Act): Recorded
  reject(act?: Act): Recorded
  /** What is not named stays as it is. @throws ConsentError `purpose-unknown`, `purpose-exempt` */
  decide(answers: Answers, act?: Act): Recorded
  /** These, or everything. Works without key, network and IndexedDB. @throws ConsentError `purpose-unknown` */
  withdraw(ids?: string[], act?: Act): Recorded
  show(view: 'banner' | 'preferences'): void
  hide(): void
  receipts(): Promise<KeptReceipt[]>
  /** All proofs this browser holds, for `placet verify` or any auditor. */
  export(): Promise<Bundle[]>
  /** Deletes key, receipts and cookie from this browser; the regime's default holds again. */
  forget(): Promise<void>
  on: On
  /** For effects: hears, at the start and after each decision, all that is refused, then all that is granted. */
  follow(follower: Follower): () => void
  /** For effects and faces: tells a visitor's trouble. */
  report(problem: Problem): void
  readonly $decision: ReadableAtom<Decision>
  readonly $view: ReadableAtom<View>
  readonly $sync: ReadableAtom<Sync>
  readonly $problem: ReadableAtom<Problem | undefined>
  readonly config: Config
  readonly policy: Policy
  readonly signals: Signals
}

/** @throws ConsentError `config-invalid` */
export function beginConsent(options: Options, load: () => Promise<typeof openEvidence>): Consent {
  const page: Page = options.page ?? window
  const policy = makePolicy(options)
  const signals: Signals = Object.assign({}, ...(options.signals ?? []).map((hear) => hear()))
  const none: Decision = { regime: policy.regime, answers: answerAll(policy, false), source: 'default', seq: 0, day: 0 }
  const now = () => page.Date.now()
  const stand = () => standing(policy, remembrance.read(), signals, Math.floor(now() / DAY))

  const $decision = atom(none)
  const $view = atom<View>('none')
  const $sync = atom<Sync>({ pending: 0 })
  const $problem = atom<Problem | undefined>()
  const { on, tell } = makeNews(page)
  const followers = makeFollowers(policy.ids, has, (cause) => report({ code: 'effect-failed', cause }))
  const remembrance = openRemembrance(page, options.cookie?.domain, reconsider)

  let decision = none
  let started = false
  const early: (() => void)[] = []

  function start(): void {
    started = true
    if (!page.isSecureContext) report({ code: 'insecure-context' })
    for (const effect of options.effects ?? []) attempt('effect-failed', () => effect(consent))
    const memory = remembrance.read()
    const { decision: found, contradicted, ask } = stand()
    if (contradicted.length > 0) {
      const answers = amend(policy, found.answers, answering(contradicted, false))
      void hold({ ...found, answers, source: 'signal' }, async (it) => {
        const kept = await it?.latest()
        // A grant that was made with the signal on has answered it already (CCPA §7025(c)).
        if (kept?.gpc && kept.seq === memory?.seq) reconsider()
        else void commit(answers, [], { action: 'withdraw' }, 'signal')
      })
    } else if (remembrance.unreadable) {
      // What it said may have been a no: nothing is granted, unless the vault knows better.
      void hold(none, () => ask && view('banner'))
    } else if (!memory && !sameAnswers(found.answers, none.answers)) {
      // On by default: a refusal that only the vault remembers must be heard first.
      void hold(none, reconsider)
    } else {
      apply(found)
      if (ask) view('banner')
      const idle = page.requestIdleCallback ?? page.setTimeout
      if (!memory || memory.pending) idle.call(page, () => void recall())
    }
    tell('ready', decision)
    for (const run of early) run()
  }

  async function hold(meanwhile: Decision, then: (it?: Evidence) => unknown): Promise<void> {
    apply(meanwhile)
    const it = await recall()
    // What was decided or restored meanwhile stands.
    if (decision === meanwhile) void then(it)
  }

  /** The only writer of decisions. */
  function commit(given: Answers, affirmed: string[], act: Act = {}, source: Decision['source'] = 'choice'): Recorded {
    if (!started) return new Promise((done) => early.push(() => done(commit(given, affirmed, act, source))))
    const before = remembrance.read()
    const { regime, asks } = policy
    const answers = { ...none.answers, ...given }
    const [at, seq, pending] = [now(), 1 + (before?.seq ?? 0), page.isSecureContext]
    const day = Math.floor(at / DAY)
    const memory: Remembered = { regime, asks, day, seq, pending, answers: asked(policy, answers) }
    if (!remembrance.write(memory)) report({ code: 'cookies-blocked' })
    apply({ regime, answers, source, seq, day })
    tell('decision', decision)
    view('none')
    const gesture = gestureOf(act, affirmed.length > 0)
    return record({ ...memory, at, source, gesture, signals, affirmed }, before)
  }

  function apply(next: Decision): void {
    decision = Object.freeze(next)
    followers.tell()
    attempt('listener-failed', () => $decision.set(next))
  }

  /** What is remembered has changed outside this page. */
  function reconsider(): void {
    const { decision: found, ask } = stand()
    apply(found)
    if (found.seq) tell('decision', found)
    if (ask || $view.get() === 'banner') view(ask ? 'banner' : 'none')
  }

  function view(next: View): void {
    if ($view.get() === next) return
    attempt('listener-failed', () => $view.set(next))
    tell('view', next)
  }

  // Evidence comes in when it is first needed: to sign a decision, or because this browser holds some already.
  let loading: Promise<Evidence | undefined> | undefined
  function evidence(): Promise<Evidence | undefined> {
    loading ??= load()
      .then((open) => open({ options, policy, page, remembrance, reconsider, commit, report, tell, $sync }))
      .catch((cause) => {
        loading = undefined
        report({ code: 'chunk-unavailable', cause })
        return undefined
      })
    return loading
  }
  async function record(entry: Entry, before: Remembered | undefined): Recorded {
    return entry.pending ? (await evidence())?.record(entry, before) : undefined
  }
  // A first visit writes nothing, not even an empty database.
  async function existing(): Promise<Evidence | undefined> {
    const holds = () => page.indexedDB.databases().then((all) => all.some(({ name }) => name === VAULT), () => false)
    return page.isSecureContext && (loading || (await holds())) ? evidence() : undefined
  }
  async function recall(): Promise<Evidence | undefined> {
    const it = await existing()
    await it?.resume()
    return it
  }

  // The page's own mistakes, and an effect's, stop nothing of ours.
  function attempt(code: Problem['code'], run: () => unknown): void {
    try {
      run()
    } catch (cause) {
      report({ code, cause })
    }
  }
  function report(problem: Problem): void {
    try {
      $problem.set(problem)
    } catch {
      // Who listens to problems and throws has nobody left to be told.
    }
    tell('problem', problem)
  }
  function has(id: string): boolean {
    return allows(decision.answers, known(policy, id))
  }

  const consent: Consent = {
    has,
    when: (id) =>
      new Promise((resolve) => {
        known(policy, id)
        followers.add({ granted: (ids) => ids.includes(id) && resolve() })
      }),
    accept: (ids, act) =>
      ids === 'all'
        ? commit(answerAll(policy, true), [...policy.ids], { action: 'accept_all', ...act })
        : commit(amend(policy, (remembrance.read() ? decision : none).answers, answering(ids, true)), ids, act),
    reject: (act) => commit(none.answers, [], { action: 'reject_all', ...act }),
    decide: (change, act) =>
      commit(amend(policy, decision.answers, change), Object.keys(change).filter((id) => change[id]), act),
    withdraw: (ids, act) =>
      commit(ids ? amend(policy, decision.answers, answering(ids, false)) : none.answers, [], { action: 'withdraw', ...act }),
    show: view,
    hide: () => view('none'),
    receipts: async () => (await (await existing())?.receipts()) ?? [],
    export: async () => (await (await existing())?.bundles()) ?? [],
    async forget() {
      remembrance.clear()
      reconsider()
      await (await existing())?.forget()
    },
    ...{ on, follow: followers.add, report, $decision, $view, $sync, $problem, config: options, policy, signals },
  }
  if (page.document.prerendering) page.document.addEventListener('prerenderingchange', start)
  else start()
  return consent
}

const VAULT = 'placet'
const answering = (ids: string[], yes: boolean): Answers => Object.fromEntries(ids.map((id) => [id, yes]))
