// Which store: PostgreSQL by its URL, or the embedded one in a file.
import type { Store } from '../store.ts'
import { namesPostgres } from './store-url.ts'

/** The drivers are loaded only where they are used. @throws ServerError where the store cannot be opened */
export async function openStore(place: string, options: { readOnly?: boolean } = {}): Promise<Store> {
  if (namesPostgres(place)) return (await import('./postgres.ts')).openPostgresStore(place, options)
  return (await import('./libsql.ts')).openLibsqlStore(place, options)
}
