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

/** `failed` hears what a listener threw; it stops nobody else. */
export function makeStore<Value>(value: Value, failed: (cause: unknown) => void): Store<Value> {
  const listeners = new Set<(value: Value) => void>()
  const call = (listener: (value: Value) => void): void => {
    try {
      listener(store.value)
    } catch (cause) {
      failed(cause)
    }
  }
  const store: Store<Value> = {
    value,
    get: () => store.value,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    subscribe(listener) {
      call(listener)
      return store.listen(listener)
    },
    set(next) {
      store.value = next
      listeners.forEach(call)
    },
  }
  return store
}
