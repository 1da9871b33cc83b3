// A value that can be watched. Shaped like a nanostores atom, so that its bindings for React, Vue and the like fit.

export type ReadableStore<Value> = {
  readonly value: Value
  get(): Value
  /** Hears each change; returns how to stop. */
  listen(listener: (value: Value) => void): () => void
  /** The same, and hears the present value at once. */
  subscribe(listener: (value: Value) => void): () => void
}
export type Store<Value> = { value: Value; set(value: Value): void } & ReadableStore<Value>

/** Runs what is not ours and may throw; it tells, and never throws itself. */
export type Attempt = (run: () => unknown) => void

/** `attempt` calls the listeners: one stops no other. */
export function makeStore<Value>(value: Value, attempt: Attempt): Store<Value> {
  const listeners = new Set<(value: Value) => void>()
  const store: Store<Value> = {
    value,
    get: () => store.value,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    subscribe(listener) {
      attempt(() => listener(store.value))
      return store.listen(listener)
    },
    set(next) {
      store.value = next
      for (const listener of listeners) attempt(() => listener(next))
    },
  }
  return store
}
