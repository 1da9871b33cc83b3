// The conformance kit: our server passes it, and it finds every rule that a backend breaks.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatReport, runConformance } from '@placet/conformance'
import { startServer } from '@placet/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GROUPS } from '../../packages/conformance/src/kit.ts'
import { BROKEN, listen, results } from './broken-backends.ts'
import { named, reasons } from './report.ts'

const NAMES = GROUPS.flatMap(({ checks }) => checks.map(({ name }) => name))
/** They send hundreds of receipts. That they complain of nothing by themselves, the sound backends show. */
const LARGE = [
  ...['claim-malformed', 'claims-taken', 'concurrent-different', 'concurrent-duplicates'],
  ...['one-place-each', 'log-grows-consistently'],
]
const DURABILITY = ['survives-restart', 'survives-kill']

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'placet-kit-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

describe('our server', () => {
  test('conforms at level logged', async () => {
    const server = await startServer({ port: 0, dataDir: join(folder, 'ours') })
    try {
      const report = await runConformance(server.url, { level: 'logged' })
      expect(named(report, 'failed').concat(named(report, 'advised')), formatReport(report)).toEqual([])
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
      const sections = ['Countersignatures and keys', 'The log']
      const only = GROUPS.flatMap(({ section, checks }) => (sections.includes(section) ? checks : []))
      const report = await runConformance(server.url, { level: 'logged', only: only.map(({ name }) => name) })
      expect(named(report, 'failed').concat(named(report, 'advised')), formatReport(report)).toEqual([])
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
})

describe('a backend that', () => {
  test.each(Object.entries(BROKEN))(
    '%s is found out by the checks of that rule, and by no others',
    async (_, broken) => {
      const { url, close } = await listen(broken)
      try {
        const only = NAMES.filter((name) => !LARGE.includes(name) || broken.failed.includes(name))
        const report = await runConformance(url, { timeout: 5000, only })
        expect([named(report, 'failed'), named(report, 'advised')], reasons(report)).toEqual([
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
      expect([named(report, 'failed'), report.conforms], formatReport(report)).toEqual([[], true])
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
})

test('a check that there is not is said: nothing would be checked, and that must not look like a pass', async () => {
  const { url, close } = await listen({})
  try {
    const run = runConformance(url, { only: ['batch', 'signatures'] })
    await expect(run).rejects.toMatchObject({ code: 'check-unknown', message: expect.stringContaining('signatures') })
  } finally {
    await close()
  }
})
