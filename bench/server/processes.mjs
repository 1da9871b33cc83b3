// The processes of a run: each does one thing at a time and answers with a figure. None outlives the run.
import { fork } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
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

/** Which part of the machine's time neighbours took while `work` ran, and which nobody used: 0 where the kernel does not say. */
export async function beside(work) {
  const before = times()
  const found = await work()
  const [all, idle, stolen] = times().map((each, index) => each - before[index])
  const part = (ticks) => (all > 0 ? ticks / all : 0)
  return { ...found, stolen: part(stolen), idle: part(idle) }
}

// Ticks of all cores since the machine began; of them, those without work or waiting for a disk, and those that the hypervisor
// gave to others (proc(5)).
function times() {
  if (!existsSync('/proc/stat')) return [0, 0, 0]
  const [, ...ticks] = readFileSync('/proc/stat', 'utf8').split('\n')[0].split(/ +/).map(Number)
  const counted = ticks.slice(0, 8)
  return [counted.reduce((sum, each) => sum + each, 0), counted[3] + counted[4], counted[7]]
}

process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})
