// The command `placet-conformance` at a terminal: what it prints, and how it ends.
import type { Report } from '@placet/conformance'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildCli, type Cli } from '../server/cli.ts'
import { BROKEN, listen } from './broken-backends.ts'
import { buildKitCommand, type KitCommand } from './command.ts'
import { freePort } from './free-port.ts'
import { named } from './report.ts'

const MINUTES = 60_000

let kit: KitCommand
let server: Cli
beforeAll(async () => {
  ;[kit, server] = await Promise.all([buildKitCommand(), buildCli()])
})
afterAll(async () => {
  await Promise.all([kit?.remove(), server?.remove()])
})

test(
  'our server conforms as a process that the command starts, stops and kills; nothing runs on',
  async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const serve = `cd "${server.folder}"; exec "${process.execPath}" dist/placet.mjs serve --port ${port} --data killed`
    const { code, out, err } = await kit.run(url, '--level', 'logged', '--restart', serve)
    expect(code, out + err).toBe(0)
    expect(out).toContain('0 failed, 0 advised, 0 skipped')
    expect(out).toMatch(/✓ survives-kill .*\n/)
    expect(out.trimEnd().endsWith('✓ conforms')).toBe(true)
    await expect(fetch(url)).rejects.toThrow('fetch failed')
  },
  2 * MINUTES,
)

test(
  'a rule that does not hold: it ends with 1 and shows what was sent and what came; --json is for machines',
  async () => {
    const { url, close } = await listen(BROKEN['gives out entries']!)
    try {
      const { code, out } = await kit.run(url)
      expect(code).toBe(1)
      expect(out).toMatch(/✗ no-entries .*\n +it must be 404; it is 200\n +sent GET \/log\/.*\n +came 200/)
      const json = await kit.run(url, '--json', '--fail-fast')
      const report = JSON.parse(json.out) as Report
      expect([json.code, named(report, 'failed'), report.url]).toEqual([1, ['no-entries'], url])
      expect(report.checks.at(-1)!.name).toBe('no-entries')
    } finally {
      await close()
    }
  },
  2 * MINUTES,
)

test('a backend that is not there, or is there already: it ends with 2 and says what to do', async () => {
  const url = `http://127.0.0.1:${await freePort()}`
  expect(await kit.run(url)).toMatchObject({
    code: 2,
    err: expect.stringContaining('Start the backend'),
  })
  expect((await kit.run('shop')).code).toBe(2)
  expect((await kit.run(url, '--level', 'proven')).code).toBe(2)
  const ended = await kit.run(url, '--restart', 'echo no key >&2')
  expect([ended.code, ended.err]).toEqual([2, expect.stringContaining('no key')])
  const { url: taken, close } = await listen({})
  const there = await kit.run(taken, '--restart', 'true')
  await close()
  expect([there.code, there.err]).toEqual([2, expect.stringContaining('answers already')])
})

test('--help says what it does and how it ends', async () => {
  const { code, out } = await kit.run('--help')
  expect([code, out]).toEqual([0, expect.stringMatching(/--restart <command>[^]*Exit codes: 0/)])
})
