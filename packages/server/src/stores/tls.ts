// TLS for connections to PostgreSQL: `sslmode` and `sslrootcert` of the URL, as in libpq (PostgreSQL, Secure TCP/IP Connections
// with SSL).
import { readFileSync } from 'node:fs'
import { isIP, type Socket } from 'node:net'
import { checkServerIdentity, connect, type ConnectionOptions } from 'node:tls'
import { ServerError } from '../errors.ts'

export type Tls = {
  /** Default: no TLS on loopback; on other hosts TLS if the server has it. */
  mode?: SslMode | undefined
  /** Certificates of trusted authorities (PEM); default: those of Node. */
  ca?: string | undefined
}
const MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
type SslMode = (typeof MODES)[number]

/** Takes the TLS parameters out of the URL: the driver would send them to the server. @throws ServerError `store-malformed` */
export function readTls(url: string, env: NodeJS.ProcessEnv = process.env): { url: string; tls: Tls } {
  const [place, query = ''] = url.split('?', 2) as [string, string?]
  const rest = new URLSearchParams(query)
  const parameter = (name: string): string | undefined => {
    const value = rest.get(name) ?? undefined
    rest.delete(name)
    return value
  }
  const mode = parameter('sslmode') ?? parameter('ssl') ?? env.PGSSLMODE
  const rootCert = parameter('sslrootcert') ?? env.PGSSLROOTCERT
  const unknown = [...rest.keys()].find((name) => name.startsWith('ssl'))
  if (unknown)
    throw malformed(`${unknown} is not supported`, 'Leave it out: only sslmode and sslrootcert are supported.')
  return { url: rest.size > 0 ? `${place}?${rest}` : place, tls: makeTls(mode, rootCert) }
}

function makeTls(mode: string | undefined, rootCert: string | undefined): Tls {
  if (mode !== undefined && !isMode(mode)) throw malformed('sslmode is unknown', `Give one of ${MODES.join(', ')}.`)
  if (rootCert === undefined) return { mode }
  if (rootCert !== 'system') {
    // As in libpq: with an authority given, `require` means `verify-ca`.
    return { mode: mode === 'require' ? 'verify-ca' : mode, ca: readCertificates(rootCert) }
  }
  if (mode !== undefined && mode !== 'verify-full') {
    throw malformed(`sslrootcert=system with sslmode=${mode}`, 'Public authorities certify any host: give verify-full.')
  }
  return { mode: 'verify-full' }
}

function isMode(mode: string): mode is SslMode {
  return (MODES as readonly string[]).includes(mode)
}

function readCertificates(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new ServerError('file-unreadable', `${file} (sslrootcert) cannot be read.`, 'Correct the path.', cause)
  }
}

function malformed(what: string, fix: string): ServerError {
  return new ServerError('store-malformed', `In the URL of the store ${what}.`, fix)
}

/** Starts TLS on a new connection, as configured. `host` is undefined for a Unix socket. */
export async function secure(socket: Socket, host: string | undefined, { mode, ca }: Tls): Promise<Socket> {
  if (host === undefined || mode === 'disable' || (mode === undefined && isLoopback(host))) return socket
  socket.write(SSL_REQUEST)
  const answer = await next<Buffer>(socket, 'data')
  // Further bytes may have been injected by a man in the middle (CVE-2021-23222).
  if (answer.length > 1) throw new Error('The server answers the request for TLS with more than one byte')
  if (answer[0] === YES) return encrypt(socket, host, mode, ca)
  if (answer[0] !== NO || MUST.includes(mode ?? 'prefer'))
    throw new Error(`The server has no TLS, and sslmode is ${mode}`)
  if (!isLoopback(host)) warnOnce(host)
  return socket
}

// PostgreSQL, Message Formats: SSLRequest.
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])
const YES = 'S'.charCodeAt(0)
const NO = 'N'.charCodeAt(0)
const MUST: readonly SslMode[] = ['require', 'verify-ca', 'verify-full']

async function encrypt(
  socket: Socket,
  host: string,
  mode: SslMode | undefined,
  ca: string | undefined,
): Promise<Socket> {
  const options: ConnectionOptions = {
    socket,
    rejectUnauthorized: mode === 'verify-ca' || mode === 'verify-full',
    checkServerIdentity: (_, certificate) =>
      mode === 'verify-full' ? checkServerIdentity(host, certificate) : undefined,
    ...(isIP(host) ? {} : { servername: host }),
    ...(ca === undefined ? {} : { ca }),
  }
  const secured = connect(options)
  await next(secured, 'secureConnect')
  return secured
}

/** The value of a socket's next event. Rejects if the socket fails or is closed before. */
export function next<Value>(socket: Socket, event: string): Promise<Value> {
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(new Error('PostgreSQL closed the connection.'))
    const done = (value: Value): void => {
      socket.off('error', reject).off('close', closed)
      resolve(value)
    }
    socket.once(event, done).once('error', reject).once('close', closed)
  })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

const warned = new Set<string>()

function warnOnce(host: string): void {
  if (warned.has(host)) return
  warned.add(host)
  process.emitWarning(
    `The connection to PostgreSQL at ${host} is not encrypted: its server has no TLS. Receipts and password can be read on the way. ` +
      'Switch TLS on there and give sslmode=verify-full, or say sslmode=disable where the network between is your own.',
    { type: 'PlacetWarning', code: 'store-unencrypted' },
  )
}
