// How a decision was made. The event itself is asked for, because only the browser can create a trusted one.
import type { Gesture } from '@placet/receipt'

export type Act = {
  /** The surface that was used. */
  surface?: Gesture['m']
  action?: Gesture['a']
  /** The click, submit or key event behind it. */
  event?: Event
  /** The language that the customer was asked in. Default: that of the page. */
  language?: string
}

/** A grant by an untrusted click is recorded as an API call, whatever was clicked. A refusal always counts. */
export function gestureOf({ surface = 'api', action = 'save', event }: Act, grants: boolean): Gesture {
  const trusted = event?.isTrusted === true
  return { m: trusted || !grants ? surface : 'api', a: action, t: trusted }
}
