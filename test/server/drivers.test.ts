// A driver is needed by the store that it drives, and by nothing else: an auditor who verifies installs none.
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildCli, type Cli } from './cli.ts'
import { receipt } from './device.ts'

let without: Cli
let onlyLibsql: Cli
beforeAll(async () => {
  without = await buildCli(['libsql', 'postgres'])
  onlyLibsql = await buildCli(['postgres'])
})
afterAll(async () => {
  await without.remove()
  await onlyLibsql.remove()
})

test('verify, and all that is done to keys, run with neither driver installed', async () => {
  expect((await readdir(join(without.folder, 'node_modules'))).filter((name) => /libsql|postgres/.test(name))).toEqual(
    [],
  )
  const signed = await receipt({ iat: Math.floor(Date.now() / 1000) })
  const verified = await without.run(['verify', '-'], signed)
  expect([verified.code, verified.out, verified.err]).toEqual([0, expect.stringContaining('✓ valid'), ''])
  expect((await without.run(['keys', 'create'])).code).toBe(0)
  expect((await without.run(['keys', 'jwks'])).out).toContain('"keys"')
})

test.each([
  ['libsql', ['serve', '--port', '0']],
  ['libsql', ['export', '--store', 'some.db']],
  ['postgres', ['serve', '--port', '0', '--store', 'postgres://x:secret@127.0.0.1:1/x']],
  ['postgres', ['audit', '--store', 'postgres://x:secret@127.0.0.1:1/x']],
])('where %s is missing, what needs it says how to install it', async (driver, args) => {
  const { code, out, err } = await without.run(args)
  expect([code, out]).toEqual([2, ''])
  expect(err).toBe(`placet: The store needs the package ${driver}, which is not installed. npm install ${driver}\n`)
})

test('a backend with a file needs no driver of PostgreSQL', async () => {
  const serving = await onlyLibsql.serve()
  expect((await fetch(`${serving.url}/ready`)).status).toBe(200)
  expect(await serving.kill('SIGTERM')).toBe(0)
  expect((await onlyLibsql.run(['export'])).code).toBe(0)
})
