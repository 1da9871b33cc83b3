// Which Node a package needs: `engines.node` of its package.json is what its sources use and its dependencies ask for.
import { expect, test } from 'vitest'
import { manifest, PACKAGES, read, type Source, SOURCES } from './sources.ts'

type Need = { what: string; range: string }

/** What is not imported, and the releases that have it. An import is looked up in @types/node. */
const GLOBALS: Record<string, string> = {
  'AbortSignal.any': '^18.17 || >=20.3',
  'import.meta.resolve': '^18.19 || >=20.6',
  'import.meta.dirname': '^20.11 || >=21.2',
  'import.meta.filename': '^20.11 || >=21.2',
  'process.getBuiltinModule': '^20.16 || >=22.3',
  'Object.groupBy': '>=21',
  'Promise.withResolvers': '>=22',
  'Array.fromAsync': '>=22',
}

const REPOSITORY = JSON.parse(read('package.json')) as { engines: { node: string }; devDependencies: object }
const said = (name: (typeof PACKAGES)[number]): string => manifest(name).engines?.node ?? ''

test.each(PACKAGES)('%s says which Node it needs', (name) => {
  expect(said(name)).toMatch(/^(\^\d+\.\d+\.\d+ \|\| )*>=\d+\.\d+\.\d+$/)
})

test.each(PACKAGES)('what the sources of %s use is in every Node that it says', (name) => {
  const needs = SOURCES.filter((each) => each.package === name).flatMap(needsOf)
  expect(unmet(said(name), needs)).toEqual([])
})

test.each(PACKAGES)('the dependencies of %s run on every Node that it says', (name) => {
  const { dependencies, peerDependencies } = manifest(name)
  const needs = Object.keys({ ...dependencies, ...peerDependencies }).map((each) => installed(`packages/${name}`, each))
  expect(unmet(said(name), needs)).toEqual([])
})

test('the tools run on every Node that the repository says', () => {
  const needs = Object.keys(REPOSITORY.devDependencies).map((each) => installed('.', each))
  expect(unmet(REPOSITORY.engines.node, needs)).toEqual([])
})

test.each([
  ['README.md', REPOSITORY.engines.node],
  ['docs/operations.md', said('server')],
  ['packages/server/README.md', said('server')],
  ['packages/receipt/README.md', said('receipt')],
  ['packages/conformance/README.md', said('conformance')],
])('%s says the same', (page, range) => {
  const mentions = read(page).match(/\bNode \d+([\d., ]*\d)?( or newer)?/g)
  expect(new Set(mentions)).toEqual(new Set([inWords(range)]))
})

test('an API that came later, a line that never had it, and a dependency that asks for more are found', () => {
  const hash = { what: 'hash', range: sinceOf('crypto', 'hash') }
  expect(unmet('>=20', [hash])).toEqual(['hash is in ^20.12.0 || >=21.7.0, not in 20, 21'])
  expect(unmet('>=20.12', [hash])).toEqual(['hash is in ^20.12.0 || >=21.7.0, not in 21'])
  expect(unmet('^20.12 || >=21.7', [hash, { what: 'x', range: '^16 || ^18 || >=20' }])).toEqual([])
  expect(unmet('^20.12 || >=22', [{ what: 'x', range: '>=20.13' }])).toEqual(['x is in >=20.13, not in 20.12'])
})

function needsOf({ path, code }: Source): Need[] {
  const imports = [...code.matchAll(/^import \{([^}]*)\} from 'node:([\w/]+)'/gm)].flatMap(([, names, from]) =>
    names!.split(',').map((each) => {
      const name = each.trim().split(' ')[0]!
      return { what: `${name} of node:${from} (${path})`, range: sinceOf(from!, name) }
    }),
  )
  const globals = Object.entries(GLOBALS).filter(([name]) => code.includes(name))
  return [...imports, ...globals.map(([name, range]) => ({ what: `${name} (${path})`, range }))]
}

/** The releases that have an export, by `@since v21.7.0, v20.12.0` in @types/node; all, where it says nothing. */
function sinceOf(from: string, name: string): string {
  const rest = '(?:(?!\\*/)[^])*\\*/\\s*(?:export )?(?:function|class|const|let|var)'
  const since = new RegExp(`@since ([^\\n]*)${rest} ${name}\\b`).exec(read(`node_modules/@types/node/${from}.d.ts`))
  const versions = (since?.[1]?.match(/[\d.]+/g) ?? ['0']).sort((one, other) => numberOf(one) - numberOf(other))
  return versions.map((each, at) => `${at === versions.length - 1 ? '>=' : '^'}${each}`).join(' || ')
}

function installed(folder: string, name: string): Need {
  const { engines } = JSON.parse(read(`${folder}/node_modules/${name}/package.json`)) as { engines?: { node?: string } }
  return { what: name, range: engines?.node ?? '>=0' }
}

/** Needs that some release within `range` does not meet. Tried: the first of each line, and those that `range` names. */
function unmet(range: string, needs: Need[]): string[] {
  const releases = [...(range.match(/[\d.]+/g) ?? []), '18', '19', '20', '21', '22', '23', '24', '25', '26']
  const tried = [...new Set(releases)].filter((each) => includes(range, each))
  return needs.flatMap(({ what, range: has }) => {
    const without = tried.filter((each) => !includes(has, each))
    return without.length === 0 ? [] : [`${what} is in ${has}, not in ${without.join(', ')}`]
  })
}

function includes(range: string, version: string): boolean {
  return range.split('||').some((part) => {
    const [, operator, lowest] = /^(\^|>=) ?([\d.]+)$/.exec(part.trim()) ?? []
    if (!lowest) throw new Error(`${range} has a form that this test does not read.`)
    const isSameLine = Number.parseInt(version, 10) === Number.parseInt(lowest, 10)
    return numberOf(version) >= numberOf(lowest) && (operator === '>=' || isSameLine)
  })
}

function numberOf(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  return major * 1e6 + minor * 1e3 + patch
}

/** `^20.19.0 || >=22.0.0` is "Node 20.19, 22 or newer". */
function inWords(range: string): string {
  const lowest = range.match(/[\d.]+/g) ?? []
  return `Node ${lowest.map((each) => each.replace(/(\.0)+$/, '')).join(', ')} or newer`
}
