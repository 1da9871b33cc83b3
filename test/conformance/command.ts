// The command `placet-conformance` as a person runs it: a process of its own, built from this source.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const KIT = resolve(import.meta.dirname, '../../packages/conformance')

export type Ran = { code: number; out: string; err: string }
export type KitCommand = { run(...args: string[]): Promise<Ran>; remove(): Promise<void> }

export async function buildKitCommand(): Promise<KitCommand> {
  const folder = await mkdtemp(join(tmpdir(), 'placet-kit-'))
  await symlink(join(KIT, 'node_modules'), join(folder, 'node_modules'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  const vite = await import(
    createRequire(createRequire(import.meta.url).resolve('vitest/package.json')).resolve('vite')
  )
  await vite.build({
    configFile: false,
    logLevel: 'error',
    root: KIT,
    ssr: { resolve: { conditions: ['@placet/source'] }, noExternal: [/^@placet\//], external: ['commander'] },
    build: { ssr: 'src/cli.ts', outDir: join(folder, 'dist'), emptyOutDir: true },
  })
  return {
    run: (...args) =>
      new Promise((done) => {
        const bin = join(folder, 'dist', 'cli.js')
        execFile(process.execPath, [bin, ...args], { cwd: folder, maxBuffer: 1e8 }, (error, out, err) => {
          done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err })
        })
      }),
    remove: () => rm(folder, { recursive: true }),
  }
}
