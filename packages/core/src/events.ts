// Events: `on(name, listener)` for one consent, and window events `placet:<name>` with the same detail.
import type { Decision } from './decision.ts'
import type { KeptReceipt } from './evidence/vault.ts'
import type { Page } from './page.ts'
import type { Problem } from './problem.ts'

export type View = 'none' | 'banner' | 'preferences'

export type Events = {
  /** Dispatched once, when the consent has started. A listener that is added later is called at once. */
  ready: Decision
  decision: Decision
  view: View
  /** A receipt was stored, or an answer of the backend or a claim changed it. */
  receipt: KeptReceipt
  problem: Problem
}

/** Adds a listener. Returns a function that removes it. */
export type On = <Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void) => () => void
export type Emit = <Name extends keyof Events>(name: Name, detail: Events[Name]) => void

/** Runs code of the page, and catches what it throws. */
export type Attempt = (run: () => unknown) => void

export const attemptSilently: Attempt = (run) => {
  try {
    run()
  } catch {}
}

/** `on` and `emit` of one consent. Window events are visible to every script of the page. */
export function makeEvents(page: Page, attempt: Attempt, stopped: AbortSignal): { on: On; emit: Emit } {
  const target = new EventTarget()
  let ready: Decision | undefined
  return {
    on(name, listener) {
      // An error in a `problem` listener is ignored: reporting it would call the listener again.
      const run = name === 'problem' ? attemptSilently : attempt
      const hear = (event: Event): void => run(() => listener((event as CustomEvent).detail))
      target.addEventListener(name, hear, { signal: stopped })
      if (ready && name === 'ready') attempt(() => (listener as (decision: Decision) => void)(ready as Decision))
      return () => target.removeEventListener(name, hear)
    },
    emit(name, detail) {
      if (name === 'ready') ready = detail as Decision
      Object.freeze(detail)
      target.dispatchEvent(new CustomEvent(name, { detail }))
      page.dispatchEvent(new CustomEvent(`placet:${name}`, { detail }))
    },
  }
}
