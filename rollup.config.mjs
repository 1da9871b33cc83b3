// Everything that is built: ESM for each package (one module a source file), then the script-tag files from those.
import { readdirSync } from 'node:fs'
import nodeResolve from '@rollup/plugin-node-resolve'
import replace from '@rollup/plugin-replace'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'
import { styleSheets } from './build/style-sheets.mjs'
import { onePage } from './examples/verifier/one-page.mjs'

// The script tag's chunks: each file of packages/ui/src/embed but what placet.js contains.
// Views share code. It lies in the chunk that is loaded before all others, so that sharing costs no request.
const VIEWS = ['banner', 'reopen', 'center']
const IN_BANNER = [
  'answer-buttons',
  'ask',
  'banner',
  'banner-content',
  'banner.css',
  'element',
  'fallback',
  'first-tab',
  'focus-origin',
  'follow-language',
  'keep-in-page',
  'mount',
  'page-room',
  'preferences-element',
  'render',
  'reset.css',
  'styles',
  'texts',
  'top-layer',
]
  .map((name) => `ui/dist/${name}`)
  .concat('ui/dist/embed/banner', 'core/dist/in-language')
// These are loaded beside the views, or without one. They stand alone: an import would be a second round trip before they run.
const ALONE = ['config', 'vault', 'language']
// A chunk for each file of texts: `text-de`, `text-de-center`, `record-de`.
const filesIn = (kind, folder, built) =>
  readdirSync(folder).map((file) => [`${kind}-${file.replace(/\.ts$/, '')}`, `${built}/${file.replace(/ts$/, 'js')}`])
const TEXTS = Object.fromEntries([
  ...filesIn('text', 'packages/ui/src/text', 'packages/ui/dist/text'),
  ...filesIn('record', 'packages/core/src/record', 'packages/core/dist/record'),
])
const ENTRY_POINTS = {
  receipt: ['index'],
  core: [
    ...['index', 'config', 'policy', 'cookie', 'http', 'batch', 'begin-consent', 'evidence/index'],
    ...['gates/scripts', 'gates/frames', 'signals/gpc', 'integrations/google', 'server'],
  ],
  ui: ['index', 'server', 'embed/placet', ...[...VIEWS, ...ALONE].map((name) => `embed/${name}`)],
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
    styleSheets(),
    typescript({
      tsconfig: 'tsconfig.rollup.json',
      include: [`packages/${name}/src/**/*.{ts,tsx}`],
      outputToFilesystem: false,
    }),
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
    const [, folder, name] =
      /(record\/(?=[\w-]+\.js)|)([\w-]+-center|(?<=record\/)[\w-]+)\.js$/.exec(String(path)) ?? []
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
// Not `toplevel` on the IIFE: it would take the whole script away.
const minify = (isModule) =>
  terser({
    ecma: 2022,
    module: isModule,
    compress: { passes: 3, unsafe_arrows: true },
    format: { comments: false },
  })
const scriptPlugins = (isModule) => [
  textChunks,
  recordChunks,
  nodeResolve({ browser: true }),
  replace({ values: { 'process.env.NODE_ENV': '"production"' }, preventAssignment: true }),
  minify(isModule),
]

// `placet.js` is an IIFE: it may stand anywhere, as plain, async or deferred script. Its chunks are modules.
const script = {
  input: 'packages/ui/dist/embed/placet.js',
  output: { file: 'packages/ui/dist/script/placet.js', format: 'iife' },
  plugins: scriptPlugins(false),
}
const chunks = (names, manualChunks) => ({
  input: names.map((name) => `packages/ui/dist/embed/${name}.js`),
  // A chunk exports more than its default: what it shares with later ones.
  preserveEntrySignatures: 'allow-extension',
  output: {
    dir: 'packages/ui/dist/script',
    entryFileNames: 'placet-[name].js',
    chunkFileNames: 'placet-[name].js',
    manualChunks,
    onlyExplicitManualChunks: true,
  },
  plugins: scriptPlugins(true),
})
const bannerHas = (id) => (IN_BANNER.some((module) => id.endsWith(`/packages/${module}.js`)) ? 'banner' : undefined)

// placet.js loads the default export of a chunk.
const texts = {
  input: TEXTS,
  output: { dir: 'packages/ui/dist/script', entryFileNames: 'placet-[name].js' },
  plugins: [
    { name: 'as-default', transform: (code) => ({ code: `${code}\nexport { text as default }`, map: null }) },
    textChunks,
    minify(true),
  ],
}

export default [
  ...packages,
  script,
  chunks(VIEWS, bannerHas),
  ...ALONE.map((name) => chunks([name])),
  texts,
  {
    // Not minified: whoever trusts this page should be able to read it.
    input: 'examples/verifier/main.js',
    output: { dir: 'examples/verifier/dist', format: 'iife' },
    plugins: [nodeResolve({ browser: true }), onePage('verifier.html')],
  },
]
