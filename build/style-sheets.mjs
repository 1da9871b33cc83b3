// Style sheets as modules: `import css from './banner.css'` is the sheet's text, minified, with every declaration
// `!important`. That keeps the page's styles out (packages/ui/src/styles.ts). Used by the build and by the tests.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Features, transform } from 'lightningcss'

/** A plugin for rollup and Vite. */
export function styleSheets() {
  return {
    name: 'style-sheets',
    enforce: 'pre',
    // A module that ends in `.css` would be taken by Vite's own plugin.
    resolveId: (source, importer) =>
      /^\..*\.css$/.test(source) && importer ? `${resolve(dirname(importer), source)}.js` : null,
    load(id) {
      if (!id.endsWith('.css.js')) return null
      const path = id.slice(0, -'.js'.length)
      this.addWatchFile?.(path)
      return `export default ${JSON.stringify(importantSheet(readFileSync(path, 'utf8'), path))}`
    },
  }
}

/** Minified, with every declaration `!important` but those of custom properties: these are the theme's. */
export function importantSheet(css, filename = 'sheet.css') {
  const { code } = transform({
    filename,
    code: Buffer.from(css),
    minify: true,
    include: Features.Nesting,
    visitor: { Rule: { style: (rule) => readable({ ...rule, value: important(rule.value) }) } },
  })
  const sheet = code.toString()
  // lightningcss 1.33 puts pseudo-elements into `:is()` when it joins rules and knows no browser's support for one.
  if (/:is\([^)]*::/.test(sheet))
    throw new Error(`${filename}: \`:is()\` takes no pseudo-elements. Keep these rules apart.`)
  return sheet
}

function important(rule) {
  const { declarations, importantDeclarations } = rule.declarations
  const isOwn = ({ property, value }) => property === 'custom' && value.name.startsWith('--')
  return {
    ...rule,
    declarations: {
      declarations: declarations.filter(isOwn),
      importantDeclarations: [...importantDeclarations, ...declarations.filter((each) => !isOwn(each))],
    },
  }
}

// lightningcss 1.33 gives null for what a `var()` does not have, and takes no null back.
function readable(rule) {
  return JSON.parse(
    JSON.stringify(rule, (name, value) => (OPTIONAL.includes(name) && value === null ? undefined : value)),
  )
}

const OPTIONAL = ['from', 'fallback']
