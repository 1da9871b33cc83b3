// The repository as its house rules see it: what git would keep, the source files, and what they import.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

export const PACKAGES = ['receipt', 'core', 'ui', 'server', 'conformance'] as const
export type Package = (typeof PACKAGES)[number]
export type Import = { from: string; typeOnly: boolean; lazy: boolean }
/** `code` is the text without its comments. */
export type Source = { path: string; package: Package; text: string; code: string; imports: Import[] }
type Manifest = {
  exports: Record<string, string | { '@placet/source': string; types: string; default: string }>
  dependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  bin?: Record<string, string>
  engines?: { node?: string }
}

const ROOT = resolve(import.meta.dirname, '../..')
export const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')
export const exists = (path: string): boolean => existsSync(join(ROOT, path))
export const manifest = (name: Package): Manifest => JSON.parse(read(`packages/${name}/package.json`)) as Manifest

/** Every file that is tracked, or would be if all were added now. */
export const FILES: string[] = listed().filter((path) => path && exists(path))

export const SOURCES: Source[] = FILES.filter((path) => /^packages\/\w+\/src\/.*\.tsx?$/.test(path)).map((path) => {
  const text = read(path)
  const code = withoutComments(text)
  return { path, package: path.split('/')[1] as Package, text, code, imports: importsOf(code) }
})

/** Where an import leads, as a path from the root: a relative one, or an entry point of ours. Nothing for other packages. */
export function target(from: string, importer: string): string | undefined {
  if (from.startsWith('.')) return join(dirname(importer), from)
  const [, name, subpath = ''] = /^@placet\/(\w+)(\/.*)?$/.exec(from) ?? []
  if (!name) return undefined
  const entry = manifest(name as Package).exports[`.${subpath}`]
  return typeof entry === 'object' ? join('packages', name, entry['@placet/source']) : undefined
}

function listed(): string[] {
  try {
    const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
    return execFileSync('git', args, { cwd: ROOT, stdio: 'pipe' }).toString().split('\0')
  } catch {
    // No git, or an unpacked archive: everything but what .gitignore names.
    return walk('')
  }
}

function walk(folder: string): string[] {
  const kept = readdirSync(join(ROOT, folder), { withFileTypes: true }).filter(
    ({ name }) => !/^(node_modules|dist|test-results|\.git|\.placet)$|\.log$/.test(name),
  )
  return kept.flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : []
  })
}

// Strings and template literals are kept whole, so that a `//` inside a URL is no comment.
function withoutComments(text: string): string {
  const tokens = /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\*.*?\*\/|(?<![:\\[])\/\/[^\n]*/gs
  return text.replace(tokens, (_, kept: string | undefined) => kept ?? '')
}

function importsOf(code: string): Import[] {
  const statements = /^(import|export)\s+(type\s)?[^'"`;=()]*?from\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]/gm
  const stated = [...code.matchAll(statements)].map(([, , type, from, bare]) => ({
    from: (from ?? bare)!,
    typeOnly: !!type,
    lazy: false,
  }))
  const lazy = [...code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)].map(([, from]) => ({
    from: from!,
    typeOnly: false,
    lazy: true,
  }))
  return [...stated, ...lazy]
}
