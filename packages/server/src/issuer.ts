// The issuer: the name of a backend. It is `iss` of each countersignature and part of each log's name, so it never changes and
// has one spelling only.
import { ServerError } from './errors.ts'
import { isLoopback } from './site-policy.ts'

/** @throws ServerError `issuer-malformed`, with the correct spelling */
export function checkIssuer(issuer: string): void {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) {
    const fix = 'Give the URL under which the world reaches this backend.'
    throw new ServerError('issuer-malformed', `issuer is ${JSON.stringify(issuer)}, which is no http URL.`, fix)
  }
  const right = spellingOf(url)
  if (right === issuer) return
  // The message does not repeat credentials.
  const given = url.username || url.password ? 'has a user name or a password in it' : `is ${JSON.stringify(issuer)}`
  throw new ServerError(
    'issuer-malformed',
    `issuer ${given}, which would stay in every signature.`,
    `Write it: ${right}.`,
  )
}

// Names in signed notes (C2SP signed-note) have neither a plus nor a space. Plain http is allowed on loopback only.
function spellingOf(url: URL): string {
  const origin = isLoopback(url.origin) ? url.origin : url.origin.replace(/^http:/, 'https:')
  return origin + url.pathname.replace(/\/+$/, '').replaceAll('+', '-')
}
