// Calls the listeners of effects after each decision: every `refused` is called before any `granted`.
import type { Attempt } from './events.ts'

/**
 * Listener of an effect. It is called with all ids that are off, then with all that are on: at the start and after each
 * decision.
 */
export type EffectListener = { refused?(ids: string[]): void; granted?(ids: string[]): void }

export type EffectListeners = {
  /** Adds a listener, and calls it at once if the consent has started. Returns a function that removes it. */
  add(listener: EffectListener): () => void
  /** Calls all listeners, synchronously. */
  notify(): void
}

/**
 * @param isAllowed whether an id is on
 * @param attempt calls each listener: one that throws does not stop the others
 * @param stopped removes all listeners
 */
export function makeEffectListeners(
  ids: Set<string>,
  isAllowed: (id: string) => boolean,
  attempt: Attempt,
  stopped: AbortSignal,
): EffectListeners {
  const listeners = new Set<EffectListener>()
  stopped.addEventListener('abort', () => listeners.clear())
  let started = false
  const tell = (all: EffectListener[]): void => {
    const refused = [...ids].filter((id) => !isAllowed(id))
    for (const each of all) attempt(() => each.refused?.(refused))
    // Evaluated for each listener: an earlier one may have made another decision.
    for (const each of all) attempt(() => listeners.has(each) && each.granted?.([...ids].filter(isAllowed)))
  }
  return {
    add(listener) {
      listeners.add(listener)
      if (started) tell([listener])
      return () => listeners.delete(listener)
    },
    notify() {
      started = true
      tell([...listeners])
    },
  }
}
