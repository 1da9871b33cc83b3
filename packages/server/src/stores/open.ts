// Which store: PostgreSQL by its URL, or the embedded one in a file. Its driver is loaded here, and the other need not be there.
import { ServerError } from '../errors.ts'
import type { Store } from '../store.ts'
import { namesPostgres, requireFilePath } from './store-url.ts'

/** @throws ServerError `driver-missing`, and where the store cannot be opened */
export async function openStore(place: string, options: { readOnly?: boolean } = {}): Promise<Store> {
  if (namesPostgres(place)) {
    const { openPostgresStore } = await withDriver('postgres', () => import('./postgres.ts'))
    return openPostgresStore(place, options)
  }
  requireFilePath(place)
  const { openLibsqlStore } = await withDriver('libsql', () => import('./libsql.ts'))
  return openLibsqlStore(place, options)
}

async function withDriver<Module>(driver: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (cause) {
    if (!isMissing(cause, driver)) throw cause
    const what = `The store needs the package ${driver}, which is not installed.`
    throw new ServerError('driver-missing', what, `npm install ${driver}`, cause)
  }
}

// The package itself, or the part of it that is made for this machine (@libsql/linux-x64-gnu and its like).
function isMissing(cause: unknown, driver: string): boolean {
  const { code = '', message = '' } = cause as { code?: string; message?: string }
  return code.endsWith('MODULE_NOT_FOUND') && new RegExp(`'@?${driver}[/']`).test(message)
}
