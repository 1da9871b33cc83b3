// What a package shows is what it has: exports, sources and documents stay in step.
import { expect, test } from 'vitest'
import { exists, FILES, manifest, PACKAGES, read, SOURCES, target } from './sources.ts'

const isDefault = /^export default|\bas default\b/m

test.each(PACKAGES)('every entry point of %s is a source file, and its path is that file’s', (name) => {
  const { exports, bin = {} } = manifest(name)
  expect(Object.keys(exports)[0]).toBe('.')
  for (const [subpath, entry] of Object.entries(exports)) {
    if (typeof entry === 'string') {
      // Built files that pages load by URL: the script tag's.
      expect([name, subpath, entry]).toEqual(['ui', './embed/*', './dist/script/*'])
      continue
    }
    if (subpath.endsWith('/*')) {
      // A table of texts for each language: the pattern's paths are those of a folder of sources.
      const file = (ends: string): string => ends.replace('*', subpath.slice(2))
      expect(entry, subpath).toEqual({
        '@placet/source': file('./src/*.ts'),
        types: file('./dist/*.d.ts'),
        default: file('./dist/*.js'),
      })
      expect(FILES.filter((path) => path.startsWith(`packages/${name}/src/${subpath.slice(2, -1)}`))).not.toEqual([])
      continue
    }
    const stem = subpath === '.' ? 'index' : subpath.slice(2)
    const source = ['.ts', '.tsx', '/index.ts']
      .map((end) => `./src/${stem}${end}`)
      .find((path) => exists(`packages/${name}/${path}`))
    expect(entry['@placet/source'], subpath).toBe(source)
    const built = source!.replace('./src/', './dist/').replace(/\.tsx?$/, '')
    expect(entry, subpath).toEqual({ '@placet/source': source, types: `${built}.d.ts`, default: `${built}.js` })
  }
  for (const path of Object.values(bin))
    expect(exists(`packages/${name}/${path.replace('dist/', 'src/').replace(/js$/, 'ts')}`)).toBe(true)
})

test('every code that a program can meet stands in docs/errors.md', () => {
  const union = /^export type \w*Code =([^\n]*(?:\n {2}\|[^\n]*)*)/gm
  const unions = SOURCES.flatMap(({ code }) => [...code.matchAll(union)].map(([, members]) => members!))
  const severities = [
    ...read('packages/receipt/src/finding.ts').matchAll(/^ {2}'?([a-z-]+)'?: '(?:error|warning|note)',$/gm),
  ]
  const codes = [...unions.flatMap((each) => [...each.matchAll(/'([a-z-]+)'/g)]), ...severities].map(
    ([, code]) => code!,
  )
  expect(codes).toEqual(expect.arrayContaining(['config-invalid', 'insecure-context', 'body-malformed', 'oversize']))
  const page = read('docs/errors.md')
  expect([...new Set(codes)].filter((code) => !page.includes(`\`${code}\``))).toEqual([])
})

test('docs/errors.md explains no code that nothing says', () => {
  const all = SOURCES.map((each) => each.code).join('\n')
  const rows = [...read('docs/errors.md').matchAll(/^\|\s*`([a-z-]+)`/gm)].map(([, code]) => code!)
  expect(rows.length).toBeGreaterThan(40)
  expect(rows.filter((code) => !all.includes(`'${code}'`) && !all.includes(`${code}:`))).toEqual([])
})

test('the README tells the sizes that are held', () => {
  const limits = JSON.parse(read('.size-limit.json')) as { name: string; limit: string }[]
  const rows = read('README.md')
    .split('\n')
    .filter((line) => line.startsWith('|'))
  expect(limits.length).toBeGreaterThan(5)
  expect(limits.filter(({ name, limit }) => !rows.some((row) => row.includes(name) && row.includes(limit)))).toEqual([])
})

test('links in README and docs lead to files', () => {
  const pages = FILES.filter((path) =>
    /^(README|docs\/[\w-]+|packages\/\w+\/README|examples\/\w+\/README)(\.md)$/.test(path),
  )
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .map(([, link]) => new URL(link!, `file:///${page}`).pathname.slice(1))
      .filter((path) => !exists(path))
      .map((path) => `${page} → ${path}`),
  )
  expect(pages.length).toBeGreaterThan(5)
  expect(broken).toEqual([])
})

