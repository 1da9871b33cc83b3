// The conformance kit: our server and a backend without our code pass it, and it finds every rule that a backend breaks.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startServer } from '@placet/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Report, runConformance } from '../../packages/server/src/conformance/kit.ts'
import { inWords } from '../../packages/server/src/conformance/report.ts'
import { BROKEN, listen, results } from './broken-backends.ts'
import { buildCli, type Cli, type Ran } from './cli.ts'

const PYTHON = '/usr/bin/python3'
const PYTHON_BACKEND = resolve(import.meta.dirname, '../../examples/python-backend/backend.py')
const DURABILITY = ['survives-restart', 'survives-kill']
const MINUTES = 60_000

let folder: string
let built: Promise<Cli> | undefined
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'placet-kit-'))
})
afterAll(async () => {
  await (await built)?.remove()
  await rm(folder, { recursive: true })
})

async function command(...args: string[]): Promise<Ran> {
  built ??= buildCli()
  return (await built).run(['conformance', ...args])
}

const named = ({ checks }: Report, outcome: string) =>
  checks.filter((each) => each.outcome === outcome).map(({ name }) => name)

describe('our server', () => {
  test('conforms at level logged', async () => {
    const server = await startServer({ port: 0, dataDir: join(folder, 'ours') })
    try {
      const report = await runConformance(server.url, { level: 'logged' })
      expect(named(report, 'failed').concat(named(report, 'advised')), inWords(report)).toEqual([])
      expect(named(report, 'skipped')).toEqual(DURABILITY)
      expect([report.conforms, report.level.reached]).toEqual([true, 'logged'])
    } finally {
      await server.close()
    }
  })

  test('a log that keeps the name it began with, from before the backend moved, conforms', async () => {
    const options = { port: 0, dataDir: join(folder, 'moved') }
    const first = await startServer({ ...options, issuer: 'https://old.example/consent' })
    await runConformance(first.url, { only: ['batch'] })
    await first.close()
    const server = await startServer(options)
    try {
      const report = await runConformance(server.url, { level: 'logged' })
      expect(named(report, 'failed').concat(named(report, 'advised')), inWords(report)).toEqual([])
    } finally {
      await server.close()
    }
  })

  test('a site that the backend does not take is said once, not at every check', async () => {
    const server = await startServer({ port: 0, dataDir: join(folder, 'site'), sites: ['https://shop.example'] })
    try {
      const run = runConformance(server.url)
      await expect(run).rejects.toMatchObject({ code: 'site-refused', fix: expect.stringContaining('--site') })
    } finally {
      await server.close()
    }
  })

  test(
    'conforms as a process that the command starts, stops and kills; nothing runs on',
    async () => {
      const port = await freePort()
      const url = `http://127.0.0.1:${port}`
      const serve = `"${process.execPath}" dist/placet.mjs serve --port ${port} --data killed`
      const { code, out, err } = await command(url, '--level', 'logged', '--restart', serve)
      expect(code, out + err).toBe(0)
      expect(out).toContain('0 failed, 0 advised, 0 skipped')
      expect(out).toMatch(/✓ survives-kill .*\n/)
      expect(out.trimEnd().endsWith('✓ conforms')).toBe(true)
      await expect(fetch(url)).rejects.toThrow('fetch failed')
    },
    2 * MINUTES,
  )
})

