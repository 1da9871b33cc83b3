// What the page hears: window events `placet:<name>`, and `on(name, fn)` for the same details.
import type { Decision } from './decision.ts'
import type { KeptReceipt } from './evidence/vault.ts'
import type { Page } from './page.ts'
import type { Problem } from './problem.ts'

export type View = 'none' | 'banner' | 'preferences'

export type News = {
  /** Once, when the state is known; told again to who listens later. */
  ready: Decision
  decision: Decision
  view: View
  /** A receipt was signed, or its standing at the backend changed. */
  receipt: KeptReceipt
  problem: Problem
}

export type On = <Name extends keyof News>(name: Name, listener: (detail: News[Name]) => void) => () => void
export type Tell = <Name extends keyof News>(name: Name, detail: News[Name]) => void

export function makeNews(page: Page): { on: On; tell: Tell } {
  let ready: Decision | undefined
  return {
    on(name, listener) {
      const hear = (event: Event): void => listener((event as CustomEvent).detail)
      page.addEventListener(`placet:${name}`, hear)
      if (ready && name === 'ready') (listener as (decision: Decision) => void)(ready)
      return () => page.removeEventListener(`placet:${name}`, hear)
    },
    tell(name, detail) {
      if (name === 'ready') ready = detail as Decision
      page.dispatchEvent(new CustomEvent(`placet:${name}`, { detail: Object.freeze(detail) }))
    },
  }
}
