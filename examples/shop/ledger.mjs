// What the trackers' origin received, one entry for each request; nothing is left out.

export function makeLedger() {
  let entries = []
  const listeners = new Set()
  const tell = (hit) => listeners.forEach((listener) => listener(hit))

  return {
    /** { tracker, kind: 'script' | 'hit', method, path, events? } */
    add(entry) {
      const hit = { ...entry, at: Date.now() }
      entries.push(hit)
      tell(hit)
    },
    hits: () => [...entries],
    clear() {
      entries = []
      tell()
    },
    /** Calls the listener with each new hit, and with nothing after a clearing; returns how to stop that. */
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
