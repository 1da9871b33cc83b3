// A backend in Python, without our code, and the kit: it conforms, and what it does wrong is found.
// Needs /usr/bin/python3 with cryptography.
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { formatReport, runConformance } from '@placet/conformance'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from './free-port.ts'
import { hasPython, pythonCommand, runPython } from './python-backend.ts'
import { named } from './report.ts'

const DURABILITY = ['survives-restart', 'survives-kill']
const MINUTES = 60_000

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'placet-kit-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

describe.skipIf(!hasPython())('a backend in Python', () => {
  test(
    'conforms at level countersigned, stopped and killed as well',
    async () => {
      const port = await freePort()
      const data = join(folder, 'python')
      const restart = pythonCommand(port, data)
      const report = await runConformance(`http://127.0.0.1:${port}/receipts`, { restart })
      expect(named(report, 'failed').concat(named(report, 'advised')), formatReport(report)).toEqual([])
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
    const { url, close } = await runPython([], site)
    try {
      const only = ['batch', 'foreign-site', 'foreign-origin', 'cors-origin']
      expect(named(await runConformance(url, { site, only }), 'passed')).toEqual(expect.arrayContaining(only))
      // Nobody's site but its own, which is said once and not at every check.
      await expect(runConformance(url, { only })).rejects.toMatchObject({ code: 'site-refused' })
    } finally {
      await close()
    }
  })

  test(
    'that forgets when it is killed is found out',
    async () => {
      const port = await freePort()
      const data = join(folder, 'forgetful')
      const restart = `rm -rf "${data}"; ${pythonCommand(port, data)}`
      const report = await runConformance(`http://127.0.0.1:${port}`, { restart, only: DURABILITY })
      expect(named(report, 'failed'), formatReport(report)).toEqual(DURABILITY)
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
})
