// THE SPINE: the life of a decision. config → signals → policy → click → commit() → cookie → effects, all in the task of
// the click; then, in its own time, evidence: receipt → vault → outbox → backend.
import type { Config } from './config-data.ts'
import { allows, amend, asked, type Decision, foreignRefusals, HEARD, known, standing } from './decision.ts'
import type { Device } from './evidence/entry.ts'
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
import { type Attempt, makeStore, type ReadableStore } from './store.ts'

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
  readonly $decision: ReadableStore<Decision>
  readonly $view: ReadableStore<View>
  readonly $sync: ReadableStore<Sync>
  readonly $problem: ReadableStore<Problem | undefined>
  readonly config: Config
  readonly policy: Policy
  readonly signals: Signals
}

/** @throws ConsentError `config-invalid` */
export function beginConsent(options: Options, load: () => Promise<typeof openEvidence>): Consent {
  const policy = makePolicy(options)
  const page: Page = options.page ?? window
  const signals: Signals = Object.assign({}, ...(options.signals ?? []).map((hear) => hear()))
  const { none, open } = policy

  const nothing: Decision = { regime: policy.regime, answers: none, source: 'default', seq: 0, day: 0 }
  let decision = nothing
  const attempt: Attempt = (run) => {
    try {
      run()
    } catch (cause) {
      report({ code: 'listener-failed', cause })
    }
  }
  const $decision = makeStore(decision, attempt)
  const $view = makeStore<View>('none', attempt)
  const $sync = makeStore<Sync>({ pending: 0 }, attempt)
  // Who listens to problems and throws has nobody left to be told.
  const $problem = makeStore<Problem | undefined>(undefined, (run) => {
    try {
      run()
    } catch {}
  })
  const { on, tell } = makeNews(page)
  const followers = makeFollowers(policy.ids, has, attempt)
  const remembrance = openRemembrance(page, options.cookie?.domain, (gone) => (gone ? recall() : reconsider()))
  const { unreadable } = remembrance

  function start(): void {
    if (!page.isSecureContext) report({ code: 'insecure-context' })
    for (const effect of options.effects ?? []) attempt(() => effect(consent))
    const memory = remembrance.read()
    // A broken cookie may have been a no; and where something is on by default, only the vault may know of one.
    if (unreadable || (!memory && JSON.stringify(open) !== JSON.stringify(none))) recall()
    else {
      reconsider(true)
      const idle = page.requestIdleCallback ?? page.setTimeout
      if (!memory || memory.pending) idle.call(page, () => void existing().then((it) => it?.resume()))
    }
    tell('ready', decision)
  }

  /** Nothing is granted until the vault was asked. */
  function recall(): void {
    apply(nothing)
    void existing().then(async (it) => {
      const sure = it === undefined || (await it?.resume())
      // What was decided or restored meanwhile stands; where nobody could look, the customer is asked.
      if (decision === nothing) unreadable || !sure ? view('banner') : reconsider()
    })
  }

  /** The only writer of decisions. */
  function commit(given: Answers, affirmed: string[], act: Act = {}, source: Decision['source'] = 'choice'): Recorded {
    if (page.document.prerendering)
      return new Promise((done) => whenSeen(() => done(commit(given, affirmed, act, source))))
    // A config that asks nothing, or could not be read, has no say over what was decided under another.
    if (!policy.ids.size) return Promise.resolve(undefined)
    const before = remembrance.read()
    const at = page.Date.now()
    const memory = {
      regime: policy.regime + (signals.gpc ? HEARD : ''),
      asks: policy.asks,
      day: Math.floor(at / DAY),
      seq: 1 + (before?.seq ?? 0),
      pending: page.isSecureContext,
      answers: { ...foreignRefusals(policy, before?.answers), ...asked(policy, { ...none, ...given }) },
    }
    if (!remembrance.write(memory)) report({ code: 'cookies-blocked' })
    reconsider()
    view('none')
    const entry = { ...memory, at, source, gesture: gestureOf(act, affirmed.length > 0), signals, affirmed }
    return memory.pending ? evidence().then((it) => it?.record(entry, before)) : Promise.resolve(undefined)
  }

  /** Follows what is remembered: at the start, after a decision here, and when another tab or the vault has changed it. */
  function reconsider(atStart?: boolean): void {
    if (page.document.prerendering) return
    const today = Math.floor(page.Date.now() / DAY)
    const { decision: found, ask, contradicted } = standing(policy, remembrance.read(), signals, today)
    if (contradicted) return void commit(found.answers, [], { action: 'withdraw' }, 'signal')
    const changed = decision.seq !== found.seq && !atStart
    apply(found)
    // An effect has decided meanwhile, and told so.
    if (decision !== found) return
    if (changed) tell('decision', decision)
    if (ask || $view.value === 'banner') view(ask ? 'banner' : 'none')
  }

  function apply(next: Decision): void {
    decision = next
    Object.freeze(next.answers)
    followers.tell()
    // An effect may have decided meanwhile.
    $decision.set(decision)
  }

  // Another tab may have decided, and the news still be on its way.
  function holding(): Answers {
    if ((remembrance.read()?.seq ?? 0) > decision.seq) reconsider()
    return decision.answers
  }

  function view(next: View): void {
    if ($view.value === next) return
    $view.set(next)
    tell('view', next)
  }

  // Evidence comes in when it is first needed: to sign a decision, or because this browser holds some already.
  let loading: Promise<Evidence | undefined> | undefined
  function evidence(): Promise<Evidence | undefined> {
    loading ??= load()
      .then((open) => open({ consent, $sync, page, remembrance, reconsider, commit, tell }))
      .catch((cause) => {
        loading = undefined
        report({ code: 'chunk-unavailable', cause })
        return undefined
      })
    return loading
  }
  // `undefined`: there is none, and none is made: a first visit writes nothing. `null`: nobody could look.
  async function existing(): Promise<Evidence | undefined | null> {
    if (!page.isSecureContext) return undefined
    try {
      const due = loading || remembrance.read()?.pending
      // Firefox before 126 cannot tell; it finds its vault at the next decision.
      const there = due || (await page.indexedDB?.databases?.())?.some(({ name }) => name === 'placet')
      return there ? ((await evidence()) ?? null) : undefined
    } catch {
      return null
    }
  }

  function report(problem: Problem): void {
    $problem.set(problem)
    tell('problem', problem)
  }
  // A prerendered page shows, tells and writes nothing before somebody looks at it.
  function whenSeen(run: () => void): void {
    if (page.document.prerendering) page.document.addEventListener('prerenderingchange', run)
    else run()
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
        ? commit(answering(Object.keys(none), true), [...policy.ids], { action: 'accept_all', ...act })
        : commit(amend(policy, remembrance.read() ? holding() : none, answering(ids, true)), ids, act),
    reject: (act) => commit(none, [], { action: 'reject_all', ...act }),
    decide: (change, act) =>
      commit(
        amend(policy, holding(), change),
        Object.keys(change).filter((id) => change[id]),
        act,
      ),
    withdraw: (ids, act) =>
      commit(ids ? amend(policy, holding(), answering(ids, false)) : none, [], { action: 'withdraw', ...act }),
    show: (next) => whenSeen(() => view(next)),
    hide: () => view('none'),
    receipts: async () => (await (await existing())?.receipts()) ?? [],
    export: async () => (await (await existing())?.bundles()) ?? [],
    async forget() {
      const it = await existing()
      // What cannot be deleted is refused at least: the vault would bring it back.
      if (it === null || (it && !(await it.forget()))) return void commit(none, [])
      remembrance.clear()
      reconsider()
    },
    ...{ on, follow: followers.add, report, $decision, $view, $sync, $problem, config: options, policy, signals },
  }
  whenSeen(start)
  return consent
}

const answering = (ids: string[], yes: boolean): Answers => Object.fromEntries(ids.map((id) => [id, yes]))
