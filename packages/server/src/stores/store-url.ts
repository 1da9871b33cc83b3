// Checks the name of a store: `postgres://…`, or the path of a file. Anything else is refused before a store is opened: the
// embedded driver would create a file of that name, which may include a password.
import { ServerError } from '../errors.ts'

const POSTGRES = /^postgres(ql)?:\/\//

export function namesPostgres(place: string): boolean {
  return POSTGRES.test(place)
}

/** @throws ServerError `store-malformed` */
export function requirePostgresUrl(place: string): void {
  if (namesPostgres(place)) return
  throw malformed('The given text is no URL of a PostgreSQL database.')
}

/** @throws ServerError `store-malformed` */
export function requireFilePath(place: string): void {
  if (place.trim() === '') throw malformed('The store has an empty name.')
  // SQLite keeps a store with such a name in memory, and has rules of its own for names that start with `file:`.
  if (place.startsWith(':')) throw malformed(`${place.split('?')[0]} names a store that is lost with its process.`)
  if (place.startsWith('file:')) throw malformed('The store is given as a file: URL.')
  const [, scheme] = URL_LIKE.exec(place) ?? []
  if (scheme) throw malformed(`There is no store for ${scheme}: URLs.`)
  if (SLIP.test(place)) throw malformed('The store is named neither by a URL of PostgreSQL nor by a path.')
}

// A scheme has at least two letters: one letter is a drive of Windows.
const URL_LIKE = /^([a-z][a-z\d+.-]+):\/\//i

// Typing mistakes: quotes or spaces around a URL, a missing colon or slash, or `name:password@host`.
const SLIP = /^[\s"'<]|^postgres\w*:|:[^/\\]*@|\/\/.*@/i

// The message never contains the given text, which may hold a password.
function malformed(what: string): ServerError {
  return new ServerError('store-malformed', what, FIX)
}

const FIX = 'Give postgres://user:password@host/database, or the path of a file, such as /var/lib/placet/placet.db.'
