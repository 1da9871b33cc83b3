// Packs receipt, core and ui as they would be published, and unpacks them into frameworks/.packed: the examples install from
// these folders. pnpm copies a folder just as a tarball, but writes no hash of it into a lockfile, so that the lockfiles of the
// examples stay true after each build. Every other package in them has its hash.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export const FRAMEWORKS = import.meta.dirname
export const PACKED = join(FRAMEWORKS, '.packed')
const PACKAGES = ['receipt', 'core', 'ui']

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) pack()

export function pack() {
  rmSync(PACKED, { recursive: true, force: true })
  for (const name of PACKAGES) {
    const folder = join(PACKED, name)
    mkdirSync(folder, { recursive: true })
    const cwd = join(FRAMEWORKS, '../packages', name)
    execFileSync('pnpm', ['pack', '--pack-destination', folder], { cwd, stdio: ['ignore', 'ignore', 'inherit'] })
    const [tarball] = readdirSync(folder)
    execFileSync('tar', ['-xzf', tarball, '--strip-components=1'], { cwd: folder })
    rmSync(join(folder, tarball))
  }
}
