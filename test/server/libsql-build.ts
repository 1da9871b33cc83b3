// The file store as a module that a plain Node loads: for processes that are given less room, or fewer rights, than the tests.
import { chmod, cp, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

const SERVER = resolve(import.meta.dirname, '../../packages/server')

/** Builds it into a folder, for anybody to read. Its path; it exports `openLibsqlStore`. */
export async function buildLibsqlStore(folder: string): Promise<string> {
  const vitest = createRequire(import.meta.url).resolve('vitest/package.json')
  const { build } = await import(createRequire(vitest).resolve('vite'))
  await build({
    configFile: false,
    logLevel: 'error',
    root: SERVER,
    ssr: { resolve: { conditions: ['@placet/source'] }, noExternal: [/^@placet\//], external: ['libsql'] },
    build: { ssr: true, outDir: join(folder, 'dist'), rollupOptions: { input: 'src/stores/libsql.ts' } },
  })
  await cp(join(SERVER, 'sql'), join(folder, 'sql'), { recursive: true })
  await symlink(join(SERVER, 'node_modules'), join(folder, 'node_modules'))
  await chmod(folder, 0o755)
  return join(folder, 'dist', 'libsql.js')
}
