// Who may know whom: ui → core → receipt, server → receipt, conformance → receipt, and no circles (docs/decisions.md).
import { expect, test } from 'vitest'
import { FILES, manifest, PACKAGES, type Source, SOURCES, target } from './sources.ts'

const floors = { receipt: [], core: ['receipt'], ui: ['core'], server: ['receipt'], conformance: ['receipt'] } as const

test('there are sources to look at, and they import each other', () => {
  for (const name of PACKAGES) expect(SOURCES.filter((each) => each.package === name).length, name).toBeGreaterThan(3)
  expect(SOURCES.flatMap((each) => each.imports).length).toBeGreaterThan(SOURCES.length)
})

test('a package imports only from the floors below it, through their entry points', () => {
  const faults = SOURCES.flatMap(({ path, package: name, imports }) =>
    imports.flatMap(({ from }) => {
      const [, other, subpath = ''] = /^@placet\/(\w+)(\/.*)?$/.exec(from) ?? []
      if (!other || (floors[name] as readonly string[]).includes(other)) return []
      const isPure = other === 'core' && (subpath === '/config' || subpath === '/policy')
      return knowsConfigs(path) && isPure ? [] : [`${path} imports ${from}`]
    }),
  )
  expect(faults).toEqual([])
})

// Only what registers notices reads configs: an auditor must see that what checks evidence does not depend on what made it.
const knowsConfigs = (path: string): boolean =>
  path.startsWith('packages/server/src/cli/') || path === 'packages/server/src/config-notices.ts'

test.each([
  'server/src/audit/audit',
  'server/src/verify/verify-receipt',
  'server/src/verify/verify-pool',
  'conformance/src/kit',
])('%s reaches no config', (name) => {
  const reached = [...reachedFrom(`packages/${name}.ts`)]
  expect(reached.some((path) => path.startsWith('packages/receipt/'))).toBe(true)
  expect(reached.filter((path) => path.startsWith('packages/core/'))).toEqual([])
})

test('what a package imports it has declared; only server and conformance kit know Node; the receipt needs nothing', () => {
  expect(manifest('receipt').dependencies).toBeUndefined()
  const faults = SOURCES.flatMap(({ path, package: name, imports }) => {
    const { dependencies, peerDependencies } = manifest(name)
    const declared = Object.keys({ ...dependencies, ...peerDependencies })
    return imports.flatMap(({ from }) => {
      if (from.startsWith('.') || ((name === 'server' || name === 'conformance') && from.startsWith('node:'))) return []
      return declared.some((each) => from === each || from.startsWith(`${each}/`)) ? [] : [`${path} imports ${from}`]
    })
  })
  expect(faults).toEqual([])
})

test('a relative import names a file of the same package', () => {
  const paths = new Set([...SOURCES.map((each) => each.path), ...FILES.filter((path) => path.endsWith('.css'))])
  const faults = SOURCES.flatMap(({ path, package: name, imports }) =>
    imports
      .filter(({ from }) => from.startsWith('.'))
      .filter(({ from }) => !paths.has(target(from, path)!) || !target(from, path)!.startsWith(`packages/${name}/src/`))
      .map(({ from }) => `${path} imports ${from}`),
  )
  expect(faults).toEqual([])
})

test.each(PACKAGES)('no circle in %s, type imports counted', (name) => {
  expect(circles(SOURCES.filter((each) => each.package === name))).toEqual([])
})

test('nothing of the page is named in the receipt', () => {
  const words = /\b(document|window|navigator|localStorage|sessionStorage|indexedDB|location|process|Buffer)\b(?!:)/
  const named = SOURCES.filter((each) => each.package === 'receipt').filter(({ code }) => words.test(code))
  expect(named.map(({ path, code }) => `${path}: ${words.exec(code)?.[0]}`)).toEqual([])
})

function reachedFrom(path: string, seen: Set<string> = new Set()): Set<string> {
  for (const { from } of SOURCES.find((each) => each.path === path)?.imports ?? []) {
    const next = target(from, path)
    if (next !== undefined && !seen.has(next)) reachedFrom(next, seen.add(next))
  }
  return seen
}

function circles(sources: Source[]): string[] {
  const next = new Map(sources.map(({ path, imports }) => [path, imports.map(({ from }) => target(from, path) ?? '')]))
  const done = new Set<string>()
  const found: string[] = []
  const walk = (path: string, trail: string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
    else if (!done.has(path)) {
      for (const each of next.get(path) ?? []) walk(each, [...trail, path])
      done.add(path)
    }
  }
  for (const path of next.keys()) walk(path, [])
  return found
}