describe.skipIf(!hasPython())(
  'a backend in Python, without our code (needs /usr/bin/python3 with cryptography)',
  () => {
    test(
      'conforms at level countersigned, stopped and killed as well',
      async () => {
        const port = await freePort()
        const data = join(folder, 'python')
        const restart = `${PYTHON} -B "${PYTHON_BACKEND}" --port ${port} --data "${data}"`
        const report = await runConformance(`http://127.0.0.1:${port}/receipts`, { restart })
        expect(named(report, 'failed').concat(named(report, 'advised')), inWords(report)).toEqual([])
        expect(report.level).toEqual({ offered: 'countersigned', reached: 'countersigned' })
        expect(
          report.checks.filter(({ outcome }) => outcome === 'skipped').every(({ level }) => level === 'logged'),
        ).toBe(true)
        expect((await stat(join(data, 'key.pem'))).mode & 0o777).toBe(0o600)
      },
      2 * MINUTES,
    )

    test('of another site takes that site’s receipts, and the kit speaks for it', async () => {
      const site = 'https://shop.example'
      const child = spawn(PYTHON, ['-B', PYTHON_BACKEND, '--port', '0', '--data', join(folder, 'shop'), '--site', site])
      try {
        let said = ''
        const url = await new Promise<string>((done) => {
          child.stdout.on('data', (chunk: Buffer) => {
            const found = /(http:\S+)\/receipts/.exec((said += String(chunk)))
            if (found) done(found[1]!)
          })
        })
        const only = ['batch', 'foreign-site', 'foreign-origin', 'cors-origin']
        expect(named(await runConformance(url, { site, only }), 'passed')).toEqual(expect.arrayContaining(only))
        // Nobody's site but its own, which is said once and not at every check.
        await expect(runConformance(url, { only })).rejects.toMatchObject({ code: 'site-refused' })
      } finally {
        child.kill()
      }
    })

    test(
      'that forgets when it is killed is found out',
      async () => {
        const port = await freePort()
        const data = join(folder, 'forgetful')
        const restart = `rm -rf "${data}"; ${PYTHON} -B "${PYTHON_BACKEND}" --port ${port} --data "${data}"`
        const report = await runConformance(`http://127.0.0.1:${port}`, { restart })
        expect(named(report, 'failed'), inWords(report)).toEqual(DURABILITY)
        const told = report.checks.find(({ name }) => name === 'survives-kill')
        expect(told).toMatchObject({
          section: 'Durability',
          must: 'MUST',
          sent: expect.any(String),
          came: expect.any(String),
        })
        expect(told!.reason).toBe('a receipt that was acknowledged before must be 200, kept before; it is 201')
      },
      2 * MINUTES,
    )
  },
)

describe('a backend that', () => {
  test.each(Object.entries(BROKEN))(
    '%s is found out by the checks of that rule, and by no others',
    async (_, broken) => {
      const { url, close } = await listen(broken)
      try {
        const report = await runConformance(url, { timeout: 5000 })
        expect([named(report, 'failed'), named(report, 'advised')], inWords(report)).toEqual([
          broken.failed,
          broken.advised ?? [],
        ])
        expect(report.conforms).toBe(broken.failed.length === 0)
      } finally {
        await close()
      }
    },
  )

  test('limits rates is waited for, as a sender must, and conforms', async () => {
    let asked = 0
    const limited = () => new Response('{}', { status: 429, headers: { 'retry-after': '0' } })
    const { url, close } = await listen({ bend: async (answer) => (++asked % 5 ? answer() : limited()) })
    try {
      const report = await runConformance(url)
      expect([named(report, 'failed'), report.conforms], inWords(report)).toEqual([[], true])
    } finally {
      await close()
    }
  })

  test('only acknowledges conforms at that level, and at no other', async () => {
    const strip = results(({ countersignature: _, proof: __, index: ___, ...result }) => result)
    const { url, close } = await listen({ bend: strip })
    try {
      const report = await runConformance(url)
      expect([report.conforms, report.level]).toEqual([true, { offered: 'acknowledged', reached: 'acknowledged' }])
      const wanted = await runConformance(url, { level: 'countersigned' })
      expect([wanted.conforms, wanted.level.reached]).toEqual([false, 'acknowledged'])
      expect(named(wanted, 'failed')).toContain('countersignature-holds')
    } finally {
      await close()
    }
  })

  test('breaks a rule makes the command end with 1 and show what was sent and what came; --json is for machines', async () => {
    const { url, close } = await listen(BROKEN['gives out entries']!)
    try {
      const { code, out } = await command(url)
      expect(code).toBe(1)
      expect(out).toMatch(/✗ no-entries .*\n +it must be 404; it is 200\n +sent GET \/log\/.*\n +came 200/)
      const json = await command(url, '--json')
      const report = JSON.parse(json.out) as Report
      expect([json.code, named(report, 'failed'), report.url]).toEqual([1, ['no-entries'], url])
    } finally {
      await close()
    }
  })

  test('is not there, or is there already, makes the command end with 2 and say what to do', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    expect(await command(url)).toMatchObject({
      code: 2,
      err: expect.stringContaining('Start the backend'),
    })
    expect((await command('shop')).code).toBe(2)
    expect((await command(url, '--level', 'proven')).code).toBe(2)
    const ended = await command(url, '--restart', 'echo no key >&2')
    expect([ended.code, ended.err]).toEqual([2, expect.stringContaining('no key')])
    const { url: taken, close } = await listen({})
    const there = await command(taken, '--restart', 'true')
    await close()
    expect([there.code, there.err]).toEqual([2, expect.stringContaining('answers already')])
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

function hasPython(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import cryptography'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
