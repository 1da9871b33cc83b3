// A store is named by postgres://… or by the path of a file. A slip in that name must not end as a file that is called like
// the password.
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openLibsqlStore } from '@placet/server/stores/libsql'
import { openPostgresStore } from '@placet/server/stores/postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '../../packages/server/src/stores/open.ts'
import { buildCli, type Cli } from './cli.ts'

let folder: string
let before: string
let cli: Cli
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'placet-store-url-'))
  before = process.cwd()
  process.chdir(folder)
  cli = await buildCli()
})
afterAll(async () => {
  process.chdir(before)
  await cli.remove()
  await rm(folder, { recursive: true })
})

const SLIPS = [
  'postgress://user:secret@db/x',
  'postgre://user:secret@db/x',
  'postgres+ssl://user:secret@db/x',
  'postgres:/user:secret@db/x',
  'postgres:user:secret@db/x',
  'postgres//user:secret@db/x',
  'postgres;//user:secret@db/x',
  ' postgres://user:secret@db/x',
  '"postgres://user:secret@db/x"',
  'user:secret@db/x',
  'postgres:/db/x',
  'mysql://user:secret@db/x',
  'libsql://user:secret@db.example',
  'http://user:secret@db.example',
  'https://db.example?authToken=secret',
  'wss://db.example?authToken=secret',
  'file:placet.db?key=secret',
  'file:///var/lib/secret.db',
  ':memory:',
  '',
]

test.each(SLIPS)('%s is no store: it is refused without a word of the password, and nothing is made', async (slip) => {
  for (const open of [openStore, async (place: string) => openLibsqlStore(place)]) {
    const error = (await open(slip).then(
      async (store) => store.close(),
      (cause: unknown) => cause,
    )) as Error
    expect(error).toMatchObject({ name: 'ServerError', code: 'store-malformed' })
    expect([error.message, String(error.cause), error.stack].join()).not.toContain('secret')
  }
  expect(await readdir(folder)).toEqual([])
})

test.each(['mysql://user:secret@db/x', 'postgres:/user:secret@db/x', 'placet.db', ''])(
  '%s is no database of PostgreSQL either',
  async (slip) => {
    const error = (await openPostgresStore(slip).catch((cause: unknown) => cause)) as Error
    expect(error).toMatchObject({ name: 'ServerError', code: 'store-malformed' })
    expect([error.message, error.stack].join()).not.toContain('secret')
  },
)

test('a password with a slash in it is in no message', async () => {
  const error = (await openPostgresStore('postgres://user:12/secret@db/x').catch((cause: unknown) => cause)) as Error
  expect(error).toMatchObject({ name: 'ServerError', code: 'store-unreadable' })
  expect([error.message, String(error.cause)].join()).not.toContain('secret')
})

test('every form of a path is a file', async () => {
  const paths = [
    'plain.db',
    'postgres.db',
    'postgres/x.db',
    './dot.db',
    'below/a folder/ö@x.db',
    join(folder, 'whole.db'),
    'a:b.db',
    '100%.db',
  ]
  for (const path of paths) {
    await (await openStore(path)).close()
    expect(existsSync(path), path).toBe(true)
  }
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true })
})

test('the commands refuse it, too, and say what to write', async () => {
  await cli.run(['keys', 'create'])
  for (const command of [['export'], ['audit'], ['serve', '--port', '0']]) {
    const { code, out, err } = await cli.run([...command, '--store', 'postgress://user:secret@db/x'])
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain('postgres://')
    expect(err).not.toContain('secret')
  }
  expect((await readdir(cli.folder)).filter((name) => name.startsWith('postgress'))).toEqual([])
})
