// Opens a store: PostgreSQL by its URL, or the embedded one in a file. Only the driver in use is loaded, and must be installed.
import type { Store } from '../store.ts'
import { withDriver } from './driver.ts'
import { namesPostgres, requireFilePath } from './store-url.ts'

/** @throws ServerError `driver-missing`, or another code if the store cannot be opened */
export async function openStore(place: string, options: { readOnly?: boolean } = {}): Promise<Store> {
  if (namesPostgres(place)) {
    const { openPostgresStore } = await withDriver('postgres', () => import('./postgres.ts'))
    return openPostgresStore(place, options)
  }
  requireFilePath(place)
  const { openLibsqlStore } = await withDriver('libsql', () => import('./libsql.ts'))
  return openLibsqlStore(place, options)
}
