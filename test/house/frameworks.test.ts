// The runner of the suite for frameworks: what it counts, and which examples it can run.
import { expect, test } from 'vitest'
// @ts-expect-error plain JavaScript, as the other runner
import { runsOn } from '../../frameworks/examples.mjs'
// @ts-expect-error plain JavaScript, as the other runner
import { failure, rowsOf, table } from '../../frameworks/table.mjs'
import { FILES, read } from './sources.ts'

const report = (...tests: [mode: string, status: string, reason?: string][]) => ({
  errors: [] as { message: string }[],
  suites: [
    {
      specs: tests.map(([projectName, status, reason]) => ({
        title: 'accept',
        tests: [{ projectName, status, annotations: reason ? [{ type: 'skip', description: reason }] : [] }],
      })),
    },
  ],
})
const printed = (...results: { title: string; rows: unknown[] }[]) =>
  table(results) as { lines: string[]; code: number }

test('a row for each journey, a column for each example, a mark for each mode', () => {
  const vue = { title: 'Vue 3.5', rows: rowsOf(report(['built', 'expected'], ['development', 'skipped', 'too hot'])) }
  const solid = { title: 'Solid', rows: rowsOf(report(['built', 'expected'], ['development', 'expected'])) }
  const { lines, code } = printed(vue, solid)
  expect(lines).toContain('         Vue 3.5  Solid')
  expect(lines).toContain('accept   ✓ –      ✓ ✓')
  expect(lines).toContain('skipped: Vue 3.5: development: accept: too hot')
  expect([lines.at(-1), code]).toEqual(['3 passed, 0 failed, 1 skipped', 0])
})

test('nothing red comes out green: a failed or flaky journey, an error outside of all, no journey at all', () => {
  const of = (rows: unknown[]) => printed({ title: 'Vue', rows })
  const passed = rowsOf(report(['built', 'expected']))
  for (const status of ['unexpected', 'flaky'])
    expect(of([...passed, ...rowsOf(report(['development', status]))])).toMatchObject({ code: 1 })
  const broken = of(rowsOf({ ...report(['built', 'expected']), errors: [{ message: 'no browser' }] }))
  expect(broken.code).toBe(1)
  expect(broken.lines).toContain('failed: Vue: built: suite: no browser')
  const built = of([failure('build', 'vite: no such file')])
  expect([built.lines.at(-1), built.code]).toEqual(['0 passed, 1 failed, 0 skipped', 1])
  expect(of([]).code).toBe(1)
})

test('an example runs on the Node versions that it says', () => {
  const range = '^22.19.0 || ^24.11.0 || >=26.0.0'
  expect(['20.20.2', '22.18.9', '23.0.0', '24.10.9', '25.1.0'].filter((each) => runsOn(range, each))).toEqual([])
  expect(['22.19.0', '24.11.1', '26.0.0', '30.1.2'].filter((each) => !runsOn(range, each))).toEqual([])
  expect(runsOn(undefined, '20.0.0')).toBe(true)
})

const EXAMPLES = FILES.flatMap((path) => /^(frameworks\/\w+)\/conformance\.json$/.exec(path)?.[1] ?? [])

test.each(EXAMPLES)(
  '%s pins every package, and its lockfile has no hash of ours, which would change with each build',
  (folder) => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(
      read(`${folder}/package.json`),
    ) as Record<string, Record<string, string>>
    const asked = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    const pinned = asked.filter(
      ([name, version]) => !name.startsWith('@placet/') && !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    )
    expect(pinned).toEqual([])
    const ours = asked.filter(([name]) => name.startsWith('@placet/')).map(([name]) => name.slice('@placet/'.length))
    expect(ours).toContain('core')
    for (const name of ours) expect(asked).toContainEqual([`@placet/${name}`, `file:../.packed/${name}`])
    const lock = read(`${folder}/pnpm-lock.yaml`)
    for (const name of [...ours, 'receipt'])
      expect(lock).toMatch(
        new RegExp(
          `'@placet/${name}@file:\\.\\./\\.packed/${name}':\\n    resolution: \\{directory: [^}]*, type: directory\\}`,
        ),
      )
  },
)

// Each example stands alone, so that it can be copied. What all of them show is the same in each.
test.each(EXAMPLES)('%s asks for the same consent as the example with React, and looks the same', (folder) => {
  const own = (name: string) => FILES.find((path) => path.startsWith(`${folder}/`) && path.endsWith(`/${name}`))
  expect(read(own('placet.config.ts') ?? '')).toBe(read('examples/react/src/placet.config.ts'))
  // The one with components of its own has styles of its own, and no film.
  if (folder.endsWith('/shadcn')) return
  expect(read(own('style.css') ?? '')).toBe(read('examples/react/src/style.css'))
  expect(read(own('film.html') ?? '')).toBe(read('examples/react/public/film.html'))
})

test.each(['examples/react', ...EXAMPLES])('the code in the docs of %s is that of the example', (folder) => {
  const page = read(`docs/frameworks/${folder.split('/')[1]}.md`)
  const blocks = [...page.matchAll(/^```\w+\n([^]*?)^```/gm)].map(([, code]) => lines(code!))
  const sources = FILES.filter((path) => path.startsWith(`${folder}/`) && /\.(\w*[jt]sx?|vue|svelte|astro)$/.test(path))
  expect(blocks.length).toBeGreaterThan(3)
  expect(blocks.filter((block) => !sources.some((path) => lines(read(path)).includes(block)))).toEqual([])
})

/** Without indentation: a part of a file begins further left. */
const lines = (code: string): string => code.trim().replace(/^[ \t]+/gm, '')