// A file of embed/ with a default export is loaded by itself, when it is needed.
const chunks = SOURCES.filter(({ path, code }) => path.startsWith('packages/ui/src/embed/') && isDefault.test(code))

test('a chunk is given its stores: none reaches nanostores or the script that loads it', () => {
  expect(chunks.map(({ path }) => path)).toContain('packages/ui/src/embed/vault.ts')
  const reached = chunks.map(({ path }) => [path, ...valueImports(path)].join(' '))
  expect(reached.join(' ')).toContain('packages/core/src/evidence/index.ts')
  expect(reached.filter((each) => /nanostores|ui\/src\/embed\/placet\.ts/.test(each))).toEqual([])
})

/** What a built chunk may import: only what is loaded before it, so that no import is a further round trip. */
const LOADED: Record<string, string[]> = {
  banner: [],
  // With own texts in the config, or a language that has to be matched: asked for together with the banner.
  language: ['banner'],
  reopen: ['banner'],
  center: ['banner'],
  receipts: ['banner', 'center'],
  about: ['banner', 'center'],
}

test('a built chunk imports only chunks that are loaded before it, and texts', ({ skip }) => {
  const folder = 'packages/ui/dist/script'
  skip(!exists(`${folder}/placet.js`), 'packages/ui is not built')
  const nameOf = (path: string): string => path.split('/').pop()!.replace('.ts', '')
  const texts = FILES.filter((path) => path.startsWith('packages/ui/src/text/'))
  const records = FILES.filter((path) => path.startsWith('packages/core/src/record/'))
  const built = [
    ...chunks.map(({ path }) => nameOf(path)),
    'receipts',
    'about',
    ...texts.map((path) => `text-${nameOf(path)}`),
    ...records.map((path) => `record-${nameOf(path)}`),
  ]
  expect(built.filter((name) => !exists(`${folder}/placet-${name}.js`))).toEqual([])
  const importing = /\bimport\s*["'{(*]|\bfrom\s*["']|placet\.js/
  const text = /import\([`"]\.\/placet-(receipts|about|text-[\w-]+-center|record-([\w-]+|\$\{.*?\}))\.js[`"]\)/g
  const faults = built.flatMap((name) => {
    const known = (LOADED[name] ?? []).map((each) => `import(\\{[^}]*\\}from)?"\\./placet-${each}\\.js"`)
    const code = read(`${folder}/placet-${name}.js`)
    const rest = code.replace(text, '').replace(new RegExp(known.join('|') || '^', 'g'), '')
    return importing.test(rest) ? [name] : []
  })
  expect(faults).toEqual([])
})

test('the server loads in workers: of Node its main entry point needs node:crypto only, until a process is started', () => {
  const worker = ['index', 'audit/index', 'stores/memory'].map((name) => `packages/server/src/${name}.ts`)
  const node = worker.flatMap((path) => [...staticImports(path)].filter((from) => from.startsWith('node:')))
  expect([...new Set(node)]).toEqual(['node:crypto'])
  expect([...staticImports('packages/server/src/node/index.ts')]).toContain('node:worker_threads')
})

test('every entry point of the server is documented', () => {
  const pages = read('packages/server/README.md') + read('docs/operations.md')
  const names = Object.keys(manifest('server').exports).map((subpath) => `@placet/server${subpath.slice(1)}`)
  expect(names.filter((name) => !pages.includes(`${name}'`) && !pages.includes(`${name}\``))).toEqual([])
})

/** What is loaded before a line runs: no `import()`. */
function staticImports(path: string, seen: Set<string> = new Set()): Set<string> {
  for (const { from, typeOnly, lazy } of SOURCES.find((each) => each.path === path)?.imports ?? []) {
    const next = typeOnly || lazy ? undefined : (target(from, path) ?? from)
    if (next === undefined || seen.has(next)) continue
    staticImports(next, seen.add(next))
  }
  return seen
}

/** Everything that is loaded with a source file: paths of ours, names of other packages. */
function valueImports(path: string, seen: Set<string> = new Set()): Set<string> {
  for (const { from, typeOnly } of SOURCES.find((each) => each.path === path)?.imports ?? []) {
    const next = typeOnly ? undefined : (target(from, path) ?? from)
    if (next === undefined || seen.has(next)) continue
    valueImports(next, seen.add(next))
  }
  return seen
}
