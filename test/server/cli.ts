// The command `placet` as a person runs it: a process of its own, built from this source.
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const SERVER = resolve(import.meta.dirname, '../../packages/server')

export type Ran = { code: number; out: string; err: string }
/** `out` is what it has said by now on both streams, `lines` is its stdout: JSON, line by line. `kill` gives the exit code. */
export type Serving = {
  url: string
  out(): string
  lines(): Record<string, unknown>[]
  says(text: string): Promise<void>
  /** Nobody reads its stdout any more. */
  unread(): void
  kill(signal: NodeJS.Signals): Promise<number | null>
}
export type Cli = {
  folder: string
  run(args: string[], input?: string): Promise<Ran>
  /** Its stdout is a pipe that nobody reads, or a disk without room. */
  runInto(stdout: 'nobody' | 'full disk', args: string[]): Promise<Omit<Ran, 'out'>>
  serve(args?: string[], env?: NodeJS.ProcessEnv): Promise<Serving>
  remove(): Promise<void>
}

/** Builds the command into a fresh folder, in which it is run; packages that are `hidden` are not installed there. */
export async function buildCli(hidden: string[] = []): Promise<Cli> {
  const folder = await mkdtemp(join(tmpdir(), 'placet-cli-'))
  await mkdir(join(folder, 'node_modules'))
  for (const name of await readdir(join(SERVER, 'node_modules'))) {
    const real = join(SERVER, 'node_modules', name)
    if (!hidden.includes(name)) await symlink(real, join(folder, 'node_modules', name))
  }
  await symlink(join(SERVER, 'sql'), join(folder, 'sql'))
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
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
      external: ['libsql', 'postgres', 'commander', '@hono/node-server'],
    },
    build: {
      ssr: true,
      outDir: join(folder, 'dist'),
      emptyOutDir: true,
      rollupOptions: {
        input: { placet: 'src/cli/index.ts', 'verify-thread': 'src/verify/verify-thread.ts' },
        output: {
          entryFileNames: ({ name }: { name: string }) => `${name}.${name === 'placet' ? 'mjs' : 'js'}`,
          chunkFileNames: '[name].js',
        },
      },
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
    runInto: (stdout, args) =>
      new Promise((done) => {
        const to = stdout === 'nobody' ? 'pipe' : openSync('/dev/full', 'w')
        const child = spawn(process.execPath, [bin, ...args], { cwd: folder, stdio: ['ignore', to, 'pipe'] })
        child.stdout?.destroy()
        let err = ''
        child.stderr!.on('data', (chunk: Buffer) => (err += chunk))
        child.once('close', (code) => {
          if (typeof to === 'number') closeSync(to)
          done({ code: code ?? -1, err })
        })
      }),
    async serve(args = ['--port', '0'], env = {}) {
      const child = spawn(process.execPath, [bin, 'serve', ...args], { cwd: folder, env: { ...process.env, ...env } })
      children.push(child)
      let out = ''
      let log = ''
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk
        log += chunk
      })
      child.stderr.on('data', (chunk: Buffer) => (out += chunk))
      const url = await until(child, () => /(http:\S+)\/receipts/.exec(out)?.[1])
      const kill = (signal: NodeJS.Signals) => {
        child.kill(signal)
        return new Promise<number | null>((done) => child.once('close', done))
      }
      const lines = () => log.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]))
      const says = (text: string) => until(child, () => (out.includes(text) ? true : undefined)).then(() => undefined)
      return { url, out: () => out, lines, says, unread: () => child.stdout.destroy(), kill }
    },
    async remove() {
      for (const child of children) child.kill('SIGKILL')
      await rm(folder, { recursive: true })
    },
  }
}

function until<T>(child: ChildProcess, look: () => T | undefined): Promise<T> {
  return new Promise((done, fail) => {
    const heard = () => {
      const seen = look()
      if (seen !== undefined) done(seen)
    }
    child.stdout!.on('data', heard)
    child.stderr!.on('data', heard)
    heard()
    child.once('close', (code) => fail(new Error(`placet serve ended with ${code}`)))
  })
}
