// A PostgreSQL of our own, in a temporary folder and on a loopback port, for as long as whoever started it lives.
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import postgres from 'postgres'

export type Cluster = {
  port: number
  /** Makes a fresh database; its URL. */
  database(): Promise<string>
  /** Stops the server and removes its folder. */
  stop(): Promise<void>
}

/** Why there can be no cluster on this machine, as a sentence; undefined where there can. */
export const missingPostgres: string | undefined = findReason()

/** `settings` as for `postgres -c`, such as 'shared_buffers=64MB'. @throws Error where `missingPostgres` says why */
export async function startCluster(settings: string[] = []): Promise<Cluster> {
  if (missingPostgres) throw new Error(missingPostgres)
  const bin = findPrograms()!
  const folder = mkdtempSync(join(tmpdir(), 'placet-postgres-'))
  const owner = findOwner()
  if (owner?.uid) chownSync(folder, owner.uid, owner.gid)
  const data = join(folder, 'data')
  const options = ['-A', 'trust', '-U', 'placet', '-E', 'UTF8', '--no-locale', '--no-sync']
  execFileSync(join(bin, 'initdb'), ['-D', data, ...options], { ...owner, stdio: ['ignore', 'ignore', 'pipe'] })
  const port = await freePort()
  const stop = await run(bin, folder, owner, [
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
    stop,
  }
}

// Whoever holds the pipe holds the server: the shell stops it and removes the folder when the pipe closes, and it closes
// also when we are killed.
const KEEPER = `
bin=$1 folder=$2; shift 2
"$bin/postgres" -D "$folder/data" "$@" 2>&1 </dev/null &
server=$!
(while read -r line; do :; done; kill -QUIT $server) <&3 &
wait $server
rm -rf "$folder"
`

function run(bin: string, folder: string, owner: Owner, settings: string[]): Promise<() => Promise<void>> {
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
  return new Promise((resolve, reject) => {
    let said = ''
    keeper.stdout!.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-4000)
      if (said.includes('ready to accept connections')) {
        resolve(() => {
          hold.end()
          return ended
        })
      }
    })
    keeper.once('exit', () => reject(new Error(`PostgreSQL did not start: ${said}`)))
    keeper.once('error', reject)
  })
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

type Owner = { uid: number; gid: number } | { uid?: never } | undefined

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
