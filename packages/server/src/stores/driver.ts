// Loads modules that need a database driver. Drivers are optional dependencies, installed for the store in use.
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

// Matches the package itself, and its native package for this machine (such as @libsql/linux-x64-gnu).
export function isMissing(cause: unknown, driver: string): boolean {
  const { code = '', message = '' } = cause as { code?: string; message?: string }
  return code.endsWith('MODULE_NOT_FOUND') && new RegExp(`'@?${driver}[/']`).test(message)
}
