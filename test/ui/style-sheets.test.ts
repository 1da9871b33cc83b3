// What ships as a style sheet: tests import the sheets by the same plugin as the build.
import { expect, test } from 'vitest'
import { importantSheet } from '../../build/style-sheets.mjs'
import banner from '../../packages/ui/src/banner.css'
import { resetFor } from '../../packages/ui/src/styles.ts'

test('every declaration is !important, in media queries, layers and nested rules, too', () => {
  const sheet =
    'a { color: red; & b { margin: 1px 2px } } @media (width < 9px) { a { top: 0 } } @layer { a { left: 0 } }'
  expect(importantSheet(sheet)).toBe(
    'a{color:red!important}a b{margin:1px 2px!important}@media (width<9px){a{top:0!important}}@layer{a{left:0!important}}',
  )
})

test('a custom property is not: a page may set the theme', () => {
  expect(importantSheet('a { --x: var(--y, #fff); color: var(--x) }')).toBe(
    'a{--x:var(--y,#fff);color:var(--x)!important}',
  )
})

test('no rule is lost because a pseudo-element got into :is(), which lightningcss does to those that it does not know', () => {
  const sheet = 'a *::marker, a *::-webkit-details-marker { all: revert }'
  expect(() => importantSheet(sheet, 'a.css')).toThrow(
    'a.css: `:is()` takes no pseudo-elements. Keep these rules apart.',
  )
})

test('the sheets that tests see are those that ship', () => {
  for (const sheet of [banner, resetFor('placet-banner')]) {
    const bare = [...sheet.matchAll(/[{;]([a-z-]+:[^;{}]+)(?=[;}])/g)].map(([, declaration]) => declaration!)
    expect(bare.length).toBeGreaterThan(20)
    expect(bare.filter((each) => !each.startsWith('--') && !each.endsWith('!important'))).toEqual([])
  }
})
