// The public state of a consent as nanostores atoms, for use with `@nanostores/react`, `computed` and the like.
import { atom, type PreinitializedWritableAtom } from 'nanostores'
import type { Decision } from './decision.ts'
import { type Attempt, attemptSilently, type View } from './events.ts'
import type { Problem } from './problem.ts'
import type { Sync } from './sync.ts'

export type Stores = {
  $decision: PreinitializedWritableAtom<Decision>
  $view: PreinitializedWritableAtom<View>
  $sync: PreinitializedWritableAtom<Sync>
  $problem: PreinitializedWritableAtom<Problem | undefined>
}

/** @param attempt calls each listener: one that throws does not stop the others */
export function makeStores(decision: Decision, attempt: Attempt): Stores {
  return {
    $decision: guarded(atom(decision), attempt),
    $view: guarded(atom<View>('none'), attempt),
    $sync: guarded(atom<Sync>({ pending: 0 }), attempt),
    $problem: guarded(atom<Problem | undefined>(undefined), attemptSilently),
  }
}

function guarded<Value>(store: PreinitializedWritableAtom<Value>, attempt: Attempt): PreinitializedWritableAtom<Value> {
  const { listen, set } = store
  store.listen = (listener) => listen((value, old) => attempt(() => listener(value, old)))
  // Listeners of stores that are computed from this one throw out of `set`.
  store.set = (value) => attempt(() => set(value))
  return store
}
