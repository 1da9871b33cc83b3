// The backend in Python (examples/python-backend), as it is or with some of its lines changed, as a process of its own.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const PYTHON = '/usr/bin/python3'
const FOLDER = resolve(import.meta.dirname, '../../examples/python-backend')

/** A text that stands in backend.py or receipt.py once, and what stands there instead. */
export type Edit = readonly [was: string, is: string]
export type Running = { url: string; close(): Promise<void> }

/** Command that runs it as it is, in the foreground. */
export function pythonCommand(port: number, data: string): string {
  return `${PYTHON} -B "${join(FOLDER, 'backend.py')}" --port ${port} --data "${data}"`
}

/** @param site whose receipts are taken; none: loopback sites only */
export async function runPython(edits: readonly Edit[] = [], site?: string): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'placet-python-'))
  await copyEdited(folder, edits)
  const options = ['--port', '0', '--data', join(folder, 'data'), ...(site === undefined ? [] : ['--site', site])]
  const child = spawn(PYTHON, ['-B', join(folder, 'backend.py'), ...options])
  const ended = new Promise((done) => child.once('close', done))
  const close = async () => {
    child.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true })
  }
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)))
  const url = await new Promise<string | undefined>((done) => {
    child.stdout.on('data', (chunk: Buffer) => {
      const found = /(http:\S+)\/receipts/.exec((said += String(chunk)))
      if (found) done(found[1]!)
    })
    child.once('close', () => done(undefined))
  })
  if (url !== undefined) return { url, close }
  await close()
  throw new Error(`the backend did not start: ${said}`)
}

async function copyEdited(folder: string, edits: readonly Edit[]): Promise<void> {
  const files = { 'backend.py': '', 'receipt.py': '' }
  for (const name of ['backend.py', 'receipt.py'] as const) files[name] = await readFile(join(FOLDER, name), 'utf8')
  for (const [was, is] of edits) {
    const found = Object.entries(files).filter(([, text]) => text.split(was).length === 2)
    const [name] = found[0] ?? []
    if (found.length !== 1 || name === undefined) throw new Error(`This must stand in the backend once: ${was}`)
    files[name as keyof typeof files] = files[name as keyof typeof files].replace(was, () => is)
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
}

export function hasPython(): boolean {
  try {
    execFileSync(PYTHON, ['-c', 'import cryptography'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
