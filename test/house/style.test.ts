// What a file may look like, and what may not stand in it.
import { expect, test } from 'vitest'
import { FILES, read, SOURCES } from './sources.ts'

const lines = (text: string) => text.trimEnd().split('\n').length
const ours = FILES.filter((path) => /^(packages|test|examples|frameworks|bench)\/.*\.(tsx?|m?js)$/.test(path))

test('no file of the product is over 300 lines', () => {
  const product = ours.filter((path) => /^(packages|examples|frameworks|bench)\//.test(path))
  expect(product.length).toBeGreaterThan(30)
  expect(product.filter((path) => lines(read(path)) > 300).map((path) => `${path}: ${lines(read(path))}`)).toEqual([])
})

test('no file has a name that says nothing', () => {
  const empty = /(^|[/-])(types|utils?|helpers?|lib|common|constants|misc|manager)(\.|\/|$)/
  expect(ours.filter((path) => empty.test(path.replace(/^\w+/, '')))).toEqual([])
})

test('no text of ours becomes markup, style or code by itself', () => {
  const sinks =
    /innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|\beval\(|new Function\b|document\.write|setAttribute\(\s*['"]style|setHTMLUnsafe/
  const browser = SOURCES.filter((each) => each.package !== 'server' && each.package !== 'conformance')
  expect(
    browser.filter(({ code }) => sinks.test(code)).map(({ path, code }) => `${path}: ${sinks.exec(code)?.[0]}`),
  ).toEqual([])
})

test('exports are named, one by one; no default but a chunk’s; no enum', () => {
  const faults = SOURCES.flatMap(({ path, code }) => [
    ...(/^export default|\bas default\b/m.test(code) && !path.startsWith('packages/ui/src/embed/')
      ? [`${path}: default`]
      : []),
    ...(/^export \*/m.test(code) ? [`${path}: export *`] : []),
    ...(/\benum \w+ \{/.test(code) ? [`${path}: enum`] : []),
  ])
  expect(faults).toEqual([])
})

test('a source file begins by saying what it knows, unless it is a table of texts', () => {
  const told = SOURCES.filter(({ path }) => !/^packages\/(ui\/src\/text|core\/src\/record)\//.test(path))
  expect(told.filter(({ text }) => !/^(#!.*\n)?(\/\/ |\/\*\* ?@jsx|\/\* )/.test(text)).map(({ path }) => path)).toEqual(
    [],
  )
})

test('a README fits on its page: 150 lines, 40 for a package', () => {
  const readmes = FILES.filter((path) => /(^|^packages\/\w+\/)README\.md$/.test(path))
  expect(readmes).toContain('README.md')
  const long = readmes.filter((path) => lines(read(path)) > (path === 'README.md' ? 150 : 40))
  expect(long).toEqual([])
})

test('no file names a machine: no home directories, no registry hosts', () => {
  const machine =
    /\/work\/(?:main|shared)|\/home\/\w|\/Users\/\w|(?<![\w.])\/root\/|\bregistry\.[a-z-]+\.[a-z]+|https?:\/\/[\w.-]*(?:registry|npm-?proxy)/
  const textual = FILES.filter((path) => /\.(tsx?|m?js|json|ya?ml|md|html|css|sh|svg|txt)$|\/\.?\w+$/.test(path))
  const host = process.env.npm_config_registry && new URL(process.env.npm_config_registry).host
  const named = textual.filter((path) => machine.test(read(path)) || (host && read(path).includes(host)))
  expect(named.filter((path) => path !== 'test/house/style.test.ts')).toEqual([])
})
