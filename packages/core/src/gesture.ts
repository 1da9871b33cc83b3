// How a decision was said. The event itself is asked for, because only the browser can make one that is trusted.
import type { Gesture } from '@placet/receipt'

export type Act = {
  /** Where: a surface of the UI. */
  surface?: Gesture['m']
  action?: Gesture['a']
  /** The click, submit or key event behind it. */
  event?: Event
}

/** A grant by an untrusted click is a program's, whatever it clicked on; a refusal counts in any case. */
export function gestureOf({ surface = 'api', action = 'save', event }: Act, grants: boolean): Gesture {
  const trusted = event?.isTrusted === true
  return { m: trusted || !grants ? surface : 'api', a: action, t: trusted }
}
