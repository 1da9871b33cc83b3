// Faults that an author of a backend makes, built into the one in Python: the kit names each by the check of its rule.
// Needs /usr/bin/python3 with cryptography.
import { runConformance } from '@placet/conformance'
import { describe, expect, test } from 'vitest'
import { hasPython, runPython } from './python-backend.ts'
import { named, reasons } from './report.ts'
import { SABOTAGES } from './sabotages.ts'

describe.skipIf(!hasPython())('a backend in Python that', () => {
  test.each(Object.entries(SABOTAGES))('%s is found out', async (_, { edits, found, site }) => {
    const { url, close } = await runPython(edits, site)
    try {
      const report = await runConformance(url, { site, only: [found] })
      expect([named(report, 'failed'), report.conforms], reasons(report)).toEqual([[found], false])
    } finally {
      await close()
    }
  })
})
