// The examples that the suite drives: each folder here with a conformance.json, and examples/react. Says how its programs are
// run: those of its own node_modules, with a Node that it can run on.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { FRAMEWORKS } from './pack.mjs'

const REACT = join(FRAMEWORKS, '../examples/react')
const QUIET = {
  CI: '',
  NO_COLOR: '1',
  NEXT_TELEMETRY_DISABLED: '1',
  NUXT_TELEMETRY_DISABLED: '1',
  ASTRO_TELEMETRY_DISABLED: '1',
  NG_CLI_ANALYTICS: 'false',
}

/** All of them, or those with these names. */
export function findExamples(names = []) {
  const folders = readdirSync(FRAMEWORKS).map((name) => ({ name, folder: join(FRAMEWORKS, name), member: false }))
  const all = [{ name: 'react', folder: REACT, member: true }, ...folders].filter(({ folder }) =>
    existsSync(join(folder, 'conformance.json')),
  )
  const unknown = names.filter((name) => !all.some((each) => each.name === name))
  if (unknown.length)
    throw new Error(`No example ${unknown.join(', ')}. There are: ${all.map((each) => each.name).join(', ')}.`)
  return all
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .map((each) => ({ ...JSON.parse(readFileSync(join(each.folder, 'conformance.json'), 'utf8')), ...each }))
}

/** Environment for the programs of an example. */
export function environmentOf({ folder, env = {} }, more = {}) {
  const path = [join(folder, 'node_modules/.bin'), ...(ownNode(folder) ?? []), process.env.PATH].join(delimiter)
  return { ...process.env, ...QUIET, ...env, ...more, PATH: path }
}

/** Why it cannot run here, if so: known only after its packages are installed, because a Node may be among them. */
export function missingNode({ folder }) {
  const { engines } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (runsOn(engines?.node, process.versions.node) || ownNode(folder)) return undefined
  return `needs Node ${engines.node}; this is ${process.versions.node}`
}

/** Whether a range of the forms `^1.2.3`, `>=1.2.3` and `a || b` has this version. */
export function runsOn(range, version) {
  if (!range) return true
  const is = numbers(version)
  return range.split('||').some((part) => {
    const [, sign, from] = /^\s*(\^|>=)?(\S+)/.exec(part)
    const least = numbers(from)
    return compare(is, least) >= 0 && (sign === '>=' || is[0] === least[0])
  })
}

// Node as a package, for examples that need a newer one than the repository does.
function ownNode(folder) {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const bin = join(folder, `node_modules/node-${system}-${process.arch}/bin`)
  return existsSync(bin) ? [bin] : undefined
}

const numbers = (version) => version.split('.').map(Number)
const compare = (a, b) => a[0] - b[0] || (a[1] ?? 0) - (b[1] ?? 0) || (a[2] ?? 0) - (b[2] ?? 0)
