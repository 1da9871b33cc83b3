// The command `placet` as a person runs it: a process of its own, built from this source.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const SERVER = resolve(import.meta.dirname, '../../packages/server')

export type Ran = { code: number; out: string; err: string }
export type Cli = {
  folder: string
  run(args: string[], input?: string): Promise<Ran>
  serve(
    args?: string[],
  ): Promise<{ url: string; out: () => string; kill(signal: NodeJS.Signals): Promise<number | null> }>
  remove(): Promise<void>
}

/** Builds the command into a fresh folder, in which it is run. */
export async function buildCli(): Promise<Cli> {
  const folder = await mkdtemp(join(tmpdir(), 'placet-cli-'))
  await symlink(join(SERVER, 'node_modules'), join(folder, 'node_modules'))
  const vite = await import(
    createRequire(createRequire(import.meta.url).resolve('vitest/package.json')).resolve('vite')
  )
  await vite.build({
    configFile: false,
    logLevel: 'error',
    root: SERVER,
    ssr: {
      resolve: { conditions: ['@placet/source'] },
      noExternal: [/^@placet\//],
      external: ['libsql', 'commander', '@hono/node-server'],
    },
    build: {
      ssr: 'src/cli/index.ts',
      outDir: join(folder, 'dist'),
      emptyOutDir: true,
      rollupOptions: { output: { entryFileNames: 'placet.mjs' } },
    },
  })
  const bin = join(folder, 'dist', 'placet.mjs')
  const children: ChildProcess[] = []

  return {
    folder,
    run: (args, input = '') =>
      new Promise((done) => {
        const child = execFile(process.execPath, [bin, ...args], { cwd: folder, maxBuffer: 1e8 }, (error, out, err) => {
          done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err })
        })
        child.stdin!.end(input)
      }),
    async serve(args = ['--port', '0']) {
      const child = spawn(process.execPath, [bin, 'serve', ...args], { cwd: folder })
      children.push(child)
      let out = ''
      child.stdout.on('data', (chunk: Buffer) => (out += chunk))
      child.stderr.on('data', (chunk: Buffer) => (out += chunk))
      const url = await until(child, () => /(http:\S+)\/receipts/.exec(out)?.[1])
      const kill = (signal: NodeJS.Signals) => {
        child.kill(signal)
        return new Promise<number | null>((done) => child.once('exit', done))
      }
      return { url, out: () => out, kill }
    },
    async remove() {
      for (const child of children) child.kill('SIGKILL')
      await rm(folder, { recursive: true })
    },
  }
}

function until<T>(child: ChildProcess, look: () => T | undefined): Promise<T> {
  return new Promise((done, fail) => {
    child.stdout!.on('data', () => {
      const seen = look()
      if (seen !== undefined) done(seen)
    })
    child.once('exit', (code) => fail(new Error(`placet serve ended with ${code}`)))
  })
}
