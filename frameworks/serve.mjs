// Serves an example: its built files under a strict policy, or by the server it brings.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { environmentOf } from './examples.mjs'

const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ')
const TRUSTED_TYPES = "; require-trusted-types-for 'script'"
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html', '.json': 'application/json' }

// What is still running when this process ends, for whatever reason.
const running = new Set()
process.on('exit', () => running.forEach(endGroup))
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

/** @returns its URL, and how to end it */
export function serveBuilt(example) {
  const { folder, built } = example
  const strict = POLICY + (example.trustedTypes ? TRUSTED_TYPES : '')
  if (built.folder) return serveFolder(join(folder, built.folder), example.policy ?? strict)
  return serveByProgram(example, built.serve, 'production')
}

export function serveDevelopment(example) {
  return serveByProgram(example, example.development.serve, 'development')
}

/** A path without a file is the page. The film has inline script and style: it goes without the policy. */
async function serveFolder(folder, policy) {
  const server = createServer(async ({ url }, response) => {
    const path = normalize(decodeURIComponent(new URL(url, 'http://localhost').pathname))
    const name = extname(path) ? path : '/index.html'
    const body = await readFile(join(folder, name)).catch(() => undefined)
    response.writeHead(body ? 200 : 404, {
      'content-type': `${TYPES[extname(name)] ?? 'application/octet-stream'}; charset=utf-8`,
      'cache-control': 'no-cache',
      ...(name.endsWith('.html') && name !== '/film.html' ? { 'content-security-policy': policy } : {}),
    })
    response.end(body ?? 'not here')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

async function serveByProgram(example, serve, mode) {
  const port = await freePort()
  const [program, ...args] = serve.map((each) => each.replaceAll('{port}', port))
  const more = { PORT: port, HOST: '127.0.0.1', HOSTNAME: '127.0.0.1', NODE_ENV: mode }
  // A group of its own: some of these programs start others. Some end when their input is closed.
  const options = { cwd: example.folder, env: environmentOf(example, more), detached: true, stdio: 'pipe' }
  const child = spawn(program, args, options)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (more) => (said += more))
  running.add(child)
  const end = new Promise((resolve) => child.on('error', resolve).on('exit', resolve)).then((why) => {
    running.delete(child)
    if (why instanceof Error) said += why.message
  })
  const stop = async () => {
    if (running.has(child)) endGroup(child)
    await end
  }
  const url = `http://127.0.0.1:${port}/`
  const tooLate = Date.now() + 90_000
  while (!(await answers(url))) {
    if (!running.has(child) || Date.now() > tooLate) {
      await stop()
      throw new Error(`${example.title}: \`${serve.join(' ')}\` does not serve (${mode}).\n${said.slice(-3000)}`)
    }
    await new Promise((resume) => setTimeout(resume, 100))
  }
  return { url, stop }
}

function endGroup({ pid }) {
  try {
    process.kill(-pid)
  } catch {
    // It has just ended by itself.
  }
}

function answers(url) {
  const signal = AbortSignal.timeout(30_000)
  return fetch(url, { signal }).then(
    (response) => response.ok,
    () => false,
  )
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return String(port)
}
