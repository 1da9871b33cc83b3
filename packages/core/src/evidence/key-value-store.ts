// Storage of the vault: IndexedDB, or memory if IndexedDB is blocked. Both behave the same.
import { promisifyRequest, type UseStore } from 'idb-keyval'

/** A key and its value. `undefined` deletes the key. */
export type Change = [key: string, value: unknown]

/** Condition of a write: `isUnchanged` must return true for the value under `key`. */
export type Guard = { key: string; isUnchanged(value: unknown): boolean }

export type KeyValueStore = {
  /** Whether the data outlives the page. */
  persistent: boolean
  get<Value>(key: string): Promise<Value | undefined>
  /** All values whose keys begin with the prefix, in the order of their keys. */
  list<Value>(prefix: string): Promise<Value[]>
  /**
   * Makes all changes in one transaction, or none. Makes none if the guard fails.
   *
   * @returns whether the changes were made
   */
  write(changes: Change[], guard?: Guard): Promise<boolean>
}

/** One database, one object store, key prefixes. */
export function databaseStore(store: UseStore): KeyValueStore {
  return {
    persistent: true,
    get: (key) => store('readonly', (entries) => promisifyRequest(entries.get(key))),
    list: (prefix) =>
      store('readonly', (entries) => promisifyRequest(entries.getAll(IDBKeyRange.bound(prefix, `${prefix}\uffff`)))),
    write: (changes, guard) =>
      // idb-keyval's setMany is not atomic: it keeps the entries before a value that cannot be cloned.
      store('readwrite', async (entries) => {
        const { transaction } = entries
        const done = promisifyRequest(transaction)
        // Prevents an unhandled rejection if the transaction fails before `done` is awaited.
        done.catch(() => {})
        try {
          if (guard && !guard.isUnchanged(await promisifyRequest(entries.get(guard.key)))) return false
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

export function memoryStore(): KeyValueStore {
  const entries = new Map<string, unknown>()
  return {
    persistent: false,
    get: async <Value>(key: string) => entries.get(key) as Value | undefined,
    list: async <Value>(prefix: string) =>
      [...entries.keys()]
        .filter((key) => key.startsWith(prefix))
        .sort()
        .map((key) => entries.get(key) as Value),
    async write(changes, guard) {
      if (guard && !guard.isUnchanged(entries.get(guard.key))) return false
      for (const [key, value] of changes) value === undefined ? entries.delete(key) : entries.set(key, value)
      return true
    },
  }
}
