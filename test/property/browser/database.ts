// IndexedDB of one origin, a real (if fake) one; each tab's way to it can die before or after a transaction, never within.
import { IDBFactory } from 'fake-indexeddb'
import type { Schedule } from './schedule.ts'

export type Database = ReturnType<typeof makeDatabase>

type Store = <Result>(
  mode: IDBTransactionMode,
  use: (entries: IDBObjectStore) => Result | PromiseLike<Result>,
) => Promise<Result>

export function makeDatabase({ gate, busy }: Schedule) {
  const factory = new IDBFactory()
  let opened: Promise<IDBDatabase> | undefined

  function open(): Promise<IDBDatabase> {
    const request = factory.open('placet')
    request.onupgradeneeded = () => request.result.createObjectStore('vault')
    return done(request)
  }
  const use: Store = (mode, work) =>
    busy(async () => work((await (opened ??= open())).transaction('vault', mode).objectStore('vault')))

  return {
    of:
      (tab: number): Store =>
      async (mode, work) => {
        await gate(tab, 'transaction')
        const result = await use(mode, work).then(
          (value) => () => value,
          (cause) => () => Promise.reject(cause),
        )
        await gate(tab, 'transaction')
        return result()
      },
    async databases(tab: number): Promise<IDBDatabaseInfo[]> {
      await gate(tab, 'databases')
      return busy(() => factory.databases())
    },
    /** All that lies there, for the oracle's eyes. */
    async entries(): Promise<Map<string, unknown>> {
      if (!opened) return new Map()
      const [keys, values] = await use('readonly', (store) =>
        Promise.all([done(store.getAllKeys()), done(store.getAll())]),
      )
      return new Map(keys.map((key, index) => [String(key), values[index]]))
    },
    async evict(): Promise<void> {
      const database = await opened
      opened = undefined
      database?.close()
      await done(factory.deleteDatabase('placet'))
    },
  }
}

function done<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
