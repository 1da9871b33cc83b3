// Everything that is built: ESM for each package (one module a source file), then the script-tag files from those.
import { readdirSync } from 'node:fs'
import nodeResolve from '@rollup/plugin-node-resolve'
import replace from '@rollup/plugin-replace'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'
import { minifySync } from 'oxc-minify'
import { onePage } from './examples/verifier/one-page.mjs'

// The script tag and its chunks: each source file of packages/ui/src/embed but what placet.js takes in.
const CHUNKS = ['banner', 'center', 'config', 'language', 'reopen', 'vault']
// A chunk for each file of texts: `text-de`, `text-de-center`, `record-de`.
const namesIn = (folder) => readdirSync(folder).map((file) => file.replace(/\.ts$/, ''))
const TEXTS = [
  ...namesIn('packages/ui/src/text').map((name) => ({ chunk: `text-${name}`, module: `ui/dist/text/${name}` })),
  ...namesIn('packages/core/src/record').map((name) => ({
    chunk: `record-${name}`,
    module: `core/dist/record/${name}`,
  })),
]
const ENTRY_POINTS = {
  receipt: ['index'],
  core: [
    ...['index', 'config', 'policy', 'cookie', 'http', 'batch', 'begin-consent', 'evidence/index'],
    ...['gates/scripts', 'gates/frames', 'signals/gpc', 'integrations/google', 'server'],
  ],
  ui: ['index', 'embed/placet', ...CHUNKS.map((name) => `embed/${name}`)],
  server: [
    ...['index', 'node/index', 'audit/index', 'contract/index', 'stores/memory', 'stores/libsql', 'stores/postgres'],
    ...['verify/verify-thread', 'cli/index'],
  ],
  conformance: ['index', 'cli'],
}

const packages = Object.entries(ENTRY_POINTS).map(([name, entryPoints]) => ({
  input: entryPoints.map((path) => `packages/${name}/src/${path}.ts`),
  output: { dir: `packages/${name}/dist`, preserveModules: true, preserveModulesRoot: `packages/${name}/src` },
  external: (id) => !/^[./]/.test(id),
  plugins: [
    typescript({ tsconfig: 'tsconfig.rollup.json', include: [`packages/${name}/src/**/*`], outputToFilesystem: false }),
    sheets(),
    // TypeScript wraps an import whose path is computed; ours names a built file, which needs no new ending.
    replace({
      values: { __rewriteRelativeImportExtension: '' },
      delimiters: ['', '(?=\\()'],
      preventAssignment: false,
    }),
  ],
}))

// Texts that are loaded when needed are chunks of their own, beside what needs them.
const textChunks = {
  name: 'text-chunks',
  resolveDynamicImport(path) {
    const [, folder, name] = /(record\/|)([\w-]+)\.js$/.exec(String(path)) ?? []
    return name ? { id: `./placet-${folder ? 'record' : 'text'}-${name}.js`, external: 'absolute' } : null
  },
}
// The name of a chunk is enough: a list of all their paths would be a quarter of a kB in each chunk that needs one.
const recordChunks = {
  name: 'record-chunks',
  transform(code, id) {
    if (!id.endsWith('/core/dist/record-text.js')) return null
    const loaded = code.replace('FILES[found]()', 'import(`./placet-record-${found}.js`)')
    if (loaded === code) this.error('record-text.js has no FILES[found]() to replace')
    return { code: loaded, map: null }
  },
}
const oxc = {
  name: 'oxc',
  renderChunk: (code) => minifySync('x.js', code, { compress: { target: 'es2022' }, mangle: true }),
}

// `placet.js` is an IIFE: it may stand anywhere, as plain, async or deferred script. Its chunks are modules, built alone.
const script = (file, module, format = 'es') => ({
  input: `packages/${module}.js`,
  output: { file: `packages/ui/dist/script/${file}.js`, format },
  plugins: [
    textChunks,
    recordChunks,
    nodeResolve({ browser: true }),
    replace({ values: { 'process.env.NODE_ENV': '"production"' }, preventAssignment: true }),
    // Not `toplevel` on the IIFE: it would take the whole script away.
    // Two minifiers see more than one: together they save another hundredth.
    terser({
      ecma: 2022,
      module: format === 'es',
      compress: { passes: 3, unsafe_arrows: true },
      format: { comments: false },
    }),
    oxc,
  ],
})

// Texts have no code that a second minifier would see through. placet.js loads the default export of a chunk.
const texts = ({ chunk, module }) => ({
  input: `packages/${module}.js`,
  output: { file: `packages/ui/dist/script/placet-${chunk}.js` },
  plugins: [
    { name: 'as-default', transform: (code) => ({ code: `${code}\nexport { text as default }`, map: null }) },
    textChunks,
    oxc,
  ],
})

export default [
  ...packages,
  script('placet', 'ui/dist/embed/placet', 'iife'),
  ...CHUNKS.map((name) => script(`placet-${name}`, `ui/dist/embed/${name}`)),
  ...TEXTS.map(texts),
  {
    // Not minified: whoever trusts this page should be able to read it.
    input: 'examples/verifier/main.js',
    output: { dir: 'examples/verifier/dist', format: 'iife' },
    plugins: [nodeResolve({ browser: true }), onePage('verifier.html')],
  },
]

/**
 * Style sheets are template strings marked css. Their white space is for readers, and every declaration becomes
 * `!important`: that is what keeps the page's styles out (packages/ui/src/dress.ts).
 */
function sheets() {
  const squeeze = (css) =>
    css
      .replace(/\/\*.*?\*\//gs, '')
      .replace(/\s+/g, ' ')
      .replace(/ ?([{};,>]) ?/g, '$1')
      .replace(/: /g, ':')
      .replace(/([{;])(?!--)([a-z-]+:[^;{}]+)(?=[;}])/g, '$1$2!important')
      .replaceAll(';}', '}')
      .trim()
  return {
    name: 'sheets',
    transform: (code) => ({
      code: code.replace(/\/\* css \*\/ `([^`]*)`/g, (_, css) => `\`${squeeze(css)}\``),
      map: null,
    }),
  }
}
