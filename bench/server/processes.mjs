// The processes of a run: each does one thing at a time and answers with a figure. None outlives the run.
import { fork } from 'node:child_process'
import { join } from 'node:path'

const children = new Set()

/**
 * Starts a file of this folder. `ask(question)` resolves with its answer; `end()` waits until it is gone.
 * @param profile a folder for a CPU profile of the whole process
 */
export function start(file, { profile } = {}) {
  const execArgv = [...process.execArgv, ...(profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [])]
  const child = fork(join(import.meta.dirname, file), { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const waiting = []
  children.add(child)
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.on('message', ({ answer, error }) => {
    const { resolve, reject } = waiting.shift()
    if (error) reject(new Error(`${file}: ${error}`))
    else resolve(answer)
  })
  child.on('exit', (code, signal) => {
    children.delete(child)
    for (const { reject } of waiting) reject(new Error(`${file} ended (${code ?? signal})`))
  })
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject })
        child.send(question, (cause) => cause && reject(cause))
      }),
    async end() {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}

/** The other end, in the child: one function for each thing that can be asked. */
export function answer(work, stop = () => {}) {
  process.on('message', async ({ what, ...given }) => {
    try {
      process.send({ answer: await work[what](given) })
    } catch (error) {
      process.send({ error: String(error?.stack ?? error) })
    }
  })
  process.on('disconnect', async () => {
    await stop()
    process.exit()
  })
}

/** Microseconds of CPU that this process has used, all threads. */
export function cpu() {
  const { user, system } = process.cpuUsage()
  return user + system
}

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})
