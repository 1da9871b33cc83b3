// How a decision was made. The event itself is passed, because only the browser can create a trusted one.
import type { Gesture } from '@placet/receipt'

export type Act = {
  /** The part of the interface that was used. Default: `api`. */
  surface?: Gesture['m']
  action?: Gesture['a']
  /** The click, submit or key event of the customer. */
  event?: Event
  /** The language in which the customer was asked. Default: chosen by the language of the page. */
  language?: string
}

/** A grant without a trusted event is recorded as an API call. A refusal keeps its surface. */
export function gestureOf({ surface = 'api', action = 'save', event }: Act, grants: boolean): Gesture {
  const trusted = event?.isTrusted === true
  return { m: trusted || !grants ? surface : 'api', a: action, t: trusted }
}
