// What listeners hear: `on(name, listener)` for this consent, and window events `placet:<name>` with the same detail.
import type { Decision } from './decision.ts'
import type { KeptReceipt } from './evidence/vault.ts'
import type { Page } from './page.ts'
import type { Problem } from './problem.ts'

export type View = 'none' | 'banner' | 'preferences'

export type Events = {
  /** Once, when the page has started. A listener that comes later hears it at once. */
  ready: Decision
  decision: Decision
  view: View
  /** A receipt was signed, or its status at the backend changed. */
  receipt: KeptReceipt
  problem: Problem
}

/** Adds a listener; returns how to remove it. */
export type On = <Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void) => () => void
export type Emit = <Name extends keyof Events>(name: Name, detail: Events[Name]) => void

/** Runs code that is not ours and may throw. What it throws becomes a problem. */
export type Attempt = (run: () => unknown) => void

export const attemptSilently: Attempt = (run) => {
  try {
    run()
  } catch {}
}

/** The listeners belong to one consent. Only the window events are seen by every script of the page. */
export function makeEvents(page: Page, attempt: Attempt, stopped: AbortSignal): { on: On; emit: Emit } {
  const target = new EventTarget()
  let ready: Decision | undefined
  return {
    on(name, listener) {
      // A listener of problems that throws has no one left to tell.
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
