// Loads what needs a database driver: drivers are optional, and installed by whoever has such a store.
import { ServerError } from '../errors.ts'

/** @throws ServerError `driver-missing` */
export async function withDriver<Module>(driver: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load()
  } catch (cause) {
    if (!isMissing(cause, driver)) throw cause
    const what = `The store needs the package ${driver}, which is not installed.`
    throw new ServerError('driver-missing', what, `npm install ${driver}`, cause)
  }
}

// The package itself, or the part of it that is made for this machine (@libsql/linux-x64-gnu and its like).
export function isMissing(cause: unknown, driver: string): boolean {
  const { code = '', message = '' } = cause as { code?: string; message?: string }
  return code.endsWith('MODULE_NOT_FOUND') && new RegExp(`'@?${driver}[/']`).test(message)
}
