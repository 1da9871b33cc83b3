// The example with React, as its users run it: built by vite, or from vite's development server.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import type { Pages } from './pages.ts'

const EXAMPLE = dirname(fileURLToPath(import.meta.resolve('@placet/example-react/package.json')))
const VITE = join(EXAMPLE, 'node_modules/vite/bin/vite.js')

/** A page of the example, and how to end what serves it. */
export type Served = { url: string; stop(): Promise<void> }

/** Builds it below a path of its own, and puts it among the pages. */
export async function serveBuilt(pages: Pages): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'placet-react-'))
  const options = ['--base', '/react/', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error']
  execFileSync(process.execPath, [VITE, 'build', ...options], { cwd: EXAMPLE })
  const files = (await readdir(folder, { recursive: true })).filter((name) => /\.\w+$/.test(name))
  for (const file of files) pages.put(`/react/${file}`, await readFile(join(folder, file), 'utf8'))
  return { url: `${pages.origin}/react/index.html`, stop: () => rm(folder, { recursive: true }) }
}

/** Starts the development server on a free port, with a cache of its own, so that two browsers are not in each other's way. */
export async function serveDevelopment(): Promise<Served> {
  const cache = join(EXAMPLE, 'node_modules/.vite', `test-${process.pid}`)
  const folder = await mkdtemp(join(tmpdir(), 'placet-vite-'))
  const own = pathToFileURL(join(EXAMPLE, 'vite.config.js')).href
  const config = `import own from '${own}'\nexport default { ...own, cacheDir: ${JSON.stringify(cache)} }\n`
  await writeFile(join(folder, 'vite.config.mjs'), config)
  const options = ['--config', join(folder, 'vite.config.mjs'), '--configLoader', 'native']
  // Its input is kept open: Vite ends by itself when that is closed, also if the test is killed.
  const server = spawn(process.execPath, [VITE, ...options, '--host', '127.0.0.1', '--port', '0'], {
    cwd: EXAMPLE,
    env: { ...process.env, CI: '', NODE_ENV: 'development' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const gone = once(server, 'exit')
  const tooLate = setTimeout(() => server.kill(), 30_000)
  const url = await new Promise<string>((found, failed) => {
    let said = ''
    server.stdout.on('data', (more) => {
      said += stripVTControlCharacters(String(more))
      const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(said) ?? []
      if (address) found(address)
    })
    void gone.then(() => failed(new Error(`vite ended before it served:\n${said}`)))
  })
  clearTimeout(tooLate)
  return {
    url,
    async stop() {
      server.kill()
      await gone
      await Promise.all([cache, folder].map((each) => rm(each, { recursive: true, force: true })))
    },
  }
}
