// docs/threats.md names tests that are there, and each threat has one.
import { expect, test } from 'vitest'
import { exists, read } from './sources.ts'

const rows = read('docs/threats.md')
  .split('\n')
  .filter((line) => /^\| (?!---|threat \|)/.test(line))

test('every threat names a test, and every test that is named exists', () => {
  expect(rows.length).toBeGreaterThan(20)
  const tests = (row: string) => [...row.matchAll(/`(test\/[\w/.-]+)`/g)].map(([, path]) => path!)
  expect(rows.filter((row) => tests(row).length === 0)).toEqual([])
  const missing = rows.flatMap(tests).filter((path) => !exists(path) || !path.endsWith('.test.ts'))
  expect(missing).toEqual([])
})

test('every code that it names is one of ours', () => {
  const codes = [...read('docs/threats.md').matchAll(/`((?:log|grant|receipt|place|notice)-[a-z-]+)`/g)]
  expect(codes.length).toBeGreaterThan(8)
  const sources = ['server/src/audit/finding', 'server/src/errors', 'server/src/http/problem', 'receipt/src/finding']
  const known = sources.map((file) => read(`packages/${file}.ts`)).join('')
  expect(codes.map(([, code]) => code!).filter((code) => !known.includes(`'${code}'`))).toEqual([])
})
