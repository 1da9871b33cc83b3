// Where the vault's entries lie: IndexedDB, or memory where that is blocked. Three verbs, so that both say the same.
import { promisifyRequest, type UseStore } from 'idb-keyval'

/** A key and its value; `undefined` takes the key away. */
export type Change = [key: string, value: unknown]

export type Shelf = {
  /** Whether it outlives the page. */
  lasts: boolean
  get<Value>(key: string): Promise<Value | undefined>
  /** All values whose keys begin with the prefix, in order of their keys. */
  list<Value>(prefix: string): Promise<Value[]>
  /**
   * All changes or none, in one transaction; none when the guarded key no longer holds what `expected` says (compared as JSON).
   * @returns whether they were made
   */
  write(changes: Change[], guard?: Change): Promise<boolean>
}

/** One database, one store, key prefixes. */
export function databaseShelf(store: UseStore): Shelf {
  return {
    lasts: true,
    get: (key) => store('readonly', (entries) => promisifyRequest(entries.get(key))),
    list: (prefix) =>
      store('readonly', (entries) => promisifyRequest(entries.getAll(IDBKeyRange.bound(prefix, `${prefix}\uffff`)))),
    write: (changes, guard) =>
      // idb-keyval's setMany is not all-or-nothing: it keeps what came before a value that cannot be cloned.
      store('readwrite', async (entries) => {
        const { transaction } = entries
        const done = promisifyRequest(transaction)
        // Heard below, unless it was over before.
        done.catch(() => {})
        try {
          if (guard && !same(await promisifyRequest(entries.get(guard[0])), guard[1])) return false
          for (const [key, value] of changes) value === undefined ? entries.delete(key) : entries.put(value, key)
        } catch (cause) {
          if (!transaction.error) transaction.abort()
          await done.catch(() => {})
          throw cause
        }
        await done
        return true
      }),
  }
}

export function memoryShelf(): Shelf {
  const entries = new Map<string, unknown>()
  return {
    lasts: false,
    get: async <Value>(key: string) => entries.get(key) as Value | undefined,
    list: async <Value>(prefix: string) =>
      [...entries.keys()]
        .filter((key) => key.startsWith(prefix))
        .sort()
        .map((key) => entries.get(key) as Value),
    async write(changes, guard) {
      if (guard && !same(entries.get(guard[0]), guard[1])) return false
      for (const [key, value] of changes) value === undefined ? entries.delete(key) : entries.set(key, value)
      return true
    },
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
