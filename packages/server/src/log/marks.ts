// How far each log is known to have come. A store that is behind its mark, or has another root there, went back: a backup in
// place of what was acknowledged since. Kept apart from the store, because a backup of both would go back together.
import type { Head } from '../store.ts'

/** By its `origin`: a log that begins anew under another name is another log. */
export type Mark = Pick<Head, 'site' | 'origin' | 'size' | 'root'>

export type Marks = {
  of(origin: string): Mark | undefined
  all(): Mark[]
  /** Counts at once, where it is further than what was known. Resolves when a power cut could not undo it. */
  raise(mark: Mark): Promise<void>
  /** In place of what was known: an operator accepts that the log went back. */
  reset(mark: Mark): Promise<void>
  close(): Promise<void>
}

export type MarkFile = {
  marks: readonly Mark[]
  /** Durable when it resolves; never takes one back. */
  raise(marks: readonly Mark[]): Promise<void>
  reset(mark: Mark): Promise<void>
  close(): Promise<void>
}

/** @param file without one they are forgotten with the process */
export function createMarks(file: MarkFile = FORGETFUL): Marks {
  const known = new Map(file.marks.map((mark) => [mark.origin, mark]))
  const durable = new Map(file.marks.map(({ origin, size }) => [origin, size]))
  const waiting = new Map<string, Mark>()
  let writing: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined

  // One write at a time: the marks of all turns that end meanwhile, of whichever site, share the one after it.
  function write(): Promise<void> {
    next ??= writing.then(async () => {
      next = undefined
      const some = [...waiting.values()]
      waiting.clear()
      await file.raise(some)
      for (const { origin, size } of some) durable.set(origin, size)
    })
    writing = next.catch(() => undefined)
    return next
  }

  return {
    of: (origin) => known.get(origin),
    all: () => [...known.values()],
    async raise({ site, origin, size, root }) {
      const before = known.get(origin)
      const newest = before && before.size >= size ? before : { site, origin, size, root }
      known.set(origin, newest)
      if ((durable.get(origin) ?? 0) >= size) return
      waiting.set(origin, newest)
      await write()
    },
    async reset(mark) {
      await writing
      await file.reset(mark)
      known.set(mark.origin, mark)
      durable.set(mark.origin, mark.size)
    },
    async close() {
      await writing
      await file.close()
    },
  }
}

/** Whether this cannot be the log that came to the mark. Where it is longer, only its tiles can say. */
export function isBehind({ size, root }: Pick<Head, 'size' | 'root'>, mark: Mark): boolean {
  return size < mark.size || (size === mark.size && Buffer.compare(root, mark.root) !== 0)
}

const FORGETFUL: MarkFile = { marks: [], raise: async () => {}, reset: async () => {}, close: async () => {} }
