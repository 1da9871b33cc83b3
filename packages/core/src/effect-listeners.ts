// Tells effects of decisions in the order that keeps customers safe: every refusal is heard before any grant.
import type { Attempt } from './events.ts'

/** What an effect listens with. After every decision, and at the start, it hears all ids that are off, then all that are on. */
export type EffectListener = { refused?(ids: string[]): void; granted?(ids: string[]): void }

export type EffectListeners = {
  /** A listener that comes late hears at once what holds. Returns how to remove it. */
  add(listener: EffectListener): () => void
  /** Tells all of them, synchronously. */
  notify(): void
}

/**
 * @param isAllowed splits the ids
 * @param attempt runs each listener: one that throws stops no other
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
    // Asked again for each listener: one of them may have made another decision.
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
