// A PostgreSQL of our own, in a temporary folder and on a loopback port, for as long as whoever started it lives.
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import postgres from 'postgres'

export type Cluster = {
  port: number
  /** Makes a fresh database; its URL. */
  database(): Promise<string>
  /** Ends the server as a power cut does: what it has not written is gone. Resolves when it is up again on what is left. */
  crash(): Promise<void>
  /** Stops the server and removes its folder. */
  stop(): Promise<void>
}

/** Why there can be no cluster on this machine, as a sentence; undefined where there can. */
export const missingPostgres: string | undefined = findReason()

/**
 * `settings` as for `postgres -c`, such as 'shared_buffers=64MB'; `prepare` is given the folder of the data first.
 * @throws Error where `missingPostgres` says why
 */
export async function startCluster(
  settings: string[] = [],
  prepare: (data: string, owner: Owner) => void = () => {},
): Promise<Cluster> {
  if (missingPostgres) throw new Error(missingPostgres)
  const bin = findPrograms()!
  const folder = mkdtempSync(join(tmpdir(), 'placet-postgres-'))
  const owner = findOwner()
  if (owner?.uid) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const options = ['-A', 'trust', '-U', 'placet', '-E', 'UTF8', '--no-locale', '--no-sync']
  execFileSync(join(bin, 'initdb'), ['-D', data, ...options], { ...owner, stdio: ['ignore', 'ignore', 'pipe'] })
  prepare(data, owner)
  const port = await freePort()
  const { stop, crash } = await run(bin, folder, owner, [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'shared_buffers=32MB',
    'max_connections=60',
    ...settings,
  ])
  const url = `postgres://placet@127.0.0.1:${port}`
  let made = 0
  return {
    port,
    async database() {
      const sql = postgres(`${url}/postgres`, { max: 1 })
      made += 1
      await sql`create database ${sql(`placet_${made}`)}`
      await sql.end()
      return `${url}/placet_${made}`
    },
    crash,
    stop,
  }
}

// Whoever holds the pipe holds the server: the shell stops it and removes the folder when the pipe closes, and it closes
// also when we are killed. A server that ends while there is a file `again` is started again.
const KEEPER = `
bin=$1 folder=$2; shift 2
(while read -r line; do :; done; kill -QUIT $(head -n 1 "$folder/data/postmaster.pid")) <&3 &
while :; do
  "$bin/postgres" -D "$folder/data" "$@" 2>&1 </dev/null
  rm "$folder/again" 2>/dev/null || break
done
rm -rf "$folder"
`

type Running = { stop(): Promise<void>; crash(): Promise<void> }

async function run(bin: string, folder: string, owner: Owner, settings: string[]): Promise<Running> {
  const args = settings.flatMap((setting) => ['-c', setting])
  const keeper = spawn('sh', ['-c', KEEPER, 'keeper', bin, folder, ...args], {
    ...owner,
    cwd: folder,
    detached: true,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  })
  const hold = keeper.stdio[3] as NodeJS.WritableStream
  const ended = new Promise<void>((resolve) => keeper.once('exit', () => resolve()))
  let said = ''
  let heard = (): void => {}
  keeper.stdout!.on('data', (chunk: Buffer) => {
    said = (said + chunk).slice(-4000)
    heard()
  })
  const up = (): Promise<void> =>
    new Promise((resolve, reject) => {
      heard = () => said.includes('ready to accept connections') && resolve()
      keeper.once('exit', () => reject(new Error(`PostgreSQL did not start: ${said}`)))
      keeper.once('error', reject)
      heard()
    })
  await up()
  return {
    async crash() {
      writeFileSync(join(folder, 'again'), '')
      if (owner?.uid) chownSync(join(folder, 'again'), owner.uid, owner.gid)
      said = ''
      process.kill(Number(readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGQUIT')
      await up()
    },
    stop() {
      hold.end()
      return ended
    },
  }
}

function findReason(): string | undefined {
  if (!findPrograms()) return 'no PostgreSQL server on this machine (Debian: apt-get install postgresql)'
  if (process.getuid?.() === 0 && !findOwner()) return 'PostgreSQL does not run as root, and there is no user postgres'
  return undefined
}

// Debian keeps the server's programs out of the PATH, in a folder for each version.
function findPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((one, other) => Number(other) - Number(one)) : []
  const places = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.map((version) => join(debian, version, 'bin')),
  ]
  return places.find((place) => existsSync(join(place, 'initdb')) && existsSync(join(place, 'postgres')))
}

export type Owner = { uid: number; gid: number } | { uid?: never } | undefined

// Undefined where it cannot be had; empty where we may be the owner ourselves.
function findOwner(): Owner {
  if (process.getuid?.() !== 0) return {}
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { stdio: ['ignore', 'pipe', 'ignore'] }))
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    return undefined
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
