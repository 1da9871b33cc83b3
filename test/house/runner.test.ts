// The test command itself: what it counts, and that nothing red can come out green.
import { expect, test } from 'vitest'
// @ts-expect-error plain JavaScript, because it runs before anything is installed or built
import { countFlows, countUnits, summary } from '../run.mjs'

const last = ({ lines }: { lines: string[] }) => lines.at(-1)
const units = (...statuses: string[]) => ({
  testResults: [
    { name: 'a.test.ts', status: 'passed', assertionResults: statuses.map((status) => ({ status, fullName: status })) },
  ],
})
const flow = (...tests: [project: string, status: string][]) => ({
  config: { metadata: { engines: { chromium: 'Chromium 156 (Debian)', firefox: 'Firefox ESR 153' } } },
  errors: [] as unknown[],
  suites: [
    { suites: [{ specs: tests.map(([projectName, status]) => ({ title: 'x', tests: [{ projectName, status }] })) }] },
  ],
})
const step = (name: string, code: number, count?: () => ReturnType<typeof countUnits>) => ({
  name,
  code,
  seconds: 1,
  count,
})

test('tests of both runners are added up in one plain closing line', () => {
  const steps = [
    step('build', 0),
    step('units', 0, () => countUnits(units('passed', 'passed', 'pending', 'todo'))),
    step('flows', 0, () => countFlows(flow(['chromium', 'expected'], ['firefox', 'skipped']))),
  ]
  expect([last(summary(steps)), summary(steps).code]).toEqual(['3 passed, 0 failed, 3 skipped', 0])
})

test('a failed test is a failure, also where its runner says 0', () => {
  const steps = [step('units', 0, () => countUnits(units('passed', 'failed')))]
  expect([last(summary(steps)), summary(steps).code]).toEqual(['1 passed, 1 failed, 0 skipped', 1])
})

test('a failed step without a failed test counts as one failure', () => {
  const passed = step('units', 0, () => countUnits(units('passed')))
  expect(last(summary([passed, step('types', 2)]))).toBe('1 passed, 1 failed, 0 skipped')
  const crashed = step('flows', 1, () => undefined)
  expect([last(summary([passed, crashed])), summary([passed, crashed]).code]).toEqual([
    '1 passed, 1 failed, 0 skipped',
    1,
  ])
})

test('a file that could not be loaded is a failure, and so is an error outside every flow', () => {
  const report = units('passed')
  report.testResults.push({ name: 'broken.test.ts', status: 'failed', assertionResults: [] })
  expect(countUnits(report)).toMatchObject({ passed: 1, failed: 1, notes: ['failed: broken.test.ts'] })
  expect(countFlows({ ...flow(['chromium', 'expected']), errors: [{}] })).toMatchObject({ passed: 1, failed: 1 })
})

test('a flaky flow is a failed flow', () => {
  expect(countFlows(flow(['chromium', 'flaky']))).toMatchObject({ passed: 0, failed: 1 })
})

test('no tests at all is no success', () => {
  expect(summary([step('build', 0), step('units', 0, () => countUnits(units()))]).code).toBe(1)
})

test('only engines that ran are named, and a missing Firefox is said', () => {
  const both = flow(['chromium', 'expected'], ['firefox', 'skipped'])
  expect(countFlows(both)!.notes.at(-1)).toBe('engines: Chromium 156 (Debian)')
  const alone = {
    ...flow(['chromium', 'expected']),
    config: { metadata: { engines: { chromium: '@sparticuz/chromium 147' } } },
  }
  expect(countFlows(alone)!.notes.at(-1)).toBe('engines: @sparticuz/chromium 147; no Firefox on this machine')
})

test('what is skipped is told by name', () => {
  expect(countUnits(units('pending'))!.notes).toEqual(['skipped: pending'])
})
