// How a connection to PostgreSQL is encrypted, and who is believed at its other end: sslmode and sslrootcert, as libpq has them.
import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPostgresStore } from '@placet/server/stores/postgres'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { append, listOf, rowOf, SITE } from '../../packages/server/src/contract/log-keeper.ts'
import { type Cluster, missingPostgres, startCluster } from '../postgres/cluster.ts'
import { layWire } from '../postgres/wire.ts'

const missing = missingPostgres ?? findOpenssl()

describe.skipIf(missing !== undefined)(`PostgreSQL${missing ? `: ${missing}` : ''}`, () => {
  let folder: string
  let ca: string
  let secured: Cluster
  let plain: Cluster
  let heard: string[]
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'placet-tls-'))
    ca = join(folder, 'ca.crt')
    makeAuthority(folder)
    const settings = ['ssl=on', 'ssl_cert_file=server.crt', 'ssl_key_file=server.key']
    secured = await startCluster(settings, (data, owner) => {
      makeCertificate(folder, data)
      for (const file of ['server.key', 'server.crt']) {
        chmodSync(join(data, file), 0o600)
        if (owner?.uid) chownSync(join(data, file), owner.uid, owner.gid)
      }
    })
    plain = await startCluster()
  }, 120_000)
  afterAll(async () => {
    await secured?.stop()
    await plain?.stop()
    rmSync(folder, { recursive: true })
  })

  const hear = (warning: Error & { code?: string }) => heard.push(String(warning.code))
  beforeEach(() => {
    heard = []
    process.on('warning', hear)
  })
  afterEach(() => void process.off('warning', hear))

  /** Opens, writes and reads; says whether PostgreSQL saw TLS. */
  async function isEncrypted(url: string): Promise<boolean> {
    const store = await openPostgresStore(url, { connections: 2 })
    const sql = postgres(url.replace(/\?.*/, '').replace(/0\.0\.0\.0|localhost/, '127.0.0.1'), { max: 1 })
    try {
      await append(store, ['1'])
      expect(await listOf(store.receipts(SITE))).toEqual([rowOf('1', 0)])
      const rows = await sql<{ ssl: boolean }[]>`select distinct ssl from pg_stat_ssl join pg_stat_activity using (pid)
        where application_name = 'placet' and datname = current_database()`
      expect(rows).toHaveLength(1)
      return rows[0]!.ssl
    } finally {
      await store.close()
      await sql.end()
    }
  }

  /** The certificate is of db.example and of 127.0.0.1. */
  const at = async (cluster: Cluster, host: string, query: string) =>
    `${(await cluster.database()).replace('127.0.0.1', host)}${query}`
  const own = () => `sslrootcert=${encodeURIComponent(ca)}`

  test.each([
    ['127.0.0.1', '', false],
    ['127.0.0.1', '?sslmode=disable', false],
    ['127.0.0.1', '?sslmode=prefer', true],
    ['127.0.0.1', '?sslmode=require', true],
    ['localhost', '?sslmode=require', true],
    // An address that is not named as this machine's.
    ['0.0.0.0', '', true],
    ['0.0.0.0', '?sslmode=disable', false],
  ])('%s%s at a server with TLS: encrypted is %s', async (host, query, encrypted) => {
    expect(await isEncrypted(await at(secured, host, query))).toBe(encrypted)
    expect(heard).toEqual([])
  })

  test('an authority that is named is believed, and the name is compared where that is asked for', async () => {
    expect(await isEncrypted(await at(secured, '127.0.0.1', `?sslmode=verify-full&${own()}`))).toBe(true)
    expect(await isEncrypted(await at(secured, 'localhost', `?sslmode=verify-ca&${own()}`))).toBe(true)
    expect(await isEncrypted(await at(secured, 'localhost', `?${own()}&sslmode=require`))).toBe(true)
    await expect(isEncrypted(await at(secured, 'localhost', `?sslmode=verify-full&${own()}`))).rejects.toMatchObject({
      code: 'store-unreadable',
      message: expect.stringContaining("does not match certificate's altnames"),
    })
  })

  test.each(['verify-ca', 'verify-full'])(
    '%s refuses a certificate of an authority that is not known',
    async (mode) => {
      await expect(isEncrypted(await at(secured, '127.0.0.1', `?sslmode=${mode}`))).rejects.toThrow(
        /self-signed|unable to/,
      )
    },
  )

  test('require with an authority refuses the certificate of another', async () => {
    const other = mkdtempSync(join(folder, 'other-'))
    makeAuthority(other)
    const query = `?sslmode=require&sslrootcert=${join(other, 'ca.crt')}`
    await expect(isEncrypted(await at(secured, '127.0.0.1', query))).rejects.toThrow(/certificate/)
  })

  test.each(['require', 'verify-ca', 'verify-full'])(
    '%s refuses a server without TLS, before it is told a password',
    async (mode) => {
      const said: Buffer[] = []
      const wire = await layWire(await plain.database(), (message) => (said.push(message), message))
      await expect(
        openPostgresStore(`${wire.url.replace('placet@', 'placet:secret@')}?sslmode=${mode}`),
      ).rejects.toMatchObject({
        code: 'store-unreadable',
        message: expect.stringContaining(`has no TLS, and sslmode is ${mode}`),
      })
      // The request for TLS, and nothing after it.
      expect(Buffer.concat(said)).toHaveLength(8)
      await wire.close()
    },
  )

  test('a server elsewhere without TLS is told of, once, unless that was asked for', async () => {
    expect(await isEncrypted(await at(plain, '0.0.0.0', '?sslmode=disable'))).toBe(false)
    expect(heard).toEqual([])
    expect(await isEncrypted(await at(plain, '0.0.0.0', ''))).toBe(false)
    expect(await isEncrypted(await at(plain, '0.0.0.0', '?sslmode=prefer'))).toBe(false)
    expect(heard).toEqual(['store-unencrypted'])
    expect(await isEncrypted(await at(plain, '127.0.0.1', '?sslmode=prefer'))).toBe(false)
    expect(heard).toEqual(['store-unencrypted'])
  })

  test('words that somebody in between says after the answer are not taken for the server’s', async () => {
    const liar = createServer((socket) => {
      socket.once('data', () => socket.write('Smore')).on('error', () => {})
    })
    await new Promise<void>((resolve) => liar.listen(0, '127.0.0.1', resolve))
    const { port } = liar.address() as { port: number }
    await expect(openPostgresStore(`postgres://x@127.0.0.1:${port}/x?sslmode=require`)).rejects.toThrow(
      'more than one byte',
    )
    liar.close()
  })

  test.each([
    ['?sslmode=verify', 'store-malformed', 'verify-full'],
    ['?sslmode=require&sslcert=me.crt', 'store-malformed', 'sslcert'],
    ['?sslmode=require&sslrootcert=system', 'store-malformed', 'verify-full'],
    ['?sslmode=verify-full&sslrootcert=/nowhere/ca.crt', 'file-unreadable', '/nowhere/ca.crt'],
  ])('%s is refused, and the message says what to write', async (query, code, word) => {
    const error = await openPostgresStore(`postgres://placet:secret@127.0.0.1:1/x${query}`).catch(
      (cause: Error) => cause,
    )
    expect(error).toMatchObject({ code, message: expect.stringContaining(word) })
    expect((error as Error).message).not.toContain('secret')
  })
})

function openssl(folder: string, ...args: string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

function makeAuthority(folder: string): void {
  openssl(folder, 'req', '-x509', ...KEY, '-keyout', 'ca.key', '-out', 'ca.crt', '-subj', '/CN=Authority', '-days', '2')
}

function makeCertificate(folder: string, data: string): void {
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:db.example,IP:127.0.0.1')
  openssl(folder, 'req', ...KEY, '-keyout', join(data, 'server.key'), '-out', 'server.csr', '-subj', '/CN=db.example')
  const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'names', '-days', '2']
  openssl(folder, 'x509', '-req', '-in', 'server.csr', ...signed, '-out', join(data, 'server.crt'))
}

function findOpenssl(): string | undefined {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'no openssl on this machine'
  }
}
